"""A zone's own rows: what they lack, what is proposed for them, and what a steward decides."""

import io
import re

import numpy as np
import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from lib.access import accounts, audit
from lib.base.problems import DataProblems
from lib.editions.store import Store
from lib.intake import proposals
from lib.intake.base import Base
from lib.outputs.exports import FORMATS, Extract
from lib.query.filters import ResourceFilter
from lib.ui.steward.place import Spot
from tests.app.conftest import Open, SignIn
from tests.app.files import MADE_UP
from tests.app.shown import LANGS, bodies, plain, words
from tests.app.test_stewards import EXCEL

ROW = next(
    row
    for row in MADE_UP.resources
    if row["park"] == "tianjin" and re.fullmatch("[\\u4e00-\\u9fff]+", row["name"])
)
OTHER = next(row for row in MADE_UP.resources if row["park"] == "zgc")


def shown(at: AppTest) -> str:
    return " ".join(words(" ".join(bodies(at))).split())


def said(at: AppTest) -> str:
    """What the page says of what was just done."""
    return " ".join(plain(each.value) for each in (*at.success, *at.error, *at.warning, *at.info))


def field(at: AppTest, ending: str) -> str:
    """The key of a field of the form."""
    keys = [each.key for each in (*at.text_input, *at.selectbox, *at.multiselect) if each.key]
    [key] = [str(key) for key in keys if key.startswith("sw_form_") and key.endswith(f"_{ending}")]
    return key


def choose(at: AppTest, resource_id: str, park: str = "tianjin") -> AppTest:
    return at.selectbox(key=f"sw_row_{park}").set_value(resource_id).run()


def send(at: AppTest) -> AppTest:
    [button] = [each for each in at.button if each.label in ("提交审定", "Submit for review")]
    return button.click().run()


def propose_phone(opened: Open, sign_in: SignIn) -> AppTest:
    """An editor proposes a telephone number for `ROW`."""
    sign_in("editor", "tianjin")
    at = choose(opened("stewards"), ROW["resource_id"])
    at.text_input(key=field(at, "phone")).set_value("022-6000 0001")
    return send(at)


def part(at: AppTest, code: str) -> AppTest:
    at.session_state["sw_part"] = code
    return at.run()


@pytest.mark.parametrize("lang", LANGS)
def test_an_editor_sees_what_his_zone_lacks_and_no_other_zone(
    opened: Open,
    sign_in: SignIn,
    lang: str,
) -> None:
    sign_in("editor", "tianjin")
    at = opened("stewards", lang=lang)
    assert not at.exception
    of_zone = [row for row in MADE_UP.resources if row["park"] == "tianjin"]
    has = sum(bool(row["phone"]) for row in of_zone)
    progress = {"zh": f"{has} / {len(of_zone)} 项", "en": f"{has} of {len(of_zone)}"}
    assert progress[lang] in shown(at)
    options = at.selectbox(key="sw_row_tianjin").options
    assert len(options) == len(of_zone)
    assert OTHER["name"] not in " ".join(options)
    # What lacks most stands first.
    assert {"zh": "缺 ", "en": "lacks "}[lang] in options[0]


@pytest.mark.parametrize("row", MADE_UP.resources, ids=lambda row: row["resource_id"])
def test_every_row_has_a_form_that_proposes_nothing_by_itself(
    opened: Open,
    sign_in: SignIn,
    store: Store,
    row: dict[str, str],
) -> None:
    sign_in("editor", row["park"])
    at = choose(opened("stewards"), row["resource_id"], row["park"])
    assert not at.exception
    assert "没有可提议的" in said(send(at))


