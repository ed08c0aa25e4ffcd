"""An edition is built aside: whoever has asked for it, and everybody else, goes on meanwhile."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.access import accounts
from lib.base.files import Sources
from lib.base.problems import DataProblem, DataProblems
from lib.editions import building
from lib.editions.store import Publication, Store
from lib.ui.steward import publishing
from tests.app.conftest import Open, SignIn
from tests.app.files import edition_of
from tests.app.shown import LANGS, bodies
from tests.app.test_proposals import propose_phone, said
from tests.app.test_stewards import ROWS, load

GOING = {"zh": "正在制作新版", "en": "The new edition is being made"}


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """A function that lets an edition be built, or raises a problem there; until it is called it is
    being built."""
    go, problems = threading.Event(), list[DataProblem]()

    def prepare(sources: Sources) -> None:
        if threading.current_thread().name == "publishing":
            go.wait(60)
            for problem in problems:
                raise problem
        edition_of(sources)

    def run(*raised: DataProblem) -> None:
        problems.extend(raised)
        go.set()
        while any(each.name == "publishing" for each in threading.enumerate()):
            time.sleep(0.01)

    monkeypatch.setattr(building, "prepare", prepare)
    monkeypatch.setattr(publishing, "AT_HAND", 0.1)
    yield run
    run()


def publish_a_list(opened: Open, sign_in: SignIn, lang: str = "zh") -> AppTest:
    """A steward presses the button that publishes a list."""
    sign_in("steward", "")
    at = load(opened("stewards", lang=lang), [ROWS[0]["name"], "022-6000 0001", ""])
    at.text_input(key="sw_reason").set_value("名录")
    [button] = [b for b in at.button if b.label in ("发布", "Published")]
    return button.click().run()


@pytest.mark.parametrize("lang", LANGS)
def test_pages_answer_while_an_edition_is_built_and_move_to_it_afterwards(
    opened: Open, sign_in: SignIn, store: Store, release: Callable[..., None], lang: str
) -> None:
    at = publish_a_list(opened, sign_in, lang)
    assert not at.exception
    assert GOING[lang] in said(at)
    assert len(store.publications()) == 1
    [button] = [b for b in at.button if b.label in ("发布", "Published")]
    assert button.disabled
    # Somebody else's page, and the steward's own.
    assert not opened("directory").exception
    at.session_state["sw_part"] = "versions"
    at = at.run()
    assert GOING[lang] in said(at)
    assert "edition=1" in " ".join(bodies(at))
    release()
    assert len(store.publications()) == 2
    at = at.run()
    assert not at.exception
    assert {"zh": "已发布：第 2 次发布", "en": "Published as number 2"}[lang] in said(at)
    assert GOING[lang] not in said(at)
    assert "022-6000 0001" in store.sources(store.publications()[0].digest).text("resources.csv")


def test_what_is_wrong_is_said_and_what_was_filled_in_stays(
    opened: Open, sign_in: SignIn, store: Store, release: Callable[..., None]
) -> None:
    at = publish_a_list(opened, sign_in)
    release(DataProblem("atlas", "文件是空的。"))
    at = at.run()
    assert "文件是空的" in said(at)
    assert len(store.publications()) == 1
    assert at.text_input(key="sw_reason").value == "名录"
    assert at.dataframe[-1].value.iloc[0].tolist()[-1] == "022-6000 0001"
    [button] = [b for b in at.button if b.label == "发布"]
    assert not button.disabled


def test_why_nothing_was_published_is_logged_without_what_is_in_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def after(error: Exception) -> str:
        def fail() -> str:
            raise error

        caplog.clear()
        publishing.Publishing(fail, lambda: None).run()
        [record] = caplog.records
        assert "wang" not in record.getMessage()
        return f"{record.levelname} {record.getMessage()}"

    caplog.set_level(logging.INFO)
    unexpected = after(RuntimeError("wang, 022-6000 0001"))
    assert unexpected.startswith("ERROR not published: RuntimeError\n")
    assert "in fail" in unexpected
    empty = DataProblem("wang", "文件是空的。", value="wang")
    assert after(empty) == "INFO not published: 文件是空的。"
    assert after(DataProblems([empty, empty])) == "INFO not published: 文件是空的。"


def test_proposals_are_approved_aside(
    opened: Open, sign_in: SignIn, store: Store, release: Callable[..., None]
) -> None:
    propose_phone(opened, sign_in)
    sign_in("steward", "")
    at = opened("stewards")
    at.session_state["sw_part"] = "queue"
    at = at.run()
    at.checkbox(key="sw_choose_1").check()
    at = at.button(key="sw_approve").click().run()
    assert GOING["zh"] in said(at)
    assert at.button(key="sw_approve_all").disabled
    release()
    assert "已批准 1 件，第 2 次发布" in said(at.run())


def test_who_may_no_longer_publishes_nothing_though_he_pressed_in_time(
    opened: Open, sign_in: SignIn, store: Store, release: Callable[..., None]
) -> None:
    publish_a_list(opened, sign_in)
    accounts.end(store.database, "steward-one", "test")
    release()
    assert len(store.publications()) == 1


def test_an_undo_is_not_published_by_who_loses_the_right_at_the_last_moment(
    opened: Open,
    sign_in: SignIn,
    store: Store,
    release: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store.publish(store.sources(store.publications()[0].digest), "another", "once more")
    sign_in("steward", "")
    restore = Store.restore

    def late(self: Store, *given: Any) -> Publication:
        accounts.set_role(self.database, "steward-one", "admin", "", "test")
        return restore(self, *given)

    monkeypatch.setattr(Store, "restore", late)
    at = opened("stewards")
    at.session_state["sw_part"] = "versions"
    at = at.run()
    at.text_input(key="sw_why").set_value("改错了").run()
    at.button(key="sw_restore_now").click().run()
    release()
    assert len(store.publications()) == 2


def test_an_undo_is_held_to_the_same(
    opened: Open, sign_in: SignIn, store: Store, release: Callable[..., None]
) -> None:
    store.publish(store.sources(store.publications()[0].digest), "another", "once more")
    sign_in("steward", "")
    at = opened("stewards")
    at.session_state["sw_part"] = "versions"
    at = at.run()
    at.text_input(key="sw_why").set_value("改错了").run()
    at = at.button(key="sw_restore_now").click().run()
    assert GOING["zh"] in said(at)
    accounts.set_role(store.database, "steward-one", "admin", "", "test")
    release()
    assert len(store.publications()) == 2
