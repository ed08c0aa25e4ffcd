"""Sign-in and sign-out: pages of plain HTML, which need nothing of the app and no script."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from html import escape
from importlib import import_module
from importlib.util import find_spec
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from lib.access import accounts, attempts, passwords, sessions
from lib.access.permissions import ROLES, User
from lib.base import settings
from lib.base.cells import is_unfit
from lib.base.database import Database
from lib.base.i18n import LANGS, Lang, mark, translator
from lib.base.problems import DataProblem, DataProblems
from lib.editions import current
from lib.web import paths, plain
from lib.web.sentences import about, language

# What the form must bring again: another site cannot know it (double submit).
FORM_COOKIE: Final = "atlas_signin"
# Whoever guesses passwords waits for others who do, and takes no thread from who reads.
_THREADS: Final = ThreadPoolExecutor(4, "signin")
# Seconds in which a form that is open can be sent.
FORM_LASTS: Final = 3600
_LONGEST_NEXT: Final = 2000
STALE: Final = mark("页面已过期，或浏览器没有保存 Cookie，请再试一次。")
_ELSEWHERE: Final = mark("页面已过期，或浏览器没有保存 Cookie。请从 {address} 登录。")
_INSTALL: Final = mark("安装的命令见 docs/operate.md。")
_NOT_NOW: Final = mark("暂时不能登录")
_REFUSED: Final = mark("用户名或密码不正确。")
_TOO_MANY: Final = mark("尝试次数过多，请在 {n} 秒后再试。")

Form = Mapping[str, str]


def check() -> None:
    """Raise `DataProblem` where an organisation's own sign-in is set up and cannot be used."""
    needed = ("authlib", "httpx2")
    if settings.oidc() and not all(map(find_spec, needed)):
        problem = mark("使用单位登录服务须先安装 requirements-oidc.txt 所列的包。")
        raise DataProblem(settings.OIDC_ISSUER.variable, problem, _INSTALL)


def routes() -> list[Route]:
    """The routes, without the base path (`Site`)."""
    own = [
        Route(paths.SIGN_IN, _sign_in, methods=["GET", "POST"]),
        Route(paths.SIGN_OUT, _sign_out, methods=["POST"]),
    ]
    # It needs packages that are there only where it is set up.
    return [*own, *import_module("lib.web.oidc").routes()] if settings.oidc() else own


async def _sign_in(request: Request) -> Response:
    if request.method == "POST":
        visit = Visit(request, await form(request))
        return await aside(visit, _sent)
    visit = Visit(request, {"next": request.query_params.get("next", "")})
    return await aside(visit, _greet)


async def _sign_out(request: Request) -> Response:
    visit = Visit(request, await form(request))
    return await aside(visit, _leave)


async def form(request: Request) -> Form:
    """Return the fields of a form, the last of each name. `Bodies` bounds it."""
    body = (await request.body()).decode("utf-8", "replace")
    try:
        fields = parse_qs(body, keep_blank_values=True, max_num_fields=10)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in fields.items()}


class Visit:
    """What a request brings: its form or address, and the language and page to go on to."""

    def __init__(self, request: Request, form: Form) -> None:
        self.form = form
        self.onward = own_address(form.get("next", ""))
        self.lang = _language(request, self.onward)
        self.token = request.cookies.get(sessions.COOKIE, "")
        self.form_token = request.cookies.get(FORM_COOKIE, "")
        self.address = request.client.host if request.client else ""
        # Browsers say so by https, and pages cannot make them lie.
        self.is_foreign = request.headers.get("sec-fetch-site", "") in ("cross-site", "same-site")
        is_https = request.url.scheme == "https"
        self.is_secure = is_https or settings.PUBLIC_URL.value.startswith("https:")

    @property
    def is_own(self) -> bool:
        """Whether the form is one that this site has shown to this browser."""
        sealed = self.form.get("seal", "")
        return not self.is_foreign and sessions.is_sealed(self.form_token, sealed)

    def page(self, title: str, body: str, status: int = 200, **kept: str) -> HTMLResponse:
        """A page that leads on to the same address in either language, with `kept` of its
        parameters."""
        kept |= {"next": self.onward} if self.onward != "/" else {}
        html = plain.page(self.lang, title, body, kept)
        return HTMLResponse(html, status, about(self.lang))

    def onwards(self) -> RedirectResponse:
        """The way to the page that was asked for."""
        address = paths.base() + self.onward
        return RedirectResponse(address, 303, {"cache-control": "no-store"})

    def set_cookie(self, response: Response, name: str, value: str, lasts: int | None) -> None:
        """Give the browser a cookie for this site, which no script reads; without `lasts`, in
        seconds, until it is closed."""
        response.set_cookie(
            name,
            value,
            max_age=lasts,
            path=paths.base() or "/",
            secure=self.is_secure,
            httponly=True,
            samesite="lax",
        )


