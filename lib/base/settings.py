"""Every setting of whoever runs the dashboard: environment variables, read when asked for."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lib.base.i18n import mark
from lib.base.problems import DataProblem

ROOT: Final = Path(__file__).parents[2]
DATA_DIR: Final = ROOT / "data"


@dataclass(frozen=True)
class Setting:
    """An environment variable and what it is for (a message id); read anew at each `value`."""

    variable: str
    about: str

    @property
    def value(self) -> str:
        """What it is set to; empty where it is not."""
        return os.environ.get(self.variable, "").strip()


MAP_REVIEW_NUMBER: Final = Setting(
    "ATLAS_MAP_REVIEW_NUMBER", mark("审图号，显示于每幅地图、图片和幻灯")
)
BASEMAP: Final = Setting(
    "ATLAS_BASEMAP",
    mark("底图：offline（默认，自带的示意底图）或 tianditu（须有密钥与审图号）"),
)
TIANDITU_KEY: Final = Setting("ATLAS_TIANDITU_KEY", mark("天地图的浏览器端密钥，发给每位访客"))
TIANDITU_SERVER_KEY: Final = Setting(
    "ATLAS_TIANDITU_SERVER_KEY", mark("天地图的服务端密钥，供幻灯取瓦片；不设则幻灯仍用示意底图")
)
TIANDITU_URL: Final = Setting(
    "ATLAS_TIANDITU_URL",
    mark("天地图瓦片服务器或其镜像的地址，以逗号分隔；默认为 https://t0.tianditu.gov.cn 至 t7"),
)
FEEDBACK_EMAIL: Final = Setting("ATLAS_FEEDBACK_EMAIL", mark("卡片上“更正反馈”的收件邮箱"))
PUBLIC_URL: Final = Setting("ATLAS_PUBLIC_URL", mark("对外地址，二维码所含；不设则不提供二维码"))
STATE: Final = Setting("ATLAS_STATE", mark("各版数据与其缓存所在的文件夹；默认为项目中的 state"))
DATABASE_URL: Final = Setting(
    "ATLAS_DATABASE_URL", mark("各版数据所在的数据库；默认为上述文件夹中的 SQLite 文件")
)
ALLOWED_HOSTS: Final = Setting(
    "ATLAS_ALLOWED_HOSTS", mark("可用的主机名，以逗号分隔；不设则任何主机名均可")
)
FRAME_ANCESTORS: Final = Setting(
    "ATLAS_FRAME_ANCESTORS", mark("可以在其页面中嵌入本看板的站点，如内网门户；不设则只有本站")
)
SOLE_STEWARD: Final = Setting(
    "ATLAS_SOLE_STEWARD",
    mark("yes：数据管理员可批准自己的提议，供只有一人的单位用；不设则须由另一人批准"),
)
PUBLIC_FEEDBACK: Final = Setting(
    "ATLAS_PUBLIC_FEEDBACK",
    mark("yes：访客可在卡片上提交更正，经审定才发布；不设则只给出联系方式"),
)
OIDC_ISSUER: Final = Setting(
    "ATLAS_OIDC_ISSUER", mark("单位登录服务（OpenID Connect）的地址；不设则只用本看板的账户")
)
OIDC_CLIENT_ID: Final = Setting("ATLAS_OIDC_CLIENT_ID", mark("本看板在单位登录服务中的客户端编号"))
OIDC_CLIENT_SECRET: Final = Setting(
    "ATLAS_OIDC_CLIENT_SECRET", mark("本看板在单位登录服务中的客户端密钥")
)
OIDC_ROLE_CLAIM: Final = Setting(
    "ATLAS_OIDC_ROLE_CLAIM",
    mark("单位登录服务以哪一项说明角色，值如 steward、admin、editor:tianjin；默认为 roles"),
)
LOG: Final = Setting("ATLAS_LOG", mark("日志的格式：text（默认）或 json"))
METRICS_PORT: Final = Setting(
    "ATLAS_METRICS_PORT", mark("供本机上的 Prometheus 采集的端口；不设则不提供")
)
SETTINGS: Final = (
    MAP_REVIEW_NUMBER,
    BASEMAP,
    TIANDITU_KEY,
    TIANDITU_SERVER_KEY,
    TIANDITU_URL,
    FEEDBACK_EMAIL,
    PUBLIC_URL,
    STATE,
    DATABASE_URL,
    ALLOWED_HOSTS,
    FRAME_ANCESTORS,
    SOLE_STEWARD,
    PUBLIC_FEEDBACK,
    OIDC_ISSUER,
    OIDC_CLIENT_ID,
    OIDC_CLIENT_SECRET,
    OIDC_ROLE_CLAIM,
    LOG,
    METRICS_PORT,
)
# Streamlit's own settings that whoever starts several processes has to know.
COOKIE_SECRET: Final = "STREAMLIT_SERVER_COOKIE_SECRET"
BASE_PATH: Final = "STREAMLIT_SERVER_BASE_URL_PATH"
# How a setting is mended.
MEND: Final = mark("请改正该环境变量，再重新启动。")
# A name or IPv4 address; `*.` stands for any subdomain.
_NAME: Final = r"(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?"
# As a Host header has it, without its port.
_HOST: Final = rf"{_NAME}|\[[0-9a-f:.]+\]"
# As a Content-Security-Policy has it.
_ORIGIN: Final = rf"https?://{_NAME}(:[0-9]{{1,5}})?"
# An address with or without a path, which `{`, quotes and the like have no place in.
_SERVER: Final = r"https?://[a-z0-9.-]+(:[0-9]{1,5})?(/[a-z0-9._~-]+)*/?"
_TIANDITU: Final = tuple(f"https://t{n}.tianditu.gov.cn" for n in range(8))


@dataclass(frozen=True)
class Tianditu:
    """天地图 as this host may use it: where its tiles are asked for, the key that browsers use, and
    the host's own, empty where it has none."""

    servers: tuple[str, ...]
    key: str
    server_key: str

    @property
    def origins(self) -> tuple[str, ...]:
        """The servers as a Content-Security-Policy names them."""
        return tuple(dict.fromkeys("/".join(server.split("/")[:3]) for server in self.servers))


