"""How much anyone may send: nothing that fills the server's memory."""

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.access import sessions
from lib.access.permissions import Action, may
from lib.base.i18n import mark, translator
from lib.base.problems import DataProblem, DataProblems
from lib.editions import current
from lib.web import paths
from lib.web.sentences import language, sentence

# Bytes of a request's body. A click travels by WebSocket, and nothing else asks for one.
MOST: Final = 65_536
_NO_UPLOADS: Final = mark("只接收已登录的数据管理员和园区编辑员的文件。")
_TOO_LARGE: Final = mark("请求的内容过大。")


def may_upload(scope: Scope) -> bool:
    """Whether a request may send a file: who is signed in may where he may load a list, or propose
    what stands in one, and nobody else."""
    token = cookie_parser(Headers(scope=scope).get("cookie", "")).get(sessions.COOKIE)
    try:
        user = sessions.who(current.holder().store.database, token)
    except (DataProblem, DataProblems):
        return False
    return may(user, Action.PROPOSE) or may(user, Action.LOAD)


class Bodies:
    """Refuses uploads but of those who may send them, and every other body longer than `MOST`, also
    one whose length is not stated."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif (paths.inner(scope) or "").startswith(paths.UPLOADS):
            if await run_in_threadpool(
                may_upload, scope
            ):  # Streamlit keeps it below `server.maxUploadSize`.
                await self.app(scope, receive, send)
            else:
                await sentence(scope, _NO_UPLOADS, 403)(scope, receive, send)
        elif _stated(scope) > MOST:
            await sentence(scope, _TOO_LARGE, 413)(scope, receive, send)
        else:
            await self.app(scope, _bounded(scope, receive), send)


def _stated(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isdecimal() else 0


def _bounded(scope: Scope, receive: Receive) -> Receive:
    """`receive`, which ends the request where its body grows too long."""
    received = 0

    async def receive_bounded() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MOST:
            raise HTTPException(413, translator(language(scope))(_TOO_LARGE))
        return message

    return receive_bounded
