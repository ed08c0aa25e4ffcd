"""What a session shows, and its mirror in the address: filter, language, open card, basket, and
what belongs to one page only.

The address always carries stable codes. Streamlit's own query-parameter binding would write
labels there, so the two are kept in step here.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias, cast
from urllib.parse import urlencode
from uuid import uuid4

import streamlit as st

from lib.base import settings
from lib.base.i18n import LANGS, Lang, mark
from lib.editions import current as editions
from lib.editions.edition import Edition
from lib.editions.pinned import MOST, TooMany
from lib.editions.store import Publication
from lib.query import address, search
from lib.query.address import DEFAULT_LANG, Address
from lib.query.filters import Dropped, ResourceFilter
from lib.terms.tags import Tag
from lib.ui import mirror
from lib.ui.mirror import Query
from lib.ui.pages import PARAMETERS, STEWARDS

S: Final = mirror.S
_Notices: TypeAlias = tuple[tuple[str, str], ...]
# Quiet notes, each with a value to fill in: another edition has become current; a card, a pick or a
# restriction of the filter is of something it does not have.
UPDATED: Final = mark("登记册已更新（{value}）")
GONE: Final = mark("{value} 已不在登记册中")
# As are these: more older editions are shown than there is room for; a page that shows none.
CROWDED: Final = mark("同时查看的旧版已有 {value} 个，暂显示现行版，请稍后再打开该链接")
UNPINNED: Final = mark("数据管理只用现行版（{value}）")


def edition() -> Edition:
    """The edition the session shows, after `sync`: one run never mixes two."""
    return cast(Edition, S.edition)


def selection() -> ResourceFilter:
    """The session's filter."""
    return cast(ResourceFilter, S.selection)


def lang() -> Lang:
    """The session's language."""
    return cast(Lang, S.get("lang", DEFAULT_LANG))


def asked_lang() -> Lang:
    """The session's language; before `sync` has read an address, the one that asks for."""
    asked = None if "address" in S else st.query_params.get("lang")
    return asked if asked in LANGS else lang()


def visitor() -> str:
    """A name for the session, which nobody else has."""
    return cast(str, S.setdefault("visitor", uuid4().hex))


def card() -> str | None:
    """The id of the resource whose card is open."""
    return cast("str | None", S.get("card"))


def basket() -> tuple[str, ...]:
    """The ids of the resources picked, in the order of picking."""
    return cast("tuple[str, ...]", S.get("basket", ()))


def publication() -> Publication | None:
    """The publication that made the edition shown current, where the session knows it."""
    return cast("Publication | None", S.get("publication"))


def pin() -> Publication | None:
    """The publication that the address pins the session to; `None` for the current edition."""
    return cast("Publication | None", S.get("pin"))


def has_read() -> bool:
    """Whether this run has read the address anew."""
    return bool(S.get("has_read"))


def local(parameter: str) -> str | None:
    """The value of one of the page's own parameters, or `None` where the page is as it opens."""
    return cast("dict[str, str]", S.get("local", {})).get(parameter)


def is_at(page: str) -> bool:
    """Whether `page` (its address) is the one being shown."""
    return bool(S.get("page") == page)


def query() -> dict[str, str | list[str]]:
    """The address parameters that bring anyone to this same view on another page."""
    return address_of(selection()).to_query()


def address_of(chosen: ResourceFilter, **own: str) -> Address:
    """The address of this view under another filter, with a page's own parameters."""
    pinned = pin()
    number = pinned.number if pinned else None
    return Address(chosen, lang(), card(), basket(), number, own)


def link_here() -> str:
    """The link of this very view, under the address the browser used."""
    return _link(st.context.url or "")


def public_link() -> str | None:
    """The link of this very view under the public address the host is configured with, if any;
    without the code of a show, with which any reader of it could drive the wall."""
    public = settings.PUBLIC_URL.value
    return _link(f"{public.rstrip('/')}/{S.get('page', '')}") if public else None


def current_link() -> str:
    """The link of this very view in the current edition, from the page one is on."""
    return _link(S.get("page") or "./", "edition")


def _link(place: str, *without: str) -> str:
    kept = {k: v for k, v in whole_query().items() if k not in ("show", *without)}
    parameters = urlencode(kept, doseq=True)
    return f"{place}?{parameters}" if parameters else place


def whole_query() -> dict[str, str | list[str]]:
    """The address parameters of this very page as it stands."""
    return query() | cast("dict[str, str]", S.get("local", {}))


