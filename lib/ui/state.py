"""What a session shows, and its mirror in the address: filter, language, open card.

The address always carries stable codes. Streamlit's own query-parameter binding would write
labels there, so the two are kept in step here.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, cast

import streamlit as st

from lib import filters
from lib.filters import Dropped, ResourceFilter
from lib.i18n import LANGS, Lang

S: Final = st.session_state
DEFAULT_LANG: Final[Lang] = "zh"
KNOWN: Final = (*filters.FACETS, "q", "lang", "id", "embed", "embed_options")


def selection() -> ResourceFilter:
    """The session's filter."""
    return cast(ResourceFilter, S.get("selection", ResourceFilter()))


def lang() -> Lang:
    """The session's language."""
    return cast(Lang, S.get("lang", DEFAULT_LANG))


def asked_lang() -> Lang:
    """The language the address asks for, else the session's: for before `sync` has read it."""
    asked = st.query_params.get("lang")
    return asked if asked in LANGS else lang()


def card() -> str | None:
    """The id of the resource whose card is open."""
    return cast("str | None", S.get("card"))


def query() -> dict[str, str | list[str]]:
    """The address parameters that bring anyone to this same view."""
    found = selection().to_query()
    if lang() != DEFAULT_LANG:
        found["lang"] = lang()
    if open_card := card():
        found["id"] = open_card
    return found


def sync(page: str, known_ids: Sequence[str]) -> None:
    """Bring session and address into step; call once a run, before anything is drawn.

    A typed address, a link or the browser's Back wins over the session; a bare change of page
    keeps the session and completes the address.
    """
    url = {key: st.query_params.get_all(key) for key in st.query_params}
    moved_bare = S.get("page") not in (None, page) and not url
    if url != S.get("address") and not moved_bare:
        _read(url, known_ids)
    S.page = page
    _write()


def _read(url: dict[str, list[str]], known_ids: Sequence[str]) -> None:
    S.selection, dropped = ResourceFilter.from_query(url)
    ignored = [Dropped(key, value) for key in url if key not in KNOWN for value in url[key]]
    asked = url.get("lang", [DEFAULT_LANG])[-1]
    S.lang = asked if asked in LANGS else DEFAULT_LANG
    ids = url.get("id", [])
    S.card = next((i for i in ids if i in known_ids), None)
    ignored += [Dropped("id", i) for i in ids if i not in known_ids]
    if asked not in LANGS:
        ignored.append(Dropped("lang", asked))
    S.dropped = (*dropped, *ignored)


def _write() -> None:
    wanted = query()
    as_lists = {k: v if isinstance(v, list) else [v] for k, v in wanted.items()}
    present = {key: st.query_params.get_all(key) for key in st.query_params}
    if as_lists != present:
        st.query_params.from_dict(wanted)
    S.address = as_lists


def choose(chosen: ResourceFilter) -> None:
    """Set the filter (from a widget's callback)."""
    if chosen.park != selection().park:
        S.flights = S.get("flights", 0) + 1
    S.selection = chosen
    S.dropped = ()
    _write()


def take(facets: Sequence[str], widget: str) -> None:
    """Callback of a facet's pills: the widget holds `code` or, for several facets, `facet:code`."""
    picked: dict[str, tuple[str, ...]] = dict.fromkeys(facets, ())
    for value in S[widget]:
        facet, _, code = value.rpartition(":")
        picked[facet or facets[0]] += (code,)
    choose(replace(selection(), **cast("dict[str, Any]", picked)))


def take_text(widget: str) -> None:
    """Callback of the free-text field."""
    text = S[widget] or ""
    choose(replace(selection(), q=text))
    if len(" ".join(text.split())) > filters.MAX_QUERY:
        S.dropped = (Dropped("q", text, cut=True),)


def toggle_cell(widget: str, row: tuple[str, str], shown: Sequence[str]) -> None:
    """Callback of a matrix row's pills, which showed the options `shown` as chosen.

    A cell (`facet:code`) filters to its row and column; the row's own option ("") to the row; one
    chosen already is let go.
    """
    for option in set(S[widget]) ^ set(shown):
        facet, _, code = option.partition(":")
        chosen = selection()
        if option in S[widget]:
            chosen = chosen.pin(*row)
            choose(chosen.pin(facet, code) if option else chosen)
        else:
            choose(chosen.pin(facet) if option else chosen.pin(row[0]))


def toggle_park(code: str) -> None:
    """Filter by one park, or drop it where it is the only one already."""
    choose(replace(selection(), park=() if selection().park == (code,) else (code,)))


def toggle_lang() -> None:
    """Switch between Chinese and English."""
    S.lang = "en" if lang() == "zh" else "zh"
    _write()


def map_epoch() -> int:
    """The number in the names of the map's layers that can be picked."""
    return cast(int, S.get("epoch", 0))


def drop_map_selection() -> None:
    """Give those layers their next names: the browser drops its own selection with the old."""
    S.epoch = map_epoch() + 1


def open_card(resource_id: str | None) -> None:
    """Open a resource's card, or close the open one."""
    S.card = resource_id
    _write()
