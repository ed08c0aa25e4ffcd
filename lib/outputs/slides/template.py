"""The slides' template, `data/slides/template.pptx`, made by `python -m lib template`.

A design office may replace the file. Two layouts are asked of it by name: `scene`, with
placeholders for title (0), lead (10), filter (11), content (12, an empty frame that says where
numbers, charts, tables and maps go), footer (13) and page number (14); and `closing`, with title
(0), lead (10), footer (13) and page number (14). Colours and fonts are the theme's.
"""

import io
import re
from typing import Any, Final

from pptx import Presentation
from pptx.opc.package import Part
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu

from lib.base import settings
from lib.base.files import Sources
from lib.drawing import palette
from lib.drawing.box import Box
from lib.outputs.slides import layout
from lib.outputs.slides.layout import Slot
from lib.terms import vocabulary

PATH: Final = settings.DATA_DIR / "slides" / "template.pptx"
FONT: Final = "Microsoft YaHei"
SCENE: Final = "scene"
CLOSING: Final = "closing"
# The number of each slot's placeholder.
PLACEHOLDERS: Final = {
    **{"title": 0, "lead": 10, "filter": 11},
    **{"content": 12, "footer": 13, "page": 14},
}
# The slots of each layout.
LAYOUTS: Final = {SCENE: tuple(PLACEHOLDERS), CLOSING: tuple(layout.CLOSING_SLOTS)}
# A pixel of the 1920 × 1080 sheet, in English metric units and in hundredths of a point.
EMU: Final = 6350
POINTS: Final = 50
_NS: Final = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
# A theme has six accents: the last is the corridor's, the others the first categories'.
_CATEGORY_ACCENTS: Final = 5
_INK: Final = palette.INKS["light"]
_THEME_COLORS: Final = {
    "accent6": palette.CORRIDOR,
    "dk1": palette.INK,
    "lt1": "#FFFFFF",
    "dk2": _INK["primary"],
    "lt2": _INK["band"],
    "hlink": _INK["primary"],
    "folHlink": "#466490",
}
# The master's own placeholders: title, body, date, footer, number.
_MASTER: Final = (
    *(layout.TITLE, layout.CONTENT),
    *(Box(80, 1016, 400, 40), Box(560, 1016, 800, 40), layout.PAGE),
)
_ALIGNED: Final = {"start": "l", "middle": "ctr", "end": "r"}


def build() -> bytes:
    """Return the template: python-pptx's own, with the atlas's theme and its two layouts."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Emu(layout.WIDTH * EMU), Emu(layout.HEIGHT * EMU)
    master = deck.slide_master
    layouts = list(deck.slide_layouts)
    for spare in layouts[2:]:
        deck.slide_layouts.remove(spare)
    _theme(master.part)
    for shape, area in zip(master.placeholders, _MASTER, strict=True):
        shape.left, shape.top, shape.width, shape.height = (
            Emu(round(value * EMU)) for value in (area.x, area.y, area.w, area.h)
        )
    # Programs that look for a title's looks in the master find the scene's.
    title = master._element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    title.find(qn("a:defRPr")).set("sz", str(round(layout.TITLE_SIZE * POINTS)))
    title.find(qn("a:defRPr")).set("b", "1")
    _empty(layouts[0], SCENE)
    _empty(layouts[1], CLOSING)
    content = Slot(layout.CONTENT, layout.BODY_SIZE, "quiet")
    rule = _shape("rule", layout.RULE, _INK["line"])
    for page, bar, slots in (
        (layouts[0], layout.BAR, layout.SLOTS | {"content": content}),
        (layouts[1], layout.CLOSING_BAR, layout.CLOSING_SLOTS),
    ):
        texts = {name: _placeholder(name, slots[name]) for name in PLACEHOLDERS if name in slots}
        foot = [rule, texts.pop("footer"), texts.pop("page")]
        _fill(page, _shape("bar", bar, _INK["primary"]), *texts.values(), *foot)
    deck.core_properties.title = "京津冀创新资源看板"
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def _theme(master: Part) -> None:
    """Set the theme's colours and fonts."""
    part = next(r.target_part for r in master.rels.values() if r.reltype.endswith("/theme"))
    xml = part.blob.decode()
    categories = vocabulary.read(Sources.of(settings.DATA_DIR)).categories[:_CATEGORY_ACCENTS]
    accents = {f"accent{i}": c.color for i, c in enumerate(categories, start=1)}
    for name, color in (_THEME_COLORS | accents).items():
        xml = re.sub(
            rf"<a:{name}>.*?</a:{name}>",
            f'<a:{name}><a:srgbClr val="{color[1:]}"/></a:{name}>',
            xml,
            flags=re.DOTALL,
        )
    fonts = f'<a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/><a:cs typeface=""/>'
    for kind in ("majorFont", "minorFont"):
        xml = re.sub(
            rf"<a:{kind}>.*?</a:{kind}>", f"<a:{kind}>{fonts}</a:{kind}>", xml, flags=re.DOTALL
        )
    part._blob = xml.encode()


def _empty(page: Any, name: str) -> None:
    for shape in list(page.shapes):
        shape._element.getparent().remove(shape._element)
    page._element.cSld.set("name", name)
    page._element.attrib.pop("type", None)


def _fill(page: Any, *shapes: str) -> None:
    for number, xml in enumerate(shapes, start=2):
        element = parse_xml(xml.replace("{id}", str(number)))
        page.shapes._spTree.append(element)


def _frame(area: Box) -> str:
    x, y, w, h = (round(value * EMU) for value in (area.x, area.y, area.w, area.h))
    return (
        f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    )


def _shape(name: str, area: Box, color: str) -> str:
    return (
        f'<p:sp {_NS}><p:nvSpPr><p:cNvPr id="{{id}}" name="{name}"/><p:cNvSpPr/>'
        '<p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr>{_frame(area)}<a:solidFill><a:srgbClr val="{color[1:]}"/></a:solidFill>'
        "<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )


def _placeholder(name: str, slot: Slot) -> str:
    """A placeholder without bullets, its text in the middle of its height."""
    number = PLACEHOLDERS[name]
    kind = f'type="body" idx="{number}"' if number else 'type="title"'
    run = (
        f'sz="{round(slot.size * POINTS)}" b="{int(slot.bold)}"><a:solidFill>'
        f'<a:srgbClr val="{_INK[slot.ink][1:]}"/></a:solidFill>'
        f'<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/>'
    )
    return (
        f'<p:sp {_NS}><p:nvSpPr><p:cNvPr id="{{id}}" name="{name}"/>'
        '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr>"
        f"<p:spPr>{_frame(slot.box)}</p:spPr><p:txBody>"
        '<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:normAutofit/></a:bodyPr>'
        f'<a:lstStyle><a:lvl1pPr marL="0" indent="0" algn="{_ALIGNED[slot.anchor]}"><a:spcBef>'
        f'<a:spcPts val="0"/></a:spcBef><a:buNone/><a:defRPr {run}</a:defRPr></a:lvl1pPr>'
        f'</a:lstStyle><a:p><a:r><a:rPr lang="zh-CN"/><a:t>{name}</a:t></a:r></a:p></p:txBody>'
        "</p:sp>"
    )