def own_address(asked: str) -> str:
    """Return an address of this site, below the base path, as it is asked for; the overview's where
    it may lead elsewhere."""
    try:
        parts = urlsplit(asked)
    except ValueError:
        return "/"
    is_path = asked.startswith("/") and not asked.startswith("//") and not parts.netloc
    # Browsers take a backslash for a slash, and pass over what cannot be seen.
    is_odd = "\\" in asked or any(c.isspace() or is_unfit(c) for c in asked)
    is_itself = parts.path in paths.ACCESS
    is_own = is_path and not is_odd and not is_itself and len(asked) <= _LONGEST_NEXT
    return asked if is_own else "/"


def _language(request: Request, onward: str) -> Lang:
    """The language asked for: in the address, else in that of the page to go on to, else in the
    browser's settings."""
    if "lang" not in request.query_params:
        asked = parse_qs(urlsplit(onward).query).get("lang", [""])[-1]
        for lang in LANGS:
            if asked == lang:
                return lang
    return language(request.scope)


async def aside(
    visit: Visit, answer: Callable[[Visit, Database], Response], failure: str = _NOT_NOW
) -> Response:
    """Return an answer that may take its time: it is given beside all else that the server does.
    Where there is no store to ask, `failure` (a message id) stands over what is wrong with it."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREADS, _answered, visit, answer, failure)


def _answered(
    visit: Visit, answer: Callable[[Visit, Database], Response], failure: str
) -> Response:
    try:
        return answer(visit, current.holder().store.database)
    except DataProblem as error:
        problems = [error]
    except DataProblems as error:
        problems = error.problems
    t = translator(visit.lang)
    title = t(failure)
    lines = "".join(f"<p>{escape(problem.text(visit.lang))}</p>" for problem in problems)
    return visit.page(title, f"<h1>{escape(title)}</h1>{lines}{plain.home(visit.lang)}", 503)


def _greet(visit: Visit, database: Database) -> Response:
    """The form; what to do where there is no account; or who is signed in already."""
    user = sessions.who(database, visit.token)
    if user:
        return _signed_in(visit, user)
    is_open = accounts.exist(database) or settings.oidc()
    return _ask(visit) if is_open else _none_yet(visit)


def _sent(visit: Visit, database: Database) -> Response:
    """Sign in with a form."""
    if not accounts.exist(database) and not settings.oidc():
        return _none_yet(visit, 403)
    t = translator(visit.lang)
    if not visit.is_own:
        address = settings.PUBLIC_URL.value
        text = t(_ELSEWHERE).format(address=address) if address else t(STALE)
        return _ask(visit, text, 403)
    name, password = visit.form.get("name", ""), visit.form.get("password", "")
    # What no account has need not be hashed at any length.
    name, password = name[: passwords.LONGEST], password[: passwords.LONGEST + 1]
    try:
        token = sessions.sign_in(database, name, password, visit.address)
    except sessions.Refused:
        return _ask(visit, t(_REFUSED), 403)
    except attempts.TooMany as error:
        answer = _ask(visit, t(_TOO_MANY).format(n=error.seconds), 429)
        answer.headers["retry-after"] = str(error.seconds)
        return answer
    return enter(visit, database, token)


def enter(visit: Visit, database: Database, token: str) -> Response:
    """Give the browser the token of its new session, and go on to the page that was asked for."""
    if visit.token:  # Whoever was signed in before no longer is.
        sessions.end(database, visit.token)
    answer = visit.onwards()
    visit.set_cookie(answer, sessions.COOKIE, token, None)
    answer.delete_cookie(FORM_COOKIE, paths.base() or "/")
    return answer


def _leave(visit: Visit, database: Database) -> Response:
    """End the session for all windows of the browser."""
    user = sessions.who(database, visit.token)
    sealed = visit.form.get("seal", "")
    if user and (visit.is_foreign or not sessions.is_sealed(visit.token, sealed)):
        return _signed_in(visit, user, 403)
    sessions.end(database, visit.token)
    answer = visit.onwards()
    answer.delete_cookie(sessions.COOKIE, paths.base() or "/")
    return answer


def _ask(visit: Visit, alert: str = "", status: int = 200) -> Response:
    t = translator(visit.lang)
    title, name_label, password_label = t("登录"), t("用户名"), t("密码")
    reason = t("查看无须登录；登录后可补充本园区资料、载入名单与发布。")
    note = f'<p role="alert">{escape(alert)}</p>' if alert else f"<p>{escape(reason)}</p>"
    most = passwords.LONGEST
    name = escape(visit.form.get("name", "")[:most])
    # Another window's form stays good.
    form_token = visit.form_token or secrets.token_urlsafe(32)
    # Where one goes on: to the password, where the name is there.
    name_focus, password_focus = ("", " autofocus") if name else (" autofocus", "")
    body = f"""<h1>{escape(title)}</h1>
{note}
<form method="post" action="{escape(_here(visit, paths.SIGN_IN))}">
{hidden(seal=sessions.seal(form_token), next=visit.onward)}
<label>{escape(name_label)}<input name="name" value="{name}" autocomplete="username"
 autocapitalize="none" spellcheck="false" maxlength="{most}" required{name_focus}></label>
