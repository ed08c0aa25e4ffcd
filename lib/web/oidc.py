"""Sign-in by an organisation's own service (OpenID Connect); it ends in a session like any other.

Imported only where it is set up: it needs what `requirements-oidc.txt` names.
"""

from functools import cache
from html import escape
from typing import Any, Final

import httpx2
from authlib.integrations.starlette_client import OAuth, OAuthError
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lib.access import organisations, sessions
from lib.access.organisations import Identity
from lib.base import settings
from lib.base.database import Database
from lib.base.i18n import mark, translator
from lib.base.settings import Oidc
from lib.editions import current
from lib.web import paths
from lib.web.signin import Visit, aside, enter, own_address

_NEXT: Final = "atlas_next"
# Seconds for each request to the service.
_TIMEOUT: Final = 5
_AWAY: Final = mark("单位登录服务暂时没有应答，请稍后再试。")
_REFUSED: Final = mark("单位登录服务没有确认您的身份，请再试一次。")
_NO_ROLE: Final = mark("您的单位账户在本看板没有角色，请联系维护者。")
_ENDED: Final = mark("您的账户在本看板已停用，请联系维护者。")
# What a service that answers oddly makes of a request.
_ODD: Final = (httpx2.HTTPError, ValueError, RuntimeError, KeyError)


def routes() -> list[Route]:
    """The routes, without the base path (`Site`)."""
    return [Route(paths.OIDC, _leave_for), Route(paths.OIDC_BACK, _come_back)]


@cache
def _client(service: Oidc) -> Any:
    """What speaks to the service; it asks for its addresses when somebody first signs in."""
    return OAuth().register(
        "organisation",
        client_id=service.client_id,
        client_secret=service.client_secret,
        server_metadata_url=f"{service.issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile",
            "code_challenge_method": "S256",
            "timeout": _TIMEOUT,
        },
    )


async def _leave_for(request: Request) -> Response:
    """Send the browser to the service."""
    visit = Visit(request, {"next": request.query_params.get("next", "")})
    service = _service()
    request.session[_NEXT] = visit.onward
    try:
        answer: Response = await _client(service).authorize_redirect(request, service.callback)
    except (OAuthError, *_ODD):
        return _say(visit, _AWAY, 502)
    answer.headers["cache-control"] = "no-store"
    return answer


async def _come_back(request: Request) -> Response:
    """Take in whom the service has signed in."""
    service = _service()
    visit = Visit(request, {"next": own_address(request.session.pop(_NEXT, "/"))})
    try:
        # Checks state, nonce, signature, issuer, audience and time.
        token = await _client(service).authorize_access_token(request)
        claims = dict(token["userinfo"])
        if service.role_claim.split(".")[0] not in claims and service.role_claim not in claims:
            more = await _client(service).userinfo(token=token)
            if more["sub"] == claims["sub"]:
                claims = {**more, **claims}
        who = Identity(claims["iss"], claims["sub"], str(claims.get("preferred_username", "")))
    except (OAuthError, JoseError):
        return _say(visit, _REFUSED, 403)
    except _ODD:
        return _say(visit, _AWAY, 502)

    def admitted(visit: Visit, database: Database) -> Response:
        parks = current.edition().vocabulary.terms["park"]
        given = organisations.role_of(claims, service.role_claim, parks)
        if given is None:
            return _say(visit, _NO_ROLE, 403)
        try:
            return enter(visit, database, organisations.admit(database, who, *given, visit.address))
        except sessions.Refused:
            return _say(visit, _ENDED, 403)

    return await aside(visit, admitted)


def _service() -> Oidc:
    service = settings.oidc()
    assert service  # These routes are only there where it is set up.
    return service


def _say(visit: Visit, message: str, status: int) -> Response:
    t = translator(visit.lang)
    title, again, reason = t("登录"), t("返回登录页"), t(message)
    address = f"{paths.base()}{paths.SIGN_IN}?lang={visit.lang}"
    body = f"""<h1>{escape(title)}</h1>
<p role="alert">{escape(reason)}</p>
<a class="home" href="{escape(address)}">{escape(again)}</a>"""
    return visit.page(title, body, status)
