"""Parks, categories, chains, clusters and corridor nodes: codes, names and colours.

The one place that knows them. Parks and corridor nodes are read from `data/parks.csv` and
`data/corridor_nodes.csv`; the rest has no file of its own and is stated here.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lib.base.i18n import Lang

DATA_DIR: Final = Path(__file__).parents[2] / "data"


@dataclass(frozen=True)
class Term:
    """A coded concept with its full and short names in both languages."""

    code: str
    zh: str
    en: str
    short_zh: str = ""
    short_en: str = ""

    def name(self, lang: Lang) -> str:
        """Return the full name."""
        return self.zh if lang == "zh" else self.en

    def short(self, lang: Lang) -> str:
        """Return the short name where there is one, else the full name."""
        return (self.short_zh or self.zh) if lang == "zh" else (self.short_en or self.en)


@dataclass(frozen=True)
class Category(Term):
    """One of the register's five resource categories, with its Okabe–Ito colour and its shape."""

    color: str = ""
    shape: str = ""


@dataclass(frozen=True)
class Park(Term):
    """A member zone, or 北京经开区; `lon`, `lat` (WGS-84 degrees) are its seat, known to `radius_m`
    metres. What is not known is empty; the text of `lead_industries` and `address` is Chinese."""

    full_name: str = ""
    province: str = ""
    city: str = ""
    member_since: str = ""
    level_when_joining: str = ""
    established: str = ""
    national_since: str = ""
    area_km2: str = ""
    lead_industries: tuple[str, ...] = ()
    address: str = ""
    website: str = ""
    source: str = ""
    lon: float = 0.0
    lat: float = 0.0
    radius_m: int = 0


@dataclass(frozen=True)
class CorridorNode(Term):
    """A signatory zone of the G2 corridor; its resources are those of `park` (and `subpark`)."""

    park: str = ""
    subpark: str = ""
    lon: float = 0.0
    lat: float = 0.0


def rgb(color: str) -> list[int]:
    """Return `#RRGGBB` as three numbers from 0 to 255, as deck.gl takes colours."""
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)]


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of `data/<name>.csv` as text, in file order."""
    with (DATA_DIR / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def split(cell: str) -> tuple[str, ...]:
    """Return the items of a list cell, which are separated by `;`."""
    return tuple(item for item in (part.strip() for part in cell.split(";")) if item)


def _park(row: dict[str, str]) -> Park:
    provinces = {p.zh: p.code for p in PROVINCES}
    return Park(
        code=row["park"],
        zh=row["name_zh"],
        en=row["name_en"],
        short_zh=row["name_zh"].removesuffix("高新区"),
        full_name=row["full_name"],
        province=provinces[row["province"]],
        city=row["city"],
        member_since=row["member_since"],
        level_when_joining=row["level_when_joining"],
        established=row["established"],
        national_since=row["national_since"],
        area_km2=row["area_km2"],
        lead_industries=split(row["lead_industries"]),
        address=row["address"],
        website=row["website"],
        source=row["source"],
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        radius_m=int(row["radius_m"]),
    )


def _corridor_node(row: dict[str, str]) -> CorridorNode:
    seat = SEATS[row["node"]]
    return CorridorNode(
        code=row["node"],
        zh=row["name_zh"],
        en=row["name_en"],
        short_zh=row["name_zh"].removesuffix("高新区"),
        park=row["park"],
        subpark=row["subpark"],
        lon=seat.lon,
        lat=seat.lat,
    )


PROVINCES: Final = (
    Term("beijing", "北京市", "Beijing", "北京"),
    Term("tianjin", "天津市", "Tianjin", "天津"),
    Term("hebei", "河北省", "Hebei", "河北"),
)
CATEGORIES: Final = (
    Category("rd", "研发创新平台", "R&D platforms", "研发创新", "R&D", "#0072B2", "circle"),
    Category(
        "pilot",
        "概念验证与中试平台",
        "Proof-of-concept and pilot platforms",
        "概念验证与中试",
        "Pilot",
        "#E69F00",
        "triangle",
    ),
    Category(
        "testing",
        "检验检测与公共技术服务平台",
        "Testing and technical service platforms",
        "检验检测",
        "Testing",
        "#009E73",
        "square",
    ),
    Category(
        "incubator", "创业孵化载体", "Incubators", "创业孵化", "Incubation", "#CC79A7", "diamond"
    ),
    Category(
        "transfer",
        "技术转移与科技服务机构",
        "Technology transfer and services",
        "技术转移",
        "Transfer",
        "#D55E00",
        "cross",
    ),
)
CHAINS: Final = (
    Term("hydrogen", "氢能", "Hydrogen energy", short_en="Hydrogen"),
    Term("biomed", "生物医药", "Biomedicine"),
    Term(
        "cyber_iiot",
        "网络安全和工业互联网",
        "Cybersecurity and industrial internet",
        "网安工业互联网",
        "Cyber & IIoT",
    ),
    Term("machine_tool", "高端工业母机", "High-end machine tools", "工业母机", "Machine tools"),
    Term(
        "nev_icv",
        "新能源和智能网联汽车",
        "New-energy and connected vehicles",
        "新能源智能车",
        "NEV & ICV",
    ),
    Term("robot", "机器人", "Robotics"),
)
CLUSTERS: Final = (
    Term("ic", "集成电路", "Integrated circuits", short_en="IC"),
    Term("cybersec", "网络安全", "Cybersecurity"),
    Term("biomed_cluster", "生物医药", "Biomedicine"),
    Term("power_eq", "电力装备", "Power equipment"),
    Term("safety", "安全应急装备", "Safety and emergency equipment", "安全应急", "Safety"),
)
# 生物医药 is chain and cluster at once and every resource carries both codes together.
TWIN_CLUSTER: Final = {"biomed_cluster": "biomed"}
LEVELS: Final = (
    Term("national", "国家级", "National"),
    Term("provincial", "省（市）级", "Provincial", "省级"),
    Term("municipal", "地市级", "Municipal"),
    Term("other", "其他", "Other"),
)
STATUSES: Final = (
    Term("operating", "运行", "Operating"),
    Term("building", "在建", "Under construction"),
)
POSITION_BASES: Final = ("published", "place", "area")
SOURCE_KINDS: Final = ("outlet", "reprint")
CONFIDENCES: Final = ("high", "medium")
SEATS: Final = {row["park"]: _park(row) for row in rows("parks")}
PARKS: Final = tuple(SEATS[r["park"]] for r in rows("parks") if r["kind"] == "member")
CORRIDOR_NODES: Final = tuple(_corridor_node(row) for row in rows("corridor_nodes"))
CORRIDOR: Final = (
    Term("g2", "G2 产业创新走廊", "G2 Corridor", "G2 走廊", "G2 corridor"),
    *CORRIDOR_NODES,
)
INK: Final = "#14283C"
CORRIDOR_COLOR: Final = "#C8102E"
