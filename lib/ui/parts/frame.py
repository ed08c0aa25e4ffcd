"""What stands round every page: its title, navigation, and the filter said in words."""

import re
from collections.abc import Sequence
from functools import lru_cache, partial
from html import escape
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from lib.base.bidi import isolated
from lib.base.cells import named
from lib.base.i18n import Lang, translator
from lib.base.problems import DataProblem, DataProblems
from lib.editions import current as editions
from lib.editions.edition import Edition
from lib.query import listing
from lib.query.filters import Dropped, ResourceFilter
from lib.query.questions import Offer
from lib.terms.taxonomy import CORRIDOR
from lib.ui import signed, state
from lib.ui.pages import EMBED, PRESENT, STEWARDS
from lib.ui.view import View

# How the presentation is opened: without Streamlit's chrome, in its dark theme.
HALL: Final = {"embed": "true", "embed_options": "dark_theme"}
CLEAR_KEY: Final = "Shift+Backspace"
TAKE_KEY: Final = "Shift+Enter"
_MARKUP: Final = frozenset("\\`*_{}[]()<>#+-.!|~:$&")
# Streamlit draws names of icons and `:streamlit:` as pictures, and a sign between spaces (`->`) as
# another character, escaped or not: but not what is parted by something that takes no room.
_ACTING: Final = re.compile(
    r"(?<=:)(?=material[/_]|streamlit:)|(?:(?<=^[<>~-])|(?<=\s[<>~-]))(?=(?:->|[>=-])(?:\s|$))"
)
_JOINER: Final = "\u2060"


def navigation(view: View, pages: list[st.Page]) -> None:
    """Draw the row of pages; each link carries the whole view."""
    t, query = view.t, state.query()
    with st.container(key="nav", horizontal=True, vertical_alignment="center", gap="small"):
        brand = t("京津冀创新资源看板")
        # The page's own name is for paper and screen readers; here its link is marked.
        now = next((page.title for page in pages if state.is_at(page.url_path)), "")
        heading = f'<h1 class="brand">{escape(brand)} <i>{escape(now)}</i></h1>'
        st.html(heading, width="content")
        for page in pages:
            is_own = page.url_path == STEWARDS
            if page.url_path == EMBED or (is_own and not (state.is_at(STEWARDS) or signed.user())):
                continue
            if page.url_path == PRESENT:
                # The hall's wall: a window of its own, in the dark theme, which only a load brings.
                link = "present?" + urlencode(query | HALL, doseq=True)
                title = escape(page.title)
                st.html(f'<a href="{escape(link)}" target="_blank">{title}</a>', width="content")
            else:
                asked = {k: v for k, v in query.items() if k != "edition"} if is_own else query
                st.page_link(page, query_params=asked or None)
        st.button(
            "English" if view.lang == "zh" else "中文",
            key="lang_switch",
            type="tertiary",
            icon=":material/translate:",
            on_click=state.toggle_lang,
        )


def statement(view: View) -> None:
    """Say the filter in words, with a way to drop each part and one key to clear it, and beside
    it which register this is."""
    t = view.t
    with st.container(key="statement", horizontal=True, vertical_alignment="center", gap="small"):
        words = view.selection.describe(view.lang, view.n)
        st.html(f'<div class="words" role="status">{escape(words)}</div>', width="content")
        if view.selection:
            for facet, code, part in view.selection.parts(view.lang):
                short = part if len(part) <= 24 else part[:24] + "…"
                st.button(
                    # Free text is the user's own: nothing in it may act as Markdown.
                    literal(short),
                    key=f"drop_{facet}_{code}"[:80],
                    icon=":material/close:",
                    icon_position="right",
                    on_click=state.choose,
                    args=(view.selection.without(facet, code),),
                )
            st.button(
                t("清除筛选"),
                key="clear",
                type="tertiary",
                shortcut=CLEAR_KEY,
                on_click=state.choose,
                args=(view.selection.cleared(),),
            )
        # Copied by page.js, without a run.
        copy = escape(t("复制链接"))
        st.html(f'<button type="button" class="copy-link">{copy}</button>', width="content")
        # The directory has its own switch to the basket; a link to the page one is on does nothing.
        if (basket := state.basket()) and not state.is_at("directory"):
            st.page_link(
                "pages/directory.py",
                label=t("清单 {n}").format(n=len(basket)),
                icon=":material/check_box:",
                query_params=state.query() | {"view": listing.PICKED},
            )
        line, pin = escape(view.edition.statement(view.lang)), pinned(view)
        said = " · ".join(filter(None, (pin, line)))
        st.html(f'<div class="quiet">{said}</div>', width="content")
    _offer(view)
    ignored(view)


