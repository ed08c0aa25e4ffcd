"""What is shown at the annual meeting: scenes made of the same figures and functions as the pages.

Made once for the presentation page, the slides and the drawn sheets. A scene is words and plain
numbers; how they are laid out is not its concern.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal
from unicodedata import east_asian_width

import numpy as np
import pandas as pd

from lib import analysis
from lib.analysis import Gap, Stop, Trail
from lib.base.i18n import Lang, mark, translator
from lib.editions.edition import Edition
from lib.published import scorecard
from lib.published.facts import INITIATIVE, Agreement
from lib.published.scorecard import ALLIANCE, Figure, Milestone
from lib.query import membership
from lib.query.filters import ResourceFilter
from lib.query.membership import Mask
from lib.terms import taxonomy, words
from lib.terms.tags import Tag
from lib.terms.taxonomy import Term, Vocabulary

TITLE: Final = mark("京津冀创新资源看板")
# The longest text a hall can read at once, in half-widths; the notes hold it whole.
LONGEST_LABEL: Final = 66
LONGEST_EVENT: Final = 132
# So many institutions are named for a gap in the notes.
MOST_NAMED: Final = 3


@dataclass(frozen=True)
class Number:
    """A figure as it may be said, with qualifier and unit (超 100 家), or the word that stands for
    a zero that says nothing (未标注); what it counts; and its source."""

    text: str
    label: str
    source: str


@dataclass(frozen=True)
class Series:
    """One number for each category of a chart, with the colour (`#RRGGBB`) each is drawn in."""

    name: str
    values: tuple[int, ...]
    colors: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """Horizontal bars, one for each of `categories` from the top; several series are parts of it,
    one after the other."""

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True)
class Table:
    """Cells of text under `heads`; `widths` are the columns' shares of the whole."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True)
class Look:
    """Where the map looks: at the region, at a park, or along the corridor; the places in the
    register's frame of the `rows` it shows; for each park or node shown its code and what is
    counted there, a number or the word for a zero that says nothing; and all that in words."""

    view: Literal["region", "park", "corridor"]
    rows: tuple[int, ...]
    counts: tuple[tuple[str, str], ...]
    alt: str


@dataclass(frozen=True)
class Scene:
    """One screen, slide or sheet, all text in one language.

    `scope` says the filter it follows, empty for none; `missing` what it cannot show, and why;
    `notes` are the speaker's, a line each, with every source.
    """

    code: str
    title: str
    lead: str
    notes: tuple[str, ...]
    numbers: tuple[Number, ...] = ()
    chart: Chart | None = None
    table: Table | None = None
    map: Look | None = None
    missing: tuple[str, ...] = ()
    scope: str = ""

    @property
    def is_closing(self) -> bool:
        """Whether it has nothing but a title and a lead."""
        return not (self.numbers or self.chart or self.table or self.map or self.missing)


def scenes(
    edition: Edition,
    figures: Sequence[Figure],
    milestones: Sequence[Milestone],
    agreements: Sequence[Agreement],
    selection: ResourceFilter,
    lang: Lang,
) -> tuple[Scene, ...]:
    """Return all scenes in the order they are told.

    Codes: `year`, `region`, `park-<park>` for each park the filter leaves, `corridor`, `chains`
    (with one chain or cluster chosen: its path; with several also `chains-<code>` for each),
    `milestones`, `thanks`.
    """
    teller = _Teller(edition, tuple(figures), tuple(milestones), tuple(agreements), selection, lang)
    areas = selection.focus
    if len(areas) == 1:
        chains = [teller.path("chains", areas[0])]
    else:
        chains = [teller.chains(), *(teller.path(f"chains-{area[1]}", area) for area in areas)]
    return (
        teller.year(),
        teller.region(),
        *(teller.park(park) for park in selection.parks),
        teller.corridor(),
        *chains,
        teller.milestones(),
        teller.thanks(),
    )


def shortened(text: str, most: int) -> str:
    """Return `text`, cut with … where it is wider than `most` half-widths."""
    width = 0
    for i, character in enumerate(text):
        width += 2 if east_asian_width(character) in "WF" else 1
        if width > most:
            return text[: max(i - 1, 0)].rstrip() + "…"
    return text