<label>{escape(password_label)}<input name="password" type="password"
 autocomplete="current-password" maxlength="{most}" required{password_focus}></label>
<button>{escape(title)}</button>
</form>{_elsewhere(visit)}"""
    answer = visit.page(title, body, status)
    visit.set_cookie(answer, FORM_COOKIE, form_token, FORM_LASTS)
    return answer


def _elsewhere(visit: Visit) -> str:
    """The way to the organisation's own sign-in, where there is one."""
    if not settings.oidc():
        return ""
    t = translator(visit.lang)
    way = t("用单位账户登录")
    asked = urlencode({"lang": visit.lang, "next": visit.onward})
    address = f"{paths.base()}{paths.OIDC}?{asked}"
    return f'<p class="beside"><a class="home" href="{escape(address)}">{escape(way)}</a></p>'


def _none_yet(visit: Visit, status: int = 200) -> Response:
    t = translator(visit.lang)
    title, how = t("尚无账户"), t("请维护者在服务器上用命令新建第一个账户，它会询问密码：")
    body = f"""<h1>{escape(title)}</h1>
<p>{escape(how)}<code>{accounts.FIRST}</code></p>
{plain.home(visit.lang)}"""
    return visit.page(title, body, status)


def _signed_in(visit: Visit, user: User, status: int = 200) -> Response:
    t = translator(visit.lang)
    title, onward, leave = t("已登录"), t("继续"), t("退出登录")
    account = t("用户名 {name}，{role}。").format(name=user.name, role=t(ROLES[user.role]))
    body = f"""<h1>{escape(title)}</h1>
<p>{escape(account)}</p>
<a class="home" href="{escape(paths.base() + visit.onward)}">{escape(onward)}</a>
<form class="beside" method="post" action="{escape(_here(visit, paths.SIGN_OUT))}">
{hidden(seal=sessions.seal(visit.token))}
<button>{escape(leave)}</button>
</form>"""
    return visit.page(title, body, status)


def _here(visit: Visit, path: str) -> str:
    return f"{paths.base()}{path}?lang={visit.lang}"


def hidden(**fields: str) -> str:
    """Return fields of a form that nobody sees."""
    return "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in fields.items()
    )
