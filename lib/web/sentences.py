"""Plain answers in the reader's language, for who asks the server and not a page."""

from starlette.datastructures import Headers, QueryParams
from starlette.responses import PlainTextResponse
from starlette.types import Scope

from lib.base.i18n import LANGS, Lang, translator


def language(scope: Scope) -> Lang:
    """The language a request asks for: in its address, else in its browser's settings, else
    Chinese."""
    asked = QueryParams(scope["query_string"]).get("lang")
    if asked in LANGS:
        return asked
    # "en-GB,en;q=0.9,zh;q=0.8": browsers list the most wanted first.
    accepted = Headers(scope=scope).get("accept-language", "").lower()
    names = [part.split(";")[0].strip().split("-")[0] for part in accepted.split(",")]
    return next((lang for name in names for lang in LANGS if name == lang), "zh")


def about(lang: Lang) -> dict[str, str]:
    """The headers of an answer whose language is chosen by `language`."""
    return {"cache-control": "no-store", "content-language": lang, "vary": "accept-language"}


def sentence(scope: Scope, text: str, status: int) -> PlainTextResponse:
    """An answer that says `text`, a message id, in the language of the request; for a WebSocket
    too, before it is accepted."""
    lang = language(scope)
    return PlainTextResponse(f"{translator(lang)(text)}\n", status, about(lang))
