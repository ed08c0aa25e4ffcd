"""Which column of the register a heading means. A new spelling is a word more here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from lib.base.i18n import LANGS, mark, translator
from lib.query.spelling import fold as simplify
from lib.register import schema

# Fields of a list that are not columns of the register: chains and clusters, or longitude and
# latitude, in one column.
FOCUS: Final = "focus"
LONLAT: Final = "lonlat"
FIELDS: Final = (*schema.NAMES, FOCUS, LONLAT)
# Spellings beside the register's own names and headings.
_SYNONYMS: Final = {
    "resource_id": "资源编号 登记编号 资源id id",
    "name": "单位名称 机构名称 资源名称 平台名称 载体名称 企业名称 项目名称 全称 创新资源名称",
    "category": "资源类别 资源类型 平台类别 平台类型 类别名称 所属类别 一级类别",
    "park": "园区 所属园区 高新区 所在高新区 所属高新区 园区名称 高新区名称 zone park",
    "subpark": "分园区 子园区 所在分园 所属分园 科技园 所在片区",
    "address": "详细地址 单位地址 通讯地址 联系地址 办公地址 所在地址 注册地址 地点",
    "district": "区 县 区县市 所在区县 所属区县 县区 行政区 所在区 区县名称",
    "adcode": "区划代码 行政区代码 行政区划 区县代码",
    "city": "市 地市 所在城市 所在市 所属城市 地级市",
    "province": "省 省份 所在省市 所在省份 省直辖市",
    "chains": "链 产业链 所属产业链 所属链",
    "clusters": "群 产业集群 集群 所属集群 所属产业集群",
    FOCUS: "链群 六链五群标签 重点领域 产业领域 所属领域 所属链群",
    "level": "等级 平台级别 认定级别 资源级别 层级",
    "status": "运行状态 建设状态 运营状态 现状",
    "host": "依托单位 主管单位 建设单位 承担单位 运营机构 管理单位 运营主体 主办单位 依托机构",
    "year": "年份 成立年份 认定年份 成立时间 认定时间 批准时间 成立日期 认定日期 获批时间 建立时间 "
    "成立或认定年份",
    "phone": "联系电话 办公电话 座机 手机 手机号 联系方式 固定电话 咨询电话 服务电话 tel telephone "
    "联系人电话",
    "website": "网站 官网 主页 官方网站 单位网址 url",
    "note": "备注 简介 单位简介 机构简介 简要说明 情况说明 主要服务内容 服务内容",
    "lon": "经度 东经 经度坐标 经度东经 lng longitude",
    "lat": "纬度 北纬 纬度坐标 纬度北纬 latitude",
    LONLAT: "坐标 经纬度 经纬度坐标 地理坐标 位置坐标 地理位置",
    "radius_m": "误差 位置误差 误差米",
    "source_title": "资料来源 数据来源 出处",
    "source_date": "资料日期 数据日期",
    "source_url": "来源链接 出处网址",
}
# Taken only where no better heading of the row means the same.
_WEAK: Final = {
    "name": "单位 机构 平台 企业 项目 资源",
    "category": "类型 分类 种类",
    "resource_id": "代码 编码",
    "level": "级 认定",
    "note": "业务范围 主要功能 功能定位 主要业务",
    "lon": "x",
    "lat": "y",
}
_BRACKETED: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_NO_LETTERS: Final = re.compile(r"[\W_]+")
_DATUMS: Final = (
    ("gcj02", re.compile("gcj|高德|腾讯|火星")),
    ("bd09", re.compile("bd-?09|百度")),
    ("wgs84", re.compile("wgs|cgcs|国家2000|2000坐标")),
)


@dataclass(frozen=True)
class Meaning:
    """What a heading means: a field, and how surely."""

    field: str
    is_weak: bool = False


@lru_cache(maxsize=1 << 16)
def fold(heading: str) -> str:
    """Return a heading as headings are compared: half-width, caseless, simplified, letters and
    digits only."""
    return _NO_LETTERS.sub("", simplify(heading))


@lru_cache(maxsize=1 << 16)
def meaning(heading: str) -> Meaning | None:
    """Return what a heading means, if anything; what stands in brackets may be left out of it."""
    if not heading or len(heading) > 60:
        return None
    plain = _BRACKETED.sub("", simplify(heading))
    return _meanings().get(fold(heading)) or _meanings().get(_NO_LETTERS.sub("", plain))


def datum(heading: str) -> str:
    """Return the datum that a heading over coordinates names; empty for none."""
    text = simplify(heading)
    return next((code for code, pattern in _DATUMS if pattern.search(text)), "")


def heading(field: str) -> str:
    """Return the message id of the heading of a field."""
    return _HEADINGS[field]


_HEADINGS: Final = {column.name: column.heading for column in schema.COLUMNS} | {
    FOCUS: schema.FOCUS_HEADING,
    LONLAT: mark("坐标：经度, 纬度"),
}


@lru_cache(maxsize=1)
def _meanings() -> Mapping[str, Meaning]:
    found: dict[str, Meaning] = {}
    own = [(name, f) for f in schema.NAMES for name in (f, *_in_all(_HEADINGS[f]))]
    own += [(name, FOCUS) for name in _in_all(schema.FOCUS_HEADING)]
    for name, field in own:
        found.setdefault(fold(name), Meaning(field))
    for table, is_weak in ((_SYNONYMS, False), (_WEAK, True)):
        for field, words in table.items():
            for word in words.split():
                found.setdefault(fold(word), Meaning(field, is_weak))
    return MappingProxyType(found)


def _in_all(message: str) -> list[str]:
    return [translator(lang)(message) for lang in LANGS]