@dataclass(frozen=True)
class _Teller:
    """All that scenes are made of, and one method a kind of scene."""

    edition: Edition
    figures: tuple[Figure, ...]
    events: tuple[Milestone, ...]
    agreements: tuple[Agreement, ...]
    selection: ResourceFilter
    lang: Lang

    def year(self) -> Scene:
        t = translator(self.lang)
        found = scorecard.headlines(self.figures)
        own = [line.latest for line in scorecard.lines(self.figures) if line.scope == ALLIANCE]
        period = found[0].period.replace("/", " — ") if found else ""
        return Scene(
            code="year",
            title=t("联盟这一年"),
            lead=t("{period} · 联盟公布的数字，口径各异，不相加").format(period=period)
            if found
            else "",
            numbers=self._numbers(found),
            notes=self._figure_notes(own),
            missing=() if found else (t("没有可用的数字"),),
        )

    def region(self) -> Scene:
        t = translator(self.lang)
        frame = self._frame
        parks = [park for park in self._vocabulary.parks if (frame["park"] == park.code).any()]
        untagged = analysis.untagged(frame)
        said = t("登记册中 {n} 项创新资源，在 {parks} 个园区。")
        counted = [(len(frame), t("项登记资源")), (len(parks), t("个园区有登记资源"))]
        if not self.selection.focus:
            counted.append((untagged, t("项未标注链或集群")))
        counts = [
            (park.code, self._count("park", park.code, frame)) for park in self.selection.parks
        ]
        by_park = [
            t("{name}：{n}").format(name=self._vocabulary.seats[code].name(self.lang), n=n)
            for code, n in counts
        ]
        return Scene(
            code="region",
            title=t("京津冀创新资源"),
            lead=said.format(n=len(frame), parks=len(parks)) if len(frame) else "",
            numbers=tuple(Number(str(n), label, self._edition()) for n, label in counted)
            if len(frame)
            else (),
            chart=self._by_category(frame),
            map=Look(
                "region",
                _places(frame),
                tuple(counts),
                t("京津冀地图：各园区登记资源的点阵，一点一项，共 {n} 项").format(n=len(frame)),
            ),
            notes=(
                t("点阵聚于园区驻地，为计数图，不是各机构的位置。"),
                *by_park,
                self._edition(),
            ),
            missing=() if len(frame) else (t("登记册中没有符合筛选的资源。"),),
            scope=self._scope(),
        )

    def park(self, park: taxonomy.Park) -> Scene:
        t = translator(self.lang)
        frame = self._frame
        frame = frame[frame["park"] == park.code]
        own = [line.latest for line in scorecard.lines(self.figures) if line.scope == park.code]
        said = self._park_sentences(park.code, frame)
        signed = [
            t("协议：{name}（{date}）；来源：{source}").format(
                name=each.name(self.lang), date=each.date, source=each.source
            )
            for each in self.agreements
            if each.binds(park.code)
        ]
        missing = [] if len(frame) else list(said)
        if not own:
            missing.append(t("联盟未公布该园区的数字。"))
        return Scene(
            code=f"park-{park.code}",
            title=shortened(park.name(self.lang), LONGEST_LABEL),
            lead=self._joined(said[:2]) if len(frame) else "",
            numbers=self._numbers(own),
            chart=self._by_category(frame),
            map=Look(
                "park",
                _places(frame),
                ((park.code, self._count("park", park.code, frame)),),
                t("{name}地图：登记资源 {n} 项，空心为仅知所在区域").format(
                    name=park.name(self.lang), n=len(frame)
                ),
            ),
            notes=(
                *said,
                *self._figure_notes(own),
                *signed,
                t("园区资料来源：{source}").format(
                    source=park.source.replace("park_facts.csv", t("公开资料"))
                ),
                self._edition(),
            ),
            missing=tuple(missing),
            scope=self._scope(),
        )

    def corridor(self) -> Scene:
        t = translator(self.lang)
        frame = self._frame
        on_it = frame[membership.on_corridor(frame, self._vocabulary)]
        stops = [
            stop for stop in analysis.corridor_stops(frame, self._vocabulary) if self._chosen(stop)
        ]
        counts = {stop.node.code: self._count("corridor", stop.node.code, frame) for stop in stops}
        areas = self.selection.focus
        trail = analysis.trail(
            self.edition.members, "corridor", areas[0] if len(areas) == 1 else None
        )
        missing = []
        if not stops:
            missing.append(t("筛选之内没有走廊节点。"))
        elif on_it.empty:
            missing.append(t("登记册中没有符合筛选的资源。"))
        if areas:
            missing += self._silence(trail.silent, [stop.node.code for stop in stops])
        initiative = [
            t("{name}（{date}）：{content}；来源：{source}").format(
                name=each.name(self.lang), date=each.date, content=each.content, source=each.source
            )
            for each in self.agreements
            if each.code == INITIATIVE
        ]
        said = t("登记册中四个节点园区共 {n} 项；只计四区之内的资源。")
        if len(stops) < len(self._vocabulary.nodes):
            said = t("登记册中筛选之内的节点园区共 {n} 项。")
        return Scene(
            code="corridor",
            title=t("京津冀 G2 产业创新走廊"),
            lead=said.format(n=len(on_it)) if len(on_it) else "",
            numbers=tuple(
                Number(said, self._place(node), self._edition()) for node, said in counts.items()
            ),
            chart=self._nodes(on_it, [stop.node.code for stop in stops if stop.count]),
            table=self._complements(trail, list(counts)),
            map=Look(
                "corridor",
                _places(on_it),
                tuple(counts.items()),
                t("G2 走廊地图：四个节点园区，登记资源 {n} 项；燕郊为支线").format(n=len(on_it)),
            ),
            notes=(
                *initiative,
                *self._distances(),
                *self._gap_notes(trail, list(counts)),
                self._edition(),
            ),
            missing=tuple(missing),
            scope=self._scope(),
        )

    def chains(self) -> Scene:
        t = translator(self.lang)
        frame = self._frame
        areas = self.selection.focus or self._vocabulary.focus_areas
        tagged = len(frame) - analysis.untagged(frame)
        parks = [park.code for park in self.selection.parks]
        trails = [analysis.trail(self.edition.members, "park", area) for area in areas]
        silent = self._silence(trails[0].silent, parks)
        said = t("登记册中 {n} 项，{tagged} 项标注了链或集群；少或零可能只是登记册的空缺。")
        missing = [] if tagged else [t("登记册中没有符合筛选且标注链或集群的资源。")]
        return Scene(
            code="chains",
            title=t("六链五群"),
            lead=said.format(n=len(frame), tagged=tagged) if len(frame) else "",
            chart=self._areas(frame, areas) if tagged else None,
            table=self._gap_counts(trails, parks),
            notes=(
                t("空缺：一个园区的一个环节，登记册中没有这条链或集群的资源；按整个登记册。"),
                t("生物医药既是链又是集群，只列一次。一项资源可属多个链或集群，各行不可相加。"),
                *silent,
                self._edition(),
            ),
            missing=(*missing, *silent),
            scope=self._scope(),
        )

    def path(self, code: str, area: Tag) -> Scene:
        t = translator(self.lang)
        frame = self._frame
        count = int(_carrying(frame, area).sum())
        trail = analysis.trail(self.edition.members, "park", area)
        parks = [park.code for park in self.selection.parks]
        told = [park for park in parks if park not in trail.silent]
        found = [gap for gap in trail.gaps if gap.place in told]
        nowhere = sum(not gap.offers for gap in found)
        said = t(
            "登记册中 {n} 项；{parks} 个有标注的园区空缺 {gaps} 处，其中 {none} 处各园区均未收录。"
        )
        steps = [
            self._vocabulary.terms["category"][step].short(self.lang)
            for step in self._vocabulary.steps
        ]
        rows = [
            (
                self._place(park),
                *(self._step(trail, park, step) for step in self._vocabulary.steps),
            )
            for park in told
        ]
        table = Table(
            t("各园区的环节，→ 为登记册中最近的所在；按整个登记册，驻地间直线距离"),
            (t("园区"), *steps),
            tuple(rows),
            (1.0, *[1.25] * len(steps)),
        )
        missing = [] if count else [t("登记册中没有符合筛选的资源。")]
        return Scene(
            code=code,
            title=t("{area} · 创新路径").format(
                area=self._vocabulary.terms[area[0]][area[1]].name(self.lang)
            ),
            lead=said.format(n=count, parks=len(told), gaps=len(found), none=nowhere)
            if told
            else "",
            table=table if told else None,
            notes=(*self._gap_notes(trail, told), self._edition()),
            missing=(*missing, *self._silence(trail.silent, parks)),
            scope=self._scope(),
        )

    def milestones(self) -> Scene:
        t = translator(self.lang)
        parks = {park.code for park in self.selection.parks}
        found = [e for e in self.events if e.scope in {*parks, ALLIANCE, "corridor"}]
        rows = tuple((e.date, shortened(e.text(self.lang), LONGEST_EVENT)) for e in found)
        notes = [
            t("{date} {text}；来源：{source}").format(
                date=event.date, text=event.text(self.lang), source=event.source
            )
            for event in found
        ]
        return Scene(
            code="milestones",
            title=t("大事记"),
            lead=t("据公开报道，按日期先后") if found else "",
            table=Table("", (t("日期"), t("大事")), rows, (1.0, 7.0)) if found else None,
            notes=tuple(notes),
            missing=() if found else (t("没有可用的大事记。"),),
        )

    def thanks(self) -> Scene:
        t = translator(self.lang)
        return Scene(
            code="thanks",
            title=t("谢谢"),
            lead=t(TITLE),
            notes=(self._edition(), words.boundaries(self.lang)),
        )

    @property
    def _vocabulary(self) -> Vocabulary:
        return self.edition.vocabulary

    @cached_property
    def _frame(self) -> pd.DataFrame:
        return self.edition.select(self.selection)

    @cached_property
    def _shares(self) -> tuple[analysis.Shares, analysis.Shares]:
        """The parks' shares by category and by focus area."""
        members = self.edition.members
        return (
            analysis.shares(members, self.selection, "category"),
            analysis.shares(members, self.selection, analysis.FOCUS_DIMENSION),
        )

    def _scope(self) -> str:
        t = translator(self.lang)
        parts = " · ".join(said for _, _, said in self.selection.parts(self.lang))
        return t("筛选：{what}").format(what=shortened(parts, LONGEST_LABEL)) if parts else ""

    def _edition(self) -> str:
        return self.edition.statement(self.lang)

    def _short(self, facet: str, code: str) -> str:
        return self._term(facet, code).short(self.lang)

    def _term(self, facet: str, code: str) -> Term:
        return self._vocabulary.terms[facet][code]

    def _place(self, code: str) -> str:
        """The short name of a park or of a node of the corridor."""
        terms = self._vocabulary.terms
        return (terms["park"].get(code) or terms["corridor"][code]).short(self.lang)

    def _listed(self, names: Iterable[str]) -> str:
        return translator(self.lang)("、").join(names)

    def _joined(self, sentences: Iterable[str]) -> str:
        return (" " if self.lang == "en" else "").join(sentences)

    def _count(self, facet: str, code: str, frame: pd.DataFrame) -> str:
        """How many rows of `frame` a place has, or in a word why the edition has none."""
        carried = self.edition.members.carries(facet, (code,))
        n = int(carried[frame.index].sum())
        by_focus = bool(self.selection.focus)
        silent = analysis.silence(self.edition.members, facet, code, by_focus=by_focus)
        return translator(self.lang)(silent) if silent and not n else str(n)

    def _chosen(self, stop: Stop) -> bool:
        """Whether the filter leaves a node of the corridor at all."""
        nodes = self.selection.corridor
        parks = {park.code for park in self.selection.parks}
        return stop.node.park in parks and (not nodes or "g2" in nodes or stop.node.code in nodes)

    def _numbers(self, figures: Iterable[Figure]) -> tuple[Number, ...]:
        return tuple(
            Number(
                figure.number(self.lang),
                shortened(figure.name(self.lang), LONGEST_LABEL),
                figure.origin(self.lang),
            )
            for figure in figures
        )

    def _figure_notes(self, figures: Iterable[Figure]) -> tuple[str, ...]:
        t = translator(self.lang)
        said, noted = t("{name}：{number}；{origin}"), t("{name}（{note}）")
        return tuple(
            said.format(
                name=noted.format(name=figure.name(self.lang), note=figure.note)
                if figure.note
                else figure.name(self.lang),
                number=figure.number(self.lang),
                origin=figure.origin(self.lang),
            )
            for figure in figures
        )

    def _park_sentences(self, park: str, frame: pd.DataFrame) -> tuple[str, ...]:
        t = translator(self.lang)
        members, selection = self.edition.members, self.selection
        if frame.empty:
            by_focus = bool(selection.focus)
            silent = analysis.silence(members, "park", park, by_focus=by_focus)
            return (
                {
                    analysis.NOT_REGISTERED: t("登记册中没有收录该园区的资源。"),
                    analysis.NOT_TAGGED: t("登记册中该园区的资源均未标注链或集群。"),
                    None: t("登记册中没有符合筛选的资源。"),
                }[silent],
            )
        if selection.category or selection.focus:
            # Shares of what was itself chosen by category or chain would say nothing.
            return (t("登记册中收录 {n} 项。").format(n=len(frame)),)
        return analysis.park_sentences(*self._shares, park, self._vocabulary, self.lang)

    def _by_category(self, frame: pd.DataFrame) -> Chart | None:
        """Counts by category; only those chosen, where any are."""
        t = translator(self.lang)
        if frame.empty:
            return None
        chosen = [c for c in self._vocabulary.categories if c.code in self.selection.category]
        categories = chosen or list(self._vocabulary.categories)
        counts = [int((frame["category"] == category.code).sum()) for category in categories]
        return Chart(
            t("登记资源，按类别（项）"),
            tuple(category.short(self.lang) for category in categories),
            (Series(t("项数"), tuple(counts), tuple(c.color for c in categories)),),
        )

    def _stacked(self, title: str, parts: dict[str, pd.DataFrame]) -> Chart:
        """Bars of categories, one for each of `parts`, each a name and its rows."""
        shown = [
            category
            for category in self._vocabulary.categories
            if any((rows["category"] == category.code).any() for rows in parts.values())
        ]
        series = [
            Series(
                category.short(self.lang),
                tuple(int((rows["category"] == category.code).sum()) for rows in parts.values()),
                (category.color,) * len(parts),
            )
            for category in shown
        ]
        return Chart(title, tuple(parts), tuple(series))

    def _nodes(self, frame: pd.DataFrame, nodes: Sequence[str]) -> Chart | None:
        t = translator(self.lang)
        if not nodes:
            return None
        parts = {
            self._place(node): frame[membership.on_corridor(frame, self._vocabulary, (node,))]
            for node in nodes
        }
        return self._stacked(t("各节点登记资源，按类别（项）"), parts)

    def _areas(self, frame: pd.DataFrame, areas: Iterable[tuple[str, str]]) -> Chart:
        t = translator(self.lang)
        parts = {self._short(*area): frame[_carrying(frame, area)] for area in areas}
        return self._stacked(t("登记资源，按链、集群与类别（项）"), parts)

    def _gap_counts(self, trails: Iterable[Trail], parks: Sequence[str]) -> Table | None:
        """For each chain or cluster its gaps in `parks`, how many another park could fill, and the
        steps that no park has; nothing where every park's zeros say nothing."""
        t = translator(self.lang)
        rows = []
        for trail in trails:
            if not trail.area or set(parks) <= set(trail.silent):
                continue
            found = [gap for gap in trail.gaps if gap.place in parks]
            totals = trail.counts.sum()
            nowhere = [self._short("category", s) for s in self._vocabulary.steps if not totals[s]]
            offered = sum(bool(gap.offers) for gap in found)
            rows.append(
                (
                    self._short(*trail.area),
                    str(len(found)),
                    str(offered),
                    self._listed(nowhere) or "—",
                )
            )
        if not rows:
            return None
        heads = (t("链或集群"), t("空缺"), t("有园区可补"), t("各园区均未收录"))
        title = t("空缺（园区 × 环节），按整个登记册")
        return Table(title, heads, tuple(rows), (2.0, 0.9, 1.3, 3.0))

    def _step(self, trail: Trail, park: str, step: str) -> str:
        """A cell of a path: the count, or the nearest park that has the step."""
        t = translator(self.lang)
        if n := int(trail.counts[step][park]):
            return str(n)
        gap = trail.gap(park, step)
        return self._nearest(gap, "→") if gap and gap.offers else t("均未收录")

    def _nearest(self, gap: Gap, before: str = "") -> str:
        nearest = gap.offers[0]
        far = words.kilometres(nearest.distance_m, self.lang)
        return f"{before}{self._place(nearest.place)} {far}"

    def _complements(self, trail: Trail, nodes: Sequence[str]) -> Table | None:
        """The steps of which the edition holds nothing at some node, and who offers them."""
        t = translator(self.lang)
        rows = []
        for step in self._vocabulary.steps:
            found = [gap for gap in trail.gaps if gap.step == step and gap.place in nodes]
            if not found:
                continue
            if any(gap.offers for gap in found):
                nearest = [self._nearest(gap) for gap in found]
            else:
                nearest = [t("走廊上均未收录")]
            places = [self._place(gap.place) for gap in found]
            rows.append(
                (
                    self._short("category", step),
                    self._listed(places),
                    self._listed(dict.fromkeys(nearest)),
                )
            )
        if not rows:
            return None
        heads = (t("未收录的环节"), t("节点"), t("走廊上最近的提供者"))
        title = t("谁与谁互补，按整个登记册")
        if trail.area:
            title = f"{self._short(*trail.area)} · {title}"
        return Table(title, heads, tuple(rows), (1.3, 1.5, 2.2))

    def _gap_notes(self, trail: Trail, places: Sequence[str]) -> tuple[str, ...]:
        """Each gap that another place could fill, with whom to call."""
        t = translator(self.lang)
        said = t("{place}未收录{step}：最近为 {nearest}，可联系 {names}")
        members, lines = self.edition.members, []
        for gap in trail.gaps:
            if gap.place not in places or not gap.offers:
                continue
            names = self.edition.frame["name"][analysis.offered(members, trail, gap)]
            more = len(names) - MOST_NAMED
            named = self._listed(names[:MOST_NAMED])
            if more > 0:
                named = t("{names}等 {n} 家").format(names=named, n=len(names))
            lines.append(
                said.format(
                    place=self._place(gap.place),
                    step=self._short("category", gap.step),
                    nearest=self._nearest(gap),
                    names=named,
                )
            )
        return tuple(lines)

    def _silence(self, silent: dict[str, str], places: Sequence[str]) -> list[str]:
        """Which of `places` cannot be spoken of, and why, a sentence for each reason."""
        t = translator(self.lang)
        sentences = {
            analysis.NOT_TAGGED: t("{places}的资源均未标注链或集群，不计空缺。"),
            analysis.NOT_REGISTERED: t("登记册没有收录{places}的资源。"),
        }
        lines = []
        for reason, sentence in sentences.items():
            names = [self._place(place) for place in places if silent.get(place) == reason]
            if names:
                lines.append(sentence.format(places=self._listed(names)))
        return lines

    def _distances(self) -> tuple[str, ...]:
        """The distance of every pair of nodes, along the line where both lie at it."""
        t = translator(self.lang)
        stops = analysis.corridor_stops(self.edition.frame, self._vocabulary)
        pair, along, straight = t("{name}：{n}"), t("沿 G2 {km}"), t("直线 {km}")
        lines = []
        for leg in analysis.corridor_legs(stops):
            said = [straight.format(km=words.kilometres(1000 * leg.straight_km, self.lang))]
            if leg.along_km:
                said = [along.format(km=words.kilometres(1000 * leg.along_km, self.lang)), *said]
            ends = f"{self._place(leg.start.code)} – {self._place(leg.end.code)}"
            lines.append(pair.format(name=ends, n=self._listed(said)))
        return tuple(lines)


def _places(frame: pd.DataFrame) -> tuple[int, ...]:
    return tuple(frame.index.tolist())


def _carrying(frame: pd.DataFrame, area: tuple[str, str]) -> Mask:
    """Which rows carry a chain or cluster."""
    facet, code = area
    return np.array([code in tags for tags in frame[f"{facet}s"]], dtype=bool)
