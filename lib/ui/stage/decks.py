"""The slides to hand out: made on request, kept for the next who asks."""

import logging
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import streamlit as st

from lib.base.problems import DataProblem
from lib.outputs import slides
from lib.scenes import Scene
from lib.terms import words
from lib.ui import state
from lib.ui.parts import frame
from lib.ui.view import View

MOST_DECKS: Final = 12
LOG: Final = logging.getLogger(__name__)


class DeckKey(NamedTuple):
    """What a deck is made of, and its kind; `view` holds the filter, the scene, and the line under
    maps, which may be set anew by whoever runs the host."""

    digest: str
    view: str
    lang: str
    kind: str


@st.cache_resource(show_spinner=False)
def kept() -> dict[DeckKey, bytes]:
    """The latest decks made: `MOST_DECKS` of them."""
    return {}


def decks(view: View, story: Sequence[Scene], place: int) -> None:
    """Draw the menu of slides.

    A deck asked for whose making a key interrupts is made in the run that follows.
    """
    t = view.t
    kinds = {"pptx": t("全部场景 PPTX"), "pdf": t("全部场景 PDF"), "png": t("本场景 PNG")}
    with st.popover(t("带走"), icon=":material/download:"):
        for kind, label in kinds.items():
            code = story[place].code if kind == "png" else "all"
            asked = f"{view.selection!r} {code} {words.boundaries(view.lang)}"
            key = DeckKey(view.edition.digest, asked, view.lang, kind)
            st.button(
                t("制作{what}").format(what=label), key=f"make_{kind}", on_click=_ask, args=(key,)
            )
            if state.S.get("deck") != key:
                continue
            if key not in kept() and not state.S.deck_failure:
                _keep(view, story, place, key, label)
            if state.S.deck_failure:
                st.error(frame.literal(state.S.deck_failure), icon=":material/error:")
            else:
                st.download_button(
                    t("下载{what}").format(what=label),
                    kept()[key],
                    file_name=f"jjj-{code}.{kind}",
                    on_click="ignore",
                    key=f"take_{kind}",
                    type="primary",
                )


def _ask(key: DeckKey) -> None:
    state.S.deck, state.S.deck_failure = key, ""


def _keep(view: View, story: Sequence[Scene], place: int, key: DeckKey, label: str) -> None:
    """Make a deck and keep it, or note in words why it could not be made."""
    t = view.t
    bar = st.progress(0.0, text=t("正在制作…"))
    try:
        kept()[key] = make(view, story, place, key.kind, bar.progress)
    except DataProblem as problem:
        state.S.deck_failure = problem.text(view.lang)
    except Exception:
        LOG.exception("no %s could be made of %r", key.kind, view.selection)
        state.S.deck_failure = t(
            "{what}未能制作。请再试一次，或换一种格式；仍不行时请告知维护者。"
        ).format(what=label)
    bar.empty()
    while len(kept()) > MOST_DECKS:
        del kept()[next(iter(kept()))]


def make(
    view: View, story: Sequence[Scene], place: int, kind: str, show: Callable[[float], object]
) -> bytes:
    """Return the story as a file of a kind, or as a picture its scene in one place; `show` is
    called with the part done."""

    def progress(done: int, total: int) -> None:
        show(done / total)

    if kind == "pptx":
        return slides.to_pptx(story, view.edition, view.lang, progress)
    if kind == "pdf":
        return slides.to_pdf(story, view.edition, view.lang, progress)
    return slides.to_png(story[place], view.edition, view.lang, scale=2.0)