def sync(page: str, current: Edition) -> None:
    """Bring the session in line with the address, and with the `current` edition unless the address
    pins another; call once a run, before anything is drawn.

    A typed address, a link or the browser's Back wins over the session; a bare change of page
    keeps the session.
    """
    url = mirror.address()
    moved_bare = S.get("page") not in (None, page) and not url
    S.has_moved = S.get("page") != page
    if S.has_moved:
        S.local = {}
    S.page = page
    lags = mirror.lags()
    S.has_read = not lags and url != S.get("address") and not moved_bare
    edition, notices = _edition(url, current)
    _follow(edition, notices)
    if S.has_read:
        _read(url, edition)
        S.notices = notices
    if not lags:
        mirror.heard(url)
    _close_what_left(edition)


def write() -> None:
    """Bring the address in line with the session; call once a run, after all is drawn."""
    wanted = {k: v if isinstance(v, list) else [v] for k, v in whole_query().items()}
    mirror.write(wanted, moved=S.has_moved)


def _edition(url: Query, current: Edition) -> tuple[Edition, _Notices]:
    """The edition to show, with what there is to say of that: the one that the address pins, as
    long as the session stays pinned, else the current one."""
    shown: Edition | None = S.get("edition")
    notices: _Notices = ()
    if S.page == STEWARDS:  # What is changed there is the current one.
        notices = ((UNPINNED, current.version),) if pin() else ()
        S.pin = None
    elif S.has_read:
        shown, notices = _pin(url, current)
    if (pinned := pin()) is None:
        served = editions.holder().publication
        S.publication = served if served and served.digest == current.digest else None
        return current, notices
    S.publication = pinned
    return cast(Edition, shown), notices


def _pin(url: Query, current: Edition) -> tuple[Edition, _Notices]:
    """Pin the session to the edition that an address names, or to none."""
    before, S.pin = pin(), None
    for number in address.editions(url):
        if before and before.number == number:
            S.pin = before
            return edition(), ()
        try:
            found = editions.holder().pins.of(number, current)
        except TooMany:
            return current, ((CROWDED, str(MOST)),)
        if found:
            S.pin = found.publication
            return found.edition, ()
    return current, ()


def _follow(edition: Edition, notices: _Notices) -> None:
    """Move the session to an edition, and say so where it showed another before: `notices` are
    what there is to say, else it is that another has been published."""
    before: Edition | None = S.get("edition")
    if before is not None and before.digest == edition.digest:
        return
    if before is None:
        S.selection = edition.filter()
    else:
        S.selection, lost = selection().within(edition.vocabulary)
        # The map's points are numbered anew.
        drop_map_selection()
        gone = [(GONE, f"{item.parameter}={item.value}") for item in lost]
        S.dropped, S.notices = (), (*(notices or ((UPDATED, edition.version),)), *gone)
    # Last: a run that a click ends on the way moves nothing, and the next begins again.
    S.edition = edition


def _close_what_left(edition: Edition) -> None:
    """Close a card, and take picks from the basket, of resources the edition does not have."""
    gone = [i for i in (card(), *basket()) if i and i not in edition.places]
    if gone:
        S.card = card() if card() in edition.places else None
        S.basket = tuple(i for i in basket() if i in edition.places)
        S.notices = (*S.get("notices", ()), *((GONE, i) for i in dict.fromkeys(gone)))


def _read(url: Query, edition: Edition) -> None:
    pinned, own = pin(), PARAMETERS.get(S.page, {})
    number = pinned.number if pinned else None
    asked = address.read(url, edition.vocabulary, edition.places, own, number)
    S.dropped = asked.dropped
    S.selection, S.lang, S.local = asked.selection, asked.lang, dict(asked.own)
    S.card, S.basket = asked.card, asked.picks
    near = local("near")
    if near and near not in edition.vocabulary.seats and near not in edition.places:
        drop("near", near)
        set_local(near=None)


def choose(chosen: ResourceFilter) -> None:
    """Set the filter (from a widget's callback)."""
    if chosen.park != selection().park:
        S.flights = S.get("flights", 0) + 1
    S.selection = chosen
    S.dropped = ()
    S.notices = ()
    set_local(page=None)


def take(facets: Sequence[str], widget: str) -> None:
    """Callback of a facet's pills: the widget holds codes or, for several facets, tags."""
    if not mirror.touched(widget):
        return
    picked: dict[str, tuple[str, ...]] = dict.fromkeys(facets, ())
    for tag in map(Tag.parse, S[widget]):
        picked[tag.facet or facets[0]] += (tag.code,)
    choose(replace(selection(), **cast("dict[str, Any]", picked)))