def test_what_is_proposed_waits_and_is_published_by_another(
    opened: Open,
    sign_in: SignIn,
    store: Store,
) -> None:
    sign_in("editor", "tianjin")
    at = choose(opened("stewards"), ROW["resource_id"])
    at.text_input(key=field(at, "phone")).set_value("022-6000 0001")
    at.text_input(key=field(at, "why")).set_value("本单位核实")
    at = send(at)
    assert "已提交第 1 号提议，1 格" in said(at)
    assert "022-6000 0001" in shown(at)
    assert "待审定" in shown(at)
    assert len(store.publications()) == 1
    # Its author sees what he proposed when he comes back to the row.
    assert at.text_input(key=field(at, "phone")).value == "022-6000 0001"

    sign_in("steward", "")
    at = part(opened("stewards"), "queue")
    assert "本单位核实" in shown(at)
    assert "电话 022-00000001 → 022-6000 0001" in shown(at)
    # Nothing is chosen: nothing happens.
    at = at.button(key="sw_approve").click().run()
    assert "提议：没有选定任何提议" in said(at)
    assert len(store.publications()) == 1
    at.checkbox(key="sw_choose_1").check()
    at = at.button(key="sw_approve").click().run()
    assert "已批准 1 件，第 2 次发布" in said(at)
    [latest, _] = store.publications()
    assert "022-6000 0001" in store.sources(latest.digest).text("resources.csv")
    assert "没有待审定的提议" in said(at)
    record = shown(part(at, "record"))
    assert "批准提议 1 提议者 editor-one；编号 tianjin-" in record
    assert "列 电话" in record
    assert "fields" not in record


def test_a_rejection_needs_a_reason_which_the_author_sees(
    opened: Open,
    sign_in: SignIn,
    store: Store,
) -> None:
    propose_phone(opened, sign_in)
    sign_in("steward", "")
    at = part(opened("stewards"), "queue")
    at.checkbox(key="sw_choose_1").check()
    at = at.button(key="sw_reject").click().run()
    assert "退回提议须说明理由" in said(at)
    # What was ticked is ticked still.
    assert at.checkbox(key="sw_choose_1").value
    at.text_input(key="sw_decide_reason").set_value("空号")
    at = at.button(key="sw_reject").click().run()
    assert "已退回 1 件" in said(at)
    assert len(store.publications()) == 1
    [mine] = proposals.of_author(store.database, "editor-one")
    assert (mine.state, mine.reason, mine.decided_by) == ("rejected", "空号", "steward-one")


def test_a_value_that_breaks_a_rule_is_said_and_what_was_typed_stays(
    opened: Open,
    sign_in: SignIn,
    store: Store,
) -> None:
    sign_in("editor", "tianjin")
    at = choose(opened("stewards"), ROW["resource_id"])
    at.text_input(key=field(at, "phone")).set_value("见网站")
    at.text_input(key=field(at, "lonlat")).set_value("2.35, 48.85")
    at = send(at)
    assert "电话" in said(at)
    assert not at.exception
    assert at.text_input(key=field(at, "phone")).value == "见网站"
    assert proposals.pending(store.database) == ()
    at.text_input(key=field(at, "phone")).set_value(ROW["phone"])
    at.text_input(key=field(at, "lonlat")).set_value("")
    assert "没有可提议的" in said(send(at))


def test_a_spot_of_the_map_is_proposed_as_exact_as_it_was_clicked(
    opened: Open,
    sign_in: SignIn,
    store: Store,
) -> None:
    sign_in("editor", "tianjin")
    at = choose(opened("stewards"), ROW["resource_id"])
    key = field(at, "lonlat").removesuffix("_lonlat")
    lon, lat = float(ROW["lon"]) + 0.001, float(ROW["lat"]) + 0.001
    text = f"{lon:.5f}, {lat:.5f}"
    # As a click has it, which AppTest cannot make; tests/browser does.
    at.session_state[f"{key}_taken"] = Spot((round(lon, 5), round(lat, 5)), 34)
    at.text_input(key=f"{key}_lonlat").set_value(text)
    send(at)
    [made] = proposals.pending(store.database)
    after = {cell.field: cell.after for cell in made.cells}
    assert (after["lon"], after["radius_m"]) == (f"{lon:.5f}", "34")
    # Who decides sees it on a map, and how far it moves.
    sign_in("steward", "")
    at = part(opened("stewards"), "queue")
    assert not at.exception
    assert "位置：移动 1 处" in " ".join(each.label for each in at.expander)
    assert "（移动 0.14 km）" in shown(at)


