"""Corrections by visitors, where the host takes them: a page of plain HTML, which needs no script
and no account. What is sent waits for a steward and is shown to nobody else."""

import secrets
from html import escape
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lib.access import sessions
from lib.base import settings
from lib.base.database import Database
from lib.base.i18n import mark, translator
from lib.base.problems import DataProblem, DataProblems
from lib.editions import current
from lib.intake import fields, proposals
from lib.intake.base import Base
from lib.intake.feedback import FIELDS, feedback
from lib.web import paths
from lib.web.signin import FORM_COOKIE, FORM_LASTS, STALE, Visit, aside, form, hidden

_NOT_NOW: Final = mark("暂时不能提交")


def routes() -> list[Route]:
    """The route, without the base path (`Site`)."""
    return [Route(paths.FEEDBACK, _answer, methods=["GET", "POST"])]


async def _answer(request: Request) -> Response:
    if not settings.public_feedback():
        return Response(status_code=404)
    if request.method == "POST":
        return await aside(Visit(request, await form(request)), _sent, _NOT_NOW)
    visit = Visit(request, {"id": request.query_params.get("id", "")})
    return await aside(visit, _ask, _NOT_NOW)


def _name(visit: Visit) -> str:
    """The name of the resource that is asked about, in the edition served; empty where it has no
    such one."""
    edition, own = current.edition(), _id(visit)
    return str(edition.resource(own)["name"]) if own in edition.places else ""


def _id(visit: Visit) -> str:
    return visit.form.get("id", "")


def _ask(visit: Visit, _: Database, alert: str = "", status: int = 200) -> Response:
    t, name = translator(visit.lang), _name(visit)
    title = t("更正反馈")
    if not name:
        return Response(status_code=404)
    # Another window's form stays good.
    form_token = visit.form_token or secrets.token_urlsafe(32)
    chosen, most = visit.form.get("field", ""), proposals.MOST_CHARACTERS
    options = "".join(
        f'<option value="{name}"{" selected" if name == chosen else ""}>'
        f"{escape(t(fields.heading(name)))}</option>"
        for name in FIELDS
    )
    reason = t("您提出的更正经数据管理员审定后才发布；请附可核对的出处。不收集姓名与联系方式。")
    note = f'<p role="alert">{escape(alert)}</p>' if alert else f"<p>{escape(reason)}</p>"
    what, value, basis, send = t("哪一项"), t("应为"), t("出处"), t("提交")
    action = f"{paths.base()}{paths.FEEDBACK}?{urlencode({'lang': visit.lang})}"
    seal = sessions.seal(form_token)
    body = f"""<h1>{escape(title)} <small lang="zh">{escape(name)}</small></h1>
{note}
<form method="post" action="{escape(action)}">
{hidden(seal=seal, id=_id(visit))}
<label>{escape(what)}<select name="field">{options}</select></label>
<label>{escape(value)}<input name="value" value="{escape(visit.form.get("value", "")[:most])}"
 maxlength="{most}" required autofocus></label>
<label>{escape(basis)}<input name="note" value="{escape(visit.form.get("note", "")[:most])}"
 maxlength="{most}" required></label>
<button>{escape(send)}</button>
</form>{_back(visit)}"""
    answer = visit.page(title, body, status, id=_id(visit))
    visit.set_cookie(answer, FORM_COOKIE, form_token, FORM_LASTS)
    return answer


def _sent(visit: Visit, database: Database) -> Response:
    t = translator(visit.lang)
    if not visit.is_own:
        return _ask(visit, database, t(STALE), 403)
    field, value, note = (visit.form.get(name, "") for name in ("field", "value", "note"))
    base = Base.current(current.holder().store)
    try:
        made = feedback(database, base, _id(visit), field, value, note, visit.address)
    except DataProblem as problem:
        return _ask(visit, database, problem.text(visit.lang), 400)
    except DataProblems as error:
        return _ask(visit, database, error.problems[0].text(visit.lang), 400)
    title, said = t("谢谢"), t("已收到第 {n} 号更正，审定后发布。").format(n=made.number)
    return visit.page(
        title, f"<h1>{escape(title)}</h1><p>{escape(said)}</p>{_back(visit)}", id=_id(visit)
    )


def _back(visit: Visit) -> str:
    """The way back to the card."""
    t = translator(visit.lang)
    way = t("回到这一项")
    address = f"{paths.base()}/directory?{urlencode({'id': _id(visit), 'lang': visit.lang})}"
    return f'<p class="beside"><a class="home" href="{escape(address)}">{escape(way)}</a></p>'
