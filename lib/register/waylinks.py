"""The way there: links that open a resource's place in 高德, 百度, 腾讯 and Apple maps.

A link drops a pin only where the position is good enough to walk to; else it searches by name,
address and city, and lets the map's own knowledge answer. Coordinates leave in each map's datum.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

import pandas as pd

from lib.base.i18n import mark
from lib.terms.datums import gcj02_to_bd09, wgs84_to_gcj02

# The radius in metres up to which a position may be shown as a point.
PIN_RADIUS_M: Final = 300
NAMES: Final = {
    "amap": mark("高德地图"),
    "baidu": mark("百度地图"),
    "tencent": mark("腾讯地图"),
    "apple": mark("Apple 地图"),
}
# Who calls, as the services ask to be told.
CALLER: Final = "jjj-innovation-atlas"
_TENCENT_SAFE: Final = str.maketrans(":;|", "：；｜")


@dataclass(frozen=True)
class WayLink:
    """A link that opens one map service (a key of `NAMES`); `is_pin` if it points at a place,
    not if it searches for it."""

    service: str
    url: str
    is_pin: bool


def way_links(row: Mapping[str, Any] | pd.Series) -> tuple[WayLink, ...]:
    """Return a link for each of `NAMES`, in their order, for one row of the register."""
    is_pin = row["radius_m"] <= PIN_RADIUS_M
    urls = _pins(row) if is_pin else _searches(row)
    return tuple(WayLink(service, urls[service], is_pin) for service in NAMES)


def _url(address: str, **parameters: str) -> str:
    return f"{address}?{urlencode(parameters, quote_via=quote, safe='')}"


def _address(row: Mapping[str, Any] | pd.Series) -> str:
    return row["address"] if pd.notna(row["address"]) else ""


def _searches(row: Mapping[str, Any] | pd.Series) -> dict[str, str]:
    words, city = f"{row['name']} {_address(row)}".strip(), row["city"]
    return {
        "amap": _url("https://uri.amap.com/search", keyword=words, city=city, src=CALLER),
        "baidu": _url(
            "https://api.map.baidu.com/place/search",
            query=words,
            region=city,
            output="html",
            src=f"webapp.jjj.{CALLER}",
        ),
        "tencent": _url(
            "https://apis.map.qq.com/uri/v1/search", keyword=words, region=city, referer=CALLER
        ),
        "apple": _url("https://maps.apple.com/", q=f"{words} {city}"),
    }


def _pins(row: Mapping[str, Any] | pd.Series) -> dict[str, str]:
    gcj = wgs84_to_gcj02((row["lon"], row["lat"]))
    bd = gcj02_to_bd09(gcj)
    name, address = row["name"], _address(row)
    # 腾讯 takes the pin as a list in its own punctuation, which no text may then contain.
    title, addr = (text.translate(_TENCENT_SAFE) for text in (name, address or row["city"]))
    return {
        "amap": _url(
            "https://uri.amap.com/marker",
            position=f"{gcj[0]:.6f},{gcj[1]:.6f}",
            name=name,
            coordinate="gaode",
            src=CALLER,
        ),
        "baidu": _url(
            "https://api.map.baidu.com/marker",
            location=f"{bd[1]:.6f},{bd[0]:.6f}",
            title=name,
            content=address or name,
            coord_type="bd09ll",
            output="html",
            src=f"webapp.jjj.{CALLER}",
        ),
        "tencent": _url(
            "https://apis.map.qq.com/uri/v1/marker",
            marker=f"coord:{gcj[1]:.6f},{gcj[0]:.6f};title:{title};addr:{addr}",
            coord_type="2",
            referer=CALLER,
        ),
        # In mainland China Apple shows 高德's map and takes coordinates in its datum.
        "apple": _url("https://maps.apple.com/", ll=f"{gcj[1]:.6f},{gcj[0]:.6f}", q=name),
    }