def fill_text(widget: str) -> None:
    """Put the filter's free text into a field, unless it stands there already but for spaces: one
    being typed at the end must not vanish under the hand."""
    held, q = S.get(widget), selection().q
    mirror.put(widget, held if search.clean(held or "") == q else q)


def take_text(widget: str) -> None:
    """Callback of the free-text field."""
    if not mirror.touched(widget):
        return
    text = S[widget] or ""
    choose(replace(selection(), q=text))
    if len(search.whole(text)) > search.MAX_QUERY:
        S.dropped = (Dropped("q", text, cut=True),)


def cell(row: str, column: str) -> str:
    """Return the option of a matrix's cell; its row's whole has the column ""."""
    return f"{row}|{column}"


def toggle_cells(widget: str, shown: Sequence[str]) -> None:
    """Callback of a matrix whose widget showed the options `shown` as chosen.

    A cell filters to its row and its column, a row's whole to the row; one chosen already is let
    go.
    """
    if not mirror.touched(widget):
        return
    picked = S[widget]
    for option in dict.fromkeys((*shown, *picked)):
        if (option in picked) == (option in shown):
            continue
        row, column = map(Tag.parse, option.split("|"))
        chosen = selection()
        if option in picked:
            chosen = chosen.pin(*row)
            choose(chosen.pin(*column) if column.code else chosen)
        else:
            choose(chosen.pin(column.facet if column.code else row.facet))


def toggle_tag(widget: str, shown: Sequence[str]) -> None:
    """Callback of a card's tags, which showed `shown` as chosen: a tag becomes the only choice of
    its facet, or is let go."""
    if not mirror.touched(widget):
        return
    for option in set(S[widget]) ^ set(shown):
        tag = Tag.parse(option)
        choose(selection().pin(*tag) if option in S[widget] else selection().pin(tag.facet))


def is_unfolded(matrix: str) -> bool:
    """Whether a matrix shows its rows and columns that say nothing too."""
    return matrix in S.get("unfolded", ())


def toggle_folds(matrix: str) -> None:
    """Fold a matrix's rows and columns that say nothing, or show them."""
    S.unfolded = {matrix} ^ S.get("unfolded", set())


def set_local(**values: str | None) -> None:
    """Set parameters of the page's own; `None` brings one back to how the page opens."""
    kept = S.get("local", {}) | values
    S.local = {key: value for key, value in kept.items() if value is not None}


def drop(parameter: str, value: str) -> None:
    """Note that a parameter of the address is of no use."""
    S.dropped = (*S.get("dropped", ()), Dropped(parameter, value))


def pick(resource_id: str) -> None:
    """Put a resource into the basket, or take it out."""
    kept = tuple(i for i in basket() if i != resource_id)
    S.basket = kept if resource_id in basket() else (*kept, resource_id)


def take_picks(widget: str, shown: Sequence[str]) -> None:
    """Callback of the tick marks of a list that shows the resources `shown`."""
    if not mirror.touched(widget):
        return
    ticked = S[widget]
    kept = [i for i in basket() if i not in shown or i in ticked]
    S.basket = tuple(dict.fromkeys([*kept, *ticked]))


def empty_basket() -> None:
    """Take everything out of the basket."""
    S.basket = ()
    set_local(view=None, page=None)


def toggle_park(code: str) -> None:
    """Filter by one park, or drop it where it is the only one already."""
    choose(replace(selection(), park=() if selection().park == (code,) else (code,)))


def toggle_lang() -> None:
    """Switch between Chinese and English."""
    S.lang = "en" if lang() == "zh" else "zh"


def map_epoch() -> int:
    """The number in the names of the map's layers that can be picked."""
    return cast(int, S.get("epoch", 0))


def drop_map_selection() -> None:
    """Give those layers their next names: the browser drops its own selection with the old."""
    S.epoch = map_epoch() + 1
    S.is_map_dropped = True


def has_picked(anything: bool) -> bool:
    """Whether a map that calls back has been clicked, with what it has picked or with nothing.

    The browser says with the next click, whatever that is, that it has dropped its selection.
    """
    is_dropped: bool = S.get("is_map_dropped", False)
    S.is_map_dropped = False
    return anything or not is_dropped


def take_card(widget: str) -> None:
    """Callback of a list's rows, one of which may be chosen: its card opens, else none is."""
    if mirror.touched(widget):
        open_card(S[widget])


def open_card(resource_id: str | None) -> None:
    """Open a resource's card, or close the open one."""
    S.card = resource_id
