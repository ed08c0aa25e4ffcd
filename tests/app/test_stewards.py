"""Data management: who may, a list in, what it would change, published, restored, recorded."""

import io
import re
from typing import Any

import pytest
from openpyxl import Workbook
from streamlit.testing.v1 import AppTest

from lib.access import accounts, audit, sessions
from lib.access.permissions import User
from lib.editions.store import Store
from tests.app.conftest import PASSWORD, Open, SignIn
from tests.app.files import MADE_UP
from tests.app.shown import LANGS, bodies, plain, words
from tests.edits import put
from tests.history import run, unprotect

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A workbook would take some for formulas, and some names are hostile.
ROWS = [
    row
    for row in MADE_UP.resources
    if row["park"] == "tianjin" and re.fullmatch("[\\u4e00-\\u9fff]+", row["name"])
]


def a_list(*rows: list[str]) -> bytes:
    """A zone's list as a workbook: a title, headings, rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "天津滨海"
    sheet.append(["天津滨海高新区创新资源名录"])
    sheet.append(["单位名称", "联系电话", "对接人"])
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def shown(at: AppTest) -> str:
    return words(" ".join(bodies(at)))


def load(at: AppTest, *rows: list[str], name: str = "名录.xlsx") -> AppTest:
    at.file_uploader[0].upload(name, a_list(*rows), EXCEL)
    return at.run()


def counts(at: AppTest) -> str:
    [line] = [body for body in bodies(at) if 'class="said"' in body]
    return words(line).strip()


@pytest.mark.parametrize("lang", LANGS)
def test_without_an_account_the_page_says_how_to_make_one(
    opened: Open, store: Store, lang: str
) -> None:
    said = shown(opened("stewards", lang=lang))
    assert {"zh": "尚无账户", "en": "no account yet"}[lang] in said
    assert "python -m lib people add NAME --role steward" in said
    assert not opened("stewards", lang=lang).file_uploader


def test_who_is_not_signed_in_is_led_there_and_back(opened: Open, store: Store) -> None:
    accounts.add(store.database, "wang", "steward", "", PASSWORD, "test")
    at = opened("stewards")
    assert 'href="signin?next=%2Fstewards%3Flang%3Dzh"' in " ".join(bodies(at))
    assert not at.file_uploader


def test_nobody_else_is_led_to_the_page(opened: Open, sign_in: SignIn) -> None:
    def links(at: AppTest) -> list[str]:
        return [each.proto.label for each in at.get("page_link")]

    assert "数据管理" not in links(opened())
    sign_in("steward", "")
    assert "数据管理" in links(opened())


@pytest.mark.parametrize(
    ("role", "park", "parts"),
    [
        ("steward", "", ["load", "queue", "mine", "versions", "record"]),
        ("admin", "", ["people", "record"]),
        ("editor", "tianjin", ["mine"]),
    ],
)
def test_each_role_has_what_it_may_do(
    opened: Open, sign_in: SignIn, role: str, park: str, parts: list[str]
) -> None:
    sign_in(role, park)
    at = opened("stewards")
    mine = "我的园区" if park else "逐项补充"
    names = {"load": "载入名录", "queue": "待审定", "mine": mine, "versions": "各次发布"}
    names |= {"people": "账户", "record": "操作记录"}
    offered = [o.strip() for group in at.button_group for o in group.options]
    assert offered == [names[part] for part in parts]
    assert bool(at.file_uploader) is (role != "admin")
    assert f"{role}-one" in shown(at)


def test_a_list_is_compared_before_anything_counts_and_published_with_a_reason(
    opened: Open, sign_in: SignIn, store: Store
) -> None:
    sign_in("steward", "")
    at = load(opened("stewards"), [ROWS[0]["name"], "022-6000 0001", "张工"])
    assert counts(at).startswith("共 1 行：对应 1，新增 0，改动 1 格，移除 0，待定 0，错误 0")
    table = at.dataframe[-1]
    assert table.value.iloc[0].tolist()[-1] == "022-6000 0001"
    assert [each.number for each in store.publications()] == [1]

    # Without a reason nothing happens, and what was typed stays.
    at.text_input(key="sw_version").set_value("2027.01")
    [publish] = [b for b in at.button if b.label == "发布"]
    at = publish.click().run()
    assert "请填写事由" in " ".join(plain(each.value) for each in at.error)
    assert [each.number for each in store.publications()] == [1]

    at.text_input(key="sw_reason").set_value("天津滨海 2027 年名录")
    [publish] = [b for b in at.button if b.label == "发布"]
    at = publish.click().run()
    assert not at.exception
    [latest, _] = store.publications()
    assert (latest.by, latest.reason) == ("steward-one", "天津滨海 2027 年名录")
    register = store.sources(latest.digest).text("resources.csv")
    assert "022-6000 0001" in register
    assert 'version = "2027.01"' in store.sources(latest.digest).text("register.toml")
    assert "已发布：第 2 次发布" in " ".join(plain(each.value) for each in at.success)
    assert not at.dataframe
    loaded = [entry for entry in audit.latest(store.database) if entry.action == "load"]
    assert [(e.who, e.subject) for e in loaded] == [("steward-one", "名录.xlsx")]


def test_what_hinders_publishing_is_said_where_the_button_would_be(
    opened: Open, sign_in: SignIn
) -> None:
    sign_in("steward", "")
    at = load(opened("stewards"), [ROWS[0]["name"], "没有", ""])
    assert not [b for b in at.button if b.label == "发布"]
    assert "错误与待定都处理之后才能发布" in plain(at.info[-1].value)


def test_a_change_that_is_ticked_is_not_taken(opened: Open, sign_in: SignIn, store: Store) -> None:
    sign_in("steward", "")
    at = load(
        opened("stewards"),
        [ROWS[0]["name"], "022-6000 0001", ""],
        [ROWS[1]["name"], "022-6000 0002", ""],
    )
    table = at.dataframe[-1]
    key = table.proto.id.rpartition("-")[2]
    at.session_state[key] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    at = at.run()
    assert "1 处不采纳" in " ".join(plain(each.value) for each in at.caption)
    at.text_input(key="sw_reason").set_value("只取一处")
    [publish] = [b for b in at.button if b.label == "发布"]
    publish.click().run()
    [latest, _] = store.publications()
    register = store.sources(latest.digest).text("resources.csv")
    assert "022-6000 0002" in register
    assert "022-6000 0001" not in register


def test_what_is_not_certain_is_asked_and_nothing_is_published_before(
    opened: Open, sign_in: SignIn, store: Store
) -> None:
    sign_in("steward", "")
    at = load(opened("stewards"), ["京津冀样例未登记检测中心", "022-6000 0009", ""])
    # A new row needs a category, a level and a status, which the list has no columns for.
    assert "错误 0" not in counts(at)
    assert not [b for b in at.button if b.label == "发布"]
    for name, value in (("category", "testing"), ("level", "other"), ("status", "operating")):
        at.selectbox(key=f"sw_default_{name}").set_value(value)
    at = at.run()
    assert "新增 1" in counts(at)
    assert "错误 0" in counts(at)
    assert [b for b in at.button if b.label == "发布"]


def test_a_file_that_is_no_list_gets_its_sentence(
    opened: Open, sign_in: SignIn, store: Store
) -> None:
    sign_in("steward", "")
    at = opened("stewards")
    at.file_uploader[0].upload("名录.xlsx", b"<html><body>404</body></html>", EXCEL)
    at = at.run()
    assert not at.exception
    assert "网页" in " ".join(plain(each.value) for each in at.error)
    assert len(store.publications()) == 1


def test_another_publication_meanwhile_is_said_and_not_overwritten(
    opened: Open, sign_in: SignIn, store: Store
) -> None:
    sign_in("steward", "")
    at = load(opened("stewards"), [ROWS[0]["name"], "022-6000 0001", ""])
    store.publish(MADE_UP.sources, "another", "meanwhile")
    at = at.run()
    assert "已有另一版发布" in " ".join(plain(each.value) for each in at.warning)
    assert not [b for b in at.button if b.label == "发布"]
    at = at.button(key="sw_again").click().run()
    assert not at.warning
    assert [b for b in at.button if b.label == "发布"]


def test_an_account_that_ends_in_the_middle_publishes_nothing(
    opened: Open, sign_in: SignIn, store: Store
) -> None:
    sign_in("steward", "")
    at = load(opened("stewards"), [ROWS[0]["name"], "022-6000 0001", ""])
    at.text_input(key="sw_reason").set_value("来不及了")
    accounts.end(store.database, "steward-one", "test")
    [publish] = [b for b in at.button if b.label == "发布"]
    at = publish.click().run()
    assert not at.exception
    assert len(store.publications()) == 1
    assert "尚无账户" in shown(at)


@pytest.mark.parametrize("lang", LANGS)
def test_each_publication_has_its_hash_of_the_record_and_a_way_to_its_pages(
    opened: Open, sign_in: SignIn, store: Store, lang: str
) -> None:
    publication = store.publish(MADE_UP.sources, "another", "once more")
    sign_in("steward", "")
    at = opened("stewards", lang=lang)
    at.session_state["sw_part"] = "versions"
    log = next(body for body in bodies(at.run()) if f"<code>{publication.record[:8]}" in body)
    for number in (1, 2):
        asked = f"lang=en&amp;edition={number}" if lang == "en" else f"edition={number}"
        name = {"zh": "看这一版", "en": "Show this edition"}[lang]
        assert f'<a href="./?{asked}">{name}</a>' in log
    unprotect(store, "audit")
    run(store, "delete from audit")
    none = {"zh": "— 无记录", "en": "— not in the record"}[lang]
    assert none in shown(at.run())


def test_an_older_edition_is_made_current_again(
    opened: Open, sign_in: SignIn, store: Store
) -> None:
    row = MADE_UP.resources[0] | {"note": "改过的说明", "status": "building"}
    changed = MADE_UP.changed(resources=[row, *MADE_UP.resources[1:]])
    store.publish(put(changed.sources, "milestones.csv", "\n"), "another", "a change")
    sign_in("steward", "")
    at = opened("stewards")
    at.session_state["sw_part"] = "versions"
    at = at.run()
    said = shown(at)
    assert "改动 2 格" in said
    assert "改过的说明" in said
    assert "大事记" in said and "milestones.csv" not in said
    # As people read it.
    assert row["name"] in said and "在建" in said and "building" not in said
    at = at.button(key="sw_restore_now").click().run()
    assert "请填写事由" in " ".join(plain(each.value) for each in at.error)
    assert len(store.publications()) == 2
    at.text_input(key="sw_why").set_value("改错了").run()
    at = at.button(key="sw_restore_now").click().run()
    assert not at.exception
    assert "已恢复第 1 次发布的内容" in " ".join(plain(each.value) for each in at.success)
    latest = store.publications()[0]
    assert (latest.number, latest.by, latest.reason) == (3, "steward-one", "改错了")
    assert latest.digest == MADE_UP.sources.digest
    # What is compared is what has just come.
    assert at.selectbox(key="sw_before_3").value == 2
    assert at.selectbox(key="sw_after_3").value == 3


def test_the_record_is_read_verified_and_handed_out(
    opened: Open, sign_in: SignIn, store: Store
) -> None:
    sign_in("admin", "")
    at = opened("stewards")
    at.session_state["sw_part"] = "record"
    at = at.run()
    assert "admin-one" in shown(at)
    at = at.button(key="sw_verify").click().run()
    assert "完整无改动" in " ".join(plain(each.value) for each in at.success)


def test_an_admin_makes_changes_and_ends_an_account(
    opened: Open, sign_in: SignIn, store: Store
) -> None:
    sign_in("admin", "")

    def press(at: AppTest, label: str) -> AppTest:
        [button] = [each for each in at.button if each.label == label]
        at = button.click().run()
        assert not at.exception
        return at

    def said(at: AppTest) -> str:
        return " ".join(plain(each.value) for each in (*at.success, *at.error))

    def fill(at: AppTest, again: str = PASSWORD) -> AppTest:
        at.text_input(key="sw_name_0").set_value("Zhou")
        at.selectbox(key="sw_role_new_0").set_value("editor")
        at.text_input(key="sw_password_new_0").set_value(PASSWORD)
        at.text_input(key="sw_again_new_0").set_value(again)
        return press(at, "新建一个账户")

    at = opened("stewards")
    assert "两次输入的密码不同" in said(fill(at, "another password"))
    assert "编辑员须指定所属园区" in said(fill(at))
    assert [each.name for each in accounts.every(store.database)] == ["admin-one"]
    at.selectbox(key="sw_role_park_new_0").set_value("tianjin")
    at = fill(at)
    assert "已新建账户 zhou" in said(at)
    assert accounts.user(store.database, "zhou") == User("zhou", "editor", "tianjin")
    assert sessions.sign_in(store.database, "zhou", PASSWORD, "")
    # What was typed is gone, and one's own account is none to choose.
    assert at.text_input(key="sw_password_new_1").value == ""
    assert at.selectbox(key="sw_account_1").options == ["zhou · 园区编辑员"]

    at = at.selectbox(key="sw_account_1").set_value("zhou").run()
    at.selectbox(key="sw_role_1_zhou").set_value("steward")
    at = press(at, "改角色")
    assert accounts.user(store.database, "zhou") == User("zhou", "steward")
    at = at.selectbox(key="sw_account_2").set_value("zhou").run()
    assert "请先勾选" in said(press(at, "停用此账户"))
    at.checkbox(key="sw_sure_2_zhou").check()
    at = press(at, "停用此账户")
    assert "已停用账户 zhou" in said(at)
    assert accounts.every(store.database)[-1].ended
    by_hand = [e.action for e in audit.every(store.database) if e.who == "admin-one"][1:]
    assert by_hand == ["account", "role", "account ended"]


def test_who_keeps_accounts_no_longer_changes_none(
    opened: Open, sign_in: SignIn, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in("admin", "")
    accounts.add(store.database, "zhou", "steward", "", PASSWORD, "test")
    end = accounts.end

    def late(*given: Any, **named: Any) -> None:
        accounts.set_role(store.database, "admin-one", "steward", "", "test")
        end(*given, **named)

    monkeypatch.setattr(accounts, "end", late)
    at = opened("stewards")
    at = at.selectbox(key="sw_account_0").set_value("zhou").run()
    at.checkbox(key="sw_sure_0_zhou").check()
    [button] = [each for each in at.button if each.label == "停用此账户"]
    at = button.click().run()
    assert "不再有管理账户的权限" in " ".join(plain(each.value) for each in at.error)
    assert accounts.user(store.database, "zhou").role == "steward"