def ignored(view: View) -> None:
    """Say what of the address was ignored, and what another edition has changed."""
    if note := dropped_note(view):
        st.caption(note)


def _offer(view: View) -> None:
    """Offer the filter that the free text means as a question, with a way to take it; nothing
    where it means none. What is near a place opens the directory in that order."""
    query = view.selection.q
    line = _offered(view.edition, view.lang, query) if query else None
    if line is None:
        return
    offer, words = line
    with st.container(key="offer", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(words, width="content")
        take = partial(st.button, view.t("采用"), key="offer_take", shortcut=TAKE_KEY)
        if not offer.origin:
            take(on_click=state.choose, args=(offer.selection,))
        elif take():
            _to_directory(view, offer.selection, offer.origin)


@lru_cache(maxsize=256)
def _offered(edition: Edition, lang: Lang, query: str) -> tuple[Offer, str] | None:
    """The filter that a question means, and as HTML what it is, how many it leaves, in which order,
    and what of the question it does not hold."""
    offer = edition.offer(query)
    if offer is None:
        return None
    t = translator(lang)
    named = " · ".join(words for _, _, words in offer.selection.parts(lang))
    count = t("登记册中 {n} 项").format(n=offer.count) if offer.count else t("登记册未收录")
    remarks = [count]
    if offer.origin:
        place = edition.vocabulary.seats[offer.origin].short(lang)
        remarks.append(t("离{place}由近及远").format(place=place))
    elif offer.is_near:
        remarks.append(t("“附近”只指该地之内"))
    if offer.selection.q:
        left = isolated(offer.selection.q)
        remarks.append(t("“{text}”未理解，按文字查找").format(text=left))
    filtered, remark = escape(t("筛选：{what}").format(what=named)), escape(" · ".join(remarks))
    words = f'<b>{filtered}</b> <span class="quiet">{remark}</span>'
    return offer, f'<div class="offer" role="status">{words}</div>'


def literal(text: str) -> str:
    """Return `text` as Markdown that reads as it is written: with everything escaped that Markdown
    acts on, and parted where Streamlit acts on words that are escaped already."""
    pieces = _ACTING.split(text)
    return _JOINER.join("".join(f"\\{c}" if c in _MARKUP else c for c in p) for p in pieces)


def option(text: str) -> str:
    """Return the label of an option of pills or a switch: `text` as it is written, after
    an empty first word.

    Streamlit looks in the first word for an emoji to take for an icon, in Chinese for 0.1 ms and
    longer; the browser leaves the space out.
    """
    return f" {literal(text)}"


def dropped_note(view: View) -> str:
    """Return, as Markdown, what of the address was ignored or cut, and what a new edition changed;
    at most six of them, and "…" for more; empty where there is nothing to say."""
    t = view.t
    dropped: tuple[Dropped, ...] = st.session_state.get("dropped", ())
    notices: tuple[tuple[str, str], ...] = st.session_state.get("notices", ())
    notes = [literal(t(message).format(value=value)) for message, value in notices]
    for item in dropped:
        parts = (named(part) for part in (item.parameter[:20], item.value[:30]))
        name, value = (literal(isolated(part)) for part in parts)
        if item.cut:
            notes.append(t("查找文字超过 200 字，已截短"))
        else:
            notes.append(t("已忽略链接中的 {name}={value}").format(name=name, value=value))
    return " · ".join(first_few(notes, 6))


def first_few(texts: list[str], n: int) -> list[str]:
    """Return the first `n` texts, and "…" where there are more."""
    return texts[:n] + ["…"] * (len(texts) > n)


def problems(view: View, found: Sequence[DataProblem]) -> None:
    """Say which rows of a data file could not be used; what could be is drawn as ever."""
    if found:
        texts = [literal(p.text(view.lang)) for p in found]
        lines = "\n".join(f"- {text}" for text in first_few(texts, 5))
        title = view.t("部分数据未能采用（{n} 处）").format(n=len(found))
        st.warning(f"{title}\n\n{lines}", icon=":material/warning:")


def empty(view: View) -> None:
    """Say that the register holds nothing of what the filter asks for; where that is at one place
    and elsewhere there is some, with a way to see it, the nearest first."""
    t = view.t
    with st.container(key="empty", gap="small"):
        none = t("登记册未收录符合全部条件的资源，不等于没有。去掉一个条件，或清除筛选。")
        st.info(none, icon=":material/filter_alt_off:")
        chosen, elsewhere = view.selection, view.selection.anywhere()
        places = [code for code in (*chosen.park, *chosen.corridor) if code != CORRIDOR]
        n = int(elsewhere.mask(view.edition.members).sum()) if len(places) == 1 else 0
        if n and not chosen.province:
            place = view.vocabulary.seats[places[0]].short(view.lang)
            label = t("按远近看：离{place}由近及远，{n} 项").format(place=place, n=n)
            if st.button(literal(label), key="empty_near"):
                _to_directory(view, elsewhere, places[0])


def _to_directory(view: View, chosen: ResourceFilter, origin: str) -> None:
    """Open what `chosen` leaves in the directory, which alone has an order: the nearest to a zone
    first."""
    meant = state.address_of(chosen, sort=listing.DISTANCE, near=origin)
    st.switch_page("pages/directory.py", query_params=meant.to_query())


def pinned(view: View) -> str:
    """Return as HTML which edition an address has pinned, and the way to the current one; nothing
    where it has pinned none."""
    if (publication := state.pin()) is None:
        return ""
    t, served = view.t, editions.holder().publication
    is_other = served is None or served.digest != publication.digest
    what = t("第 {n} 次发布（{day}）的内容").format(n=publication.number, day=publication.at[:10])
    how = t("不是现行版") if is_other else t("与现行版相同")
    said, link = escape(f"{what} · {how}"), escape(state.current_link())
    way = escape(t("看现行版"))
    return f'<span class="pinned">{said}<span> · <a href="{link}">{way}</a></span></span>'


def reconnected() -> None:
    """Draw, unseen, the button that `page.js` presses when the browser has found the server again:
    a session that is new to the server learns of the page's widgets before the first click."""
    st.button("↻", key="reconnected")


def failure(_: Exception) -> bool:
    """Say that the page could not be drawn to its end, in place of Streamlit's own words, which
    logs what happened. Returns that nothing else is to be shown."""
    t = translator(state.asked_lang())
    text = t("页面未能完整显示，原因已记入服务器日志。请重新打开页面；仍不行时请告知维护者。")
    with st.container(key="failure"):
        st.error(text, icon=":material/error:", title=t("出了意外"))
    return True


def unreadable(error: DataProblem | DataProblems) -> None:
    """Show what is wrong with the data in place of the page."""
    lang = state.asked_lang()
    t = translator(lang)
    problems = error.problems if isinstance(error, DataProblems) else [error]
    text = "\n\n".join(first_few([literal(problem.text(lang)) for problem in problems], 5))
    st.error(text, icon=":material/error:", title=t("数据无法读取"))