def test_own_proposals_can_be_taken_back(
    opened: Open,
    sign_in: SignIn,
    store: Store,
) -> None:
    at = propose_phone(opened, sign_in)
    at = at.button(key="sw_withdraw_1").click().run()
    assert "已撤回第 1 号提议" in said(at)
    assert proposals.pending(store.database) == ()


def test_a_steward_does_not_decide_on_his_own(
    opened: Open,
    sign_in: SignIn,
    store: Store,
) -> None:
    sign_in("steward", "")
    at = part(opened("stewards"), "mine")
    at = at.selectbox(key="sw_park").set_value("tianjin").run()
    at = choose(at, ROW["resource_id"])
    at.text_input(key=field(at, "phone")).set_value("022-6000 0001")
    at = part(send(at), "queue")
    assert at.checkbox(key="sw_choose_1").disabled
    at = at.button(key="sw_approve_all").click().run()
    assert "提议：没有选定任何提议" in said(at)
    assert len(store.publications()) == 1


def test_a_proposal_that_has_become_stale_says_what_stands_there_now(
    opened: Open,
    sign_in: SignIn,
    store: Store,
) -> None:
    propose_phone(opened, sign_in)
    changed = [
        row | {"phone": "022-6000 0002"} if row["resource_id"] == ROW["resource_id"] else row
        for row in MADE_UP.resources
    ]
    store.publish(MADE_UP.changed(resources=changed).sources, "another", "meanwhile")
    sign_in("steward", "")
    at = part(opened("stewards"), "queue")
    assert "不能批准；现为：电话 022-6000 0002" in shown(at)
    at.checkbox(key="sw_choose_1").check()
    at = at.button(key="sw_approve").click().run()
    assert not at.exception
    assert len(store.publications()) == 2
    assert len(proposals.pending(store.database)) == 1


def test_a_zone_comes_back_from_a_spreadsheet_as_proposals(
    opened: Open,
    sign_in: SignIn,
    store: Store,
) -> None:
    sign_in("editor", "tianjin")
    at = opened("stewards")
    [button] = [each for each in at.get("download_button") if "现有名录" in each.proto.label]
    assert "天津滨海" in button.proto.label
    book = load_workbook(io.BytesIO(_zone(at)))
    sheet = book.active
    assert sheet is not None
    head = next(r for r in sheet.iter_rows() if any(c.value == "编号" for c in r))
    columns = {cell.value: cell.column for cell in head}
    line = next(
        r[0].row
        for r in sheet.iter_rows(min_row=head[0].row + 1)
        if ROW["resource_id"] in [c.value for c in r]
    )
    sheet.cell(line, columns["电话"]).value = "022-6000 0001"
    sheet.cell(line, columns["运营单位"]).value = "别的单位"
    buffer = io.BytesIO()
    book.save(buffer)
    at.file_uploader[0].upload("天津滨海.xlsx", buffer.getvalue(), EXCEL)
    at = at.run()
    assert not at.exception
    assert "022-6000 0001" in shown(at)
    # The operator is not an editor's to change.
    assert "1 格属别的园区，或是须由数据管理员改的列" in said(at)
    [button] = [each for each in at.button if each.label == "全部提交审定（1 格）"]
    at = button.click().run()
    assert "已提交 1 件提议" in said(at)
    [made] = proposals.pending(store.database)
    assert [(c.field, c.after) for c in made.cells] == [("phone", "022-6000 0001")]
    entries = [e.action for e in audit.latest(store.database)]
    assert entries[0] == "proposal"


def _zone(at: AppTest) -> bytes:
    """The zone's list, as the button's file is made."""
    edition = at.session_state["edition"]
    selection = ResourceFilter(edition.vocabulary, park=("tianjin",))
    rows = np.flatnonzero(selection.mask(edition.members))
    return FORMATS["xlsx"].write(Extract(edition, rows, "天津滨海", "zh", "2026-11-29"))


def test_an_editor_of_a_zone_is_refused_another_by_hand(
    sign_in: SignIn,
    store: Store,
) -> None:
    sign_in("editor", "tianjin")
    user = accounts.user(store.database, "editor-one")
    base = Base.current(store)
    with pytest.raises(DataProblems):
        proposals.propose(store.database, user, base, OTHER["resource_id"], {"phone": "010-1"})
