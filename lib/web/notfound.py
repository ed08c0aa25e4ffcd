"""The page for an address that leads nowhere."""

from html import escape

from starlette.responses import HTMLResponse
from starlette.types import Scope

from lib.base.i18n import translator
from lib.web import plain
from lib.web.sentences import about, language


def not_found(scope: Scope) -> HTMLResponse:
    """The page as the answer to a request, in its language, with the way home."""
    lang = language(scope)
    t = translator(lang)
    title, reason = t("没有这个页面"), t("地址可能写错了，或者这个页面已不再有。")
    body = f"<h1>{escape(title)} <small>404</small></h1>\n<p>{escape(reason)}</p>"
    return HTMLResponse(plain.page(lang, title, body + plain.home(lang)), 404, about(lang))