@dataclass(frozen=True)
class Oidc:
    """An organisation's own sign-in: its address, what the atlas is called there and proves itself
    by, the claim that says who may do what, and the address it sends browsers back to."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    role_claim: str
    callback: str


def state_folder() -> Path:
    """Return the folder for all that a running dashboard keeps."""
    return Path(STATE.value) if STATE.value else ROOT / "state"


def database_url() -> str:
    """Return the address of the store's database."""
    return DATABASE_URL.value or f"sqlite:///{state_folder() / 'atlas.db'}"


def cookie_secret() -> str:
    """Return the secret that cookies are signed with; empty where none is set."""
    return os.environ.get(COOKIE_SECRET, "").strip()


def base_path() -> str:
    """Return the path of a larger site below which the dashboard lies, such as `/atlas`; empty
    where it has an address of its own."""
    path = os.environ.get(BASE_PATH, "").strip().strip("/")
    return f"/{path}" if path else ""


def environment(changes: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for a process to be started: this one's, but for `changes`."""
    return {**os.environ, **changes}


def allowed_hosts() -> tuple[str, ...]:
    """Return the names under which the dashboard may be asked for; none where any will do. Raises
    `DataProblem` where one is no host's name."""
    names = _each(ALLOWED_HOSTS, _HOST, mark("“{value}”不是主机名。"))
    return tuple(name.lower() for name in names)


def frame_ancestors() -> tuple[str, ...]:
    """Return the origins whose pages may frame the dashboard beside its own. Raises `DataProblem`
    where one is no origin."""
    problem = mark("“{value}”不是站点：要写成 https://portal.example.cn 的样子，不带路径。")
    return tuple(origin.lower() for origin in _each(FRAME_ANCESTORS, _ORIGIN, problem))


def tianditu() -> Tianditu | None:
    """Return the official basemap where it is chosen; else maps are the atlas's own. Raises
    `DataProblem` where what it needs is missing or cannot be used."""
    if BASEMAP.value in ("", "offline"):
        return None
    if BASEMAP.value != "tianditu":
        problem = mark("“{value}”既非 offline 也非 tianditu。")
        raise DataProblem(BASEMAP.variable, problem, MEND, value=BASEMAP.value)
    for needed in (TIANDITU_KEY, MAP_REVIEW_NUMBER):
        if not needed.value:
            problem = mark("选用天地图（ATLAS_BASEMAP=tianditu）时须设此项。")
            raise DataProblem(needed.variable, problem, MEND)
    for key in (TIANDITU_KEY, TIANDITU_SERVER_KEY):
        if not re.fullmatch("[0-9A-Za-z]*", key.value):
            raise DataProblem(key.variable, mark("密钥只含字母和数字。"), MEND)
    problem = mark("“{value}”不是瓦片服务器的地址：要写成 https://t0.tianditu.gov.cn 的样子。")
    servers = _each(TIANDITU_URL, _SERVER, problem) or _TIANDITU
    addresses = tuple(server.rstrip("/") for server in servers)
    return Tianditu(addresses, TIANDITU_KEY.value, TIANDITU_SERVER_KEY.value)


def sole_steward() -> bool:
    """Whether a steward may approve what he himself proposed. Raises `DataProblem` where it is to
    be neither yes nor no."""
    return _is_yes(SOLE_STEWARD)


def public_feedback() -> bool:
    """Whether visitors may propose corrections. Raises `DataProblem` where it is to be neither yes
    nor no."""
    return _is_yes(PUBLIC_FEEDBACK)


def _is_yes(setting: Setting) -> bool:
    if setting.value not in ("", "yes", "no"):
        problem = mark("“{value}”既非 yes 也非 no。")
        raise DataProblem(setting.variable, problem, MEND, value=setting.value)
    return setting.value == "yes"


def oidc() -> Oidc | None:
    """Return the organisation's own sign-in where one is set up. Raises `DataProblem` where what it
    needs is missing or cannot be used."""
    if not OIDC_ISSUER.value:
        return None
    for needed in (OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, PUBLIC_URL):
        if not needed.value:
            problem = mark("设有单位登录服务（ATLAS_OIDC_ISSUER）时须设此项。")
            raise DataProblem(needed.variable, problem, MEND)
    for address in (OIDC_ISSUER, PUBLIC_URL):
        if not re.fullmatch(_SERVER, address.value, re.IGNORECASE):
            problem = mark("“{value}”不是地址：要写成 https://sso.example.cn/realms/a 的样子。")
            raise DataProblem(address.variable, problem, MEND, value=address.value)
    return Oidc(
        issuer=OIDC_ISSUER.value.rstrip("/"),
        client_id=OIDC_CLIENT_ID.value,
        client_secret=OIDC_CLIENT_SECRET.value,
        role_claim=OIDC_ROLE_CLAIM.value or "roles",
        callback=f"{PUBLIC_URL.value.rstrip('/')}/signin/oidc/callback",
    )


def logs_json() -> bool:
    """Whether each line of the log is JSON. Raises `DataProblem` where it is to be neither that nor
    text."""
    if LOG.value not in ("", "text", "json"):
        raise DataProblem(
            LOG.variable, mark("“{value}”既非 text 也非 json。"), MEND, value=LOG.value
        )
    return LOG.value == "json"


def metrics_port() -> int | None:
    """Return the port for Prometheus, or `None` where there is to be none. Raises `DataProblem`
    where it is no port."""
    value = METRICS_PORT.value
    if value and not (re.fullmatch("[0-9]{1,5}", value) and 0 < int(value) < 65536):
        raise DataProblem(METRICS_PORT.variable, mark("“{value}”不是端口。"), MEND, value=value)
    return int(value) if value else None


def _each(setting: Setting, pattern: str, problem: str) -> tuple[str, ...]:
    """The parts of a list; raises `problem` of the first unlike `pattern`, whatever its case."""
    parts = [part for part in re.split(r"[,，\s]+", setting.value) if part]
    for part in parts:
        if not re.fullmatch(pattern, part, re.IGNORECASE):
            raise DataProblem(setting.variable, problem, MEND, value=part)
    return tuple(parts)
