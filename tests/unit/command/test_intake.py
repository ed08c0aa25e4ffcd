"""A list from the command line: what is wrong, what would change, and publishing it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lib.base import settings
from lib.command import intake
from lib.command.main import main
from lib.editions import current
from lib.editions.store import Store
from lib.intake import plan as walk
from tests.editions import fixture_sources
from tests.unit.intake import made

NEW = ["名称", "所在园区", "类别", "级别", "状态"]
ONE = ["崭新样板制造局", "唐山高新区", "研发创新平台", "其他", "运行"]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The test edition is current."""
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path / "state"))
    current.holder.cache_clear()
    opened = Store(settings.database_url())
    opened.publish(fixture_sources(), "甲", "一")
    yield opened
    opened.close()


class Run:
    """Runs the command on lists of these rows."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._capsys = capsys

    def __call__(self, *arguments: str, rows: made.Rows | bytes) -> tuple[int, str, str]:
        path = self._folder / "名录.xlsx"
        path.write_bytes(rows if isinstance(rows, bytes) else made.xlsx(rows))
        code = main(["intake", str(path), *arguments])
        printed = self._capsys.readouterr()
        return code, printed.out, printed.err

    def report(self, *arguments: str, rows: made.Rows) -> dict[str, Any]:
        """The report of a run, as JSON."""
        _, printed, _ = self(*arguments, "--json", rows=rows)
        report = json.loads(printed)
        assert isinstance(report, dict)
        return report


@pytest.fixture
def run(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(tmp_path, capsys)


PHONE = [["编号", "电话"], ["zgc-001", "010-99999999"]]
PUBLISH = ("--publish", "--by", "乙", "--reason", "十月名录")


def test_a_sound_list_is_checked_and_compared_and_nothing_is_written(
    run: Run, store: Store
) -> None:
    before = store.publications()
    code, printed, wrong = run("--check", rows=PHONE)
    assert (code, wrong) == (0, "")
    assert "zgc-001" not in printed
    code, printed, wrong = run("--diff", rows=PHONE)
    assert (code, wrong) == (0, "")
    assert "~ zgc-001 phone: 010-00000001 → 010-99999999" in printed
    assert store.publications() == before


def test_a_list_is_published_with_who_and_why(run: Run, store: Store) -> None:
    about = ("--release", "2027.01", "--date", "2027-01", "--provenance-zh", "联盟官方名录")
    code, printed, wrong = run(*PUBLISH, *about, rows=PHONE)
    assert (code, wrong) == (0, "")
    head = store.head()
    assert head and (head.number, head.by, head.reason) == (2, "乙", "十月名录")
    assert "已发布第 2 版" in printed
    sources = store.sources(head.digest)
    assert b"010-99999999" in sources["resources.csv"]
    assert "联盟官方名录".encode() in sources["register.toml"]
    code, printed, _ = run(*PUBLISH, rows=PHONE)
    assert code == 0 and "没有发布" in printed and store.head() == head


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["编号", "电话"], ["zgc-001", "1.38E+10"]], "科学计数"),
        ([["编号", "类别"], ["zgc-001", "某类"]], "某类"),
        ([["随便", "写写"], ["甲", "乙"]], "表头"),
        (b"<html><table>", "网页"),
        (b"", "空的"),
    ],
)
def test_faults_and_files_that_cannot_be_read_publish_nothing(
    run: Run, store: Store, rows: Any, words: str
) -> None:
    for what in (("--check",), ("--diff",), PUBLISH):
        code, _, wrong = run(*what, rows=rows)
        assert code == 1 and words in wrong and "名录.xlsx" in wrong
    head = store.head()
    assert head and head.number == 1


def test_a_file_that_is_not_there_is_a_sentence(
    store: Store, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["intake", str(tmp_path / "无.xlsx"), "--check"]) == 1
    assert "无.xlsx" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--diff", "--complete-for", "langfang"),
        ("--diff", "--term", "某某"),
        ("--diff", "--term", "category:某类=none"),
        ("--diff", "--term", "tag:某类=chain:none"),
        ("--diff", "--column", "备注=none"),
        ("--diff", "--default", "none=1"),
        ("--diff", "--decide", "某所=zgc-999"),
        ("--diff", "--clear", "none"),
        ("--diff", "--reject", "zgc-001:none"),
        ("--publish",),
        ("--publish", "--by", "乙"),
        ("--publish", "--by", "checkout", "--reason", "x"),
    ],
)
def test_what_is_wrongly_asked_ends_with_2(
    run: Run, store: Store, arguments: tuple[str, ...]
) -> None:
    code, printed, wrong = run(*arguments, rows=PHONE)
    assert (code, printed) == (2, "")
    assert next(iter(arguments[1:]), "--by") in wrong or "--by" in wrong
    assert len(store.publications()) == 1


def test_rows_that_need_a_decision_end_with_3_until_it_is_made(run: Run, store: Store) -> None:
    rows = [NEW, ["安澜样例研究院三期", "中关村", *ONE[2:]]]
    code, printed, _ = run(*PUBLISH, rows=rows)
    assert code == 3 and "zgc-002 安澜样例研究院二期" in printed
    assert len(store.publications()) == 1
    assert run("--check", "--decide", "安澜样例研究院三期=skip", rows=rows)[0] == 0
    code, printed, _ = run(*PUBLISH, "--decide", "安澜样例研究院三期=new", rows=rows)
    assert code == 0 and "+ zgc-102 安澜样例研究院三期" in printed
    assert len(store.publications()) == 2


def test_the_report_is_for_machines(run: Run) -> None:
    rows = [[*NEW, "电话", "对接人"], [*ONE, "1.38E+10", "某某"], ["安澜样例研究院"]]
    report = run.report("--diff", "--complete-for", "zgc", rows=rows)
    assert (report["rows"], report["matched"], report["base"]["number"]) == (2, 1, 1)
    assert len(report["removed"]) == 19 and report["changed"] == []
    (fault,) = report["faults"]
    assert {name: fault[name] for name in ("file", "sheet", "row", "column", "value", "rule")} == {
        "file": "名录.xlsx",
        "sheet": "Sheet1",
        "row": 2,
        "column": "电话",
        "value": "1.38E+10",
        "rule": "phone_lost",
    }
    unread = [column["heading"] for column in report["columns"] if not column["field"]]
    assert unread == ["对接人"] and report["published"] is None


def test_terms_columns_defaults_and_rejections_are_taken(run: Run) -> None:
    rows = [
        ["名称", "园区", "种类", "对接", "经度", "纬度"],
        [*ONE[:2], "某类", "0315-1234567", "118.1812", "39.6921"],
    ]
    options: tuple[str, ...] = ("--term", "category:某类=pilot", "--column", "对接=phone")
    options += ("--default", "level=other", "--default", "status=operating", "--datum", "gcj02")
    report = run.report("--diff", *options, rows=rows)
    (added,) = report["added"]
    assert report["faults"] == []
    values = added["values"]
    assert (values["category"], values["phone"], values["level"]) == (
        *("pilot", "0315-1234567"),
        "other",
    )
    assert values["lon"].startswith("118.17")
    code, printed, _ = run(*PUBLISH, *options, "--reject", added["id"], rows=rows)
    assert code == 0 and "没有发布" in printed


def test_a_base_that_moves_meanwhile_is_said(
    run: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*given: Any) -> walk.Plan:
        found = walk.plan(*given)
        other = {**fixture_sources(), "aliases.csv": b"tag,aliases\n"}
        store.publish(type(fixture_sources())(other), "丙", "其间")
        return found

    monkeypatch.setattr(intake, "plan", meanwhile)
    code, _, wrong = run(*PUBLISH, rows=PHONE)
    assert code == 1 and "重新比较" in wrong
    head = store.head()
    assert head and head.by == "丙"


def test_without_any_publication_the_checkout_is_the_base(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    path = tmp_path / "a.csv"
    path.write_text("编号,电话\nzgc-001,010-99999999\n", "utf-8")
    assert main(["intake", str(path), "--diff", "--lang", "en"]) == 0
    assert "zgc-001" in capsys.readouterr().out
    opened = Store(settings.database_url())
    assert opened.head() is None
    opened.close()


def test_a_list_with_faults_is_written_back_marked(run: Run, tmp_path: Path) -> None:
    rows = [["编号", "电话"], ["zgc-001", "1.38E+10"]]
    code, _, wrong = run("--check", "--marked", str(tmp_path), rows=rows)
    assert code == 1 and str(tmp_path / "名录.marked.xlsx") in wrong
    assert (tmp_path / "名录.marked.xlsx").read_bytes().startswith(b"PK")
    run("--check", "--marked", str(tmp_path / "新"), rows=rows)
    assert (tmp_path / "新" / "名录.marked.xlsx").is_file()
    no_folder = tmp_path / "名录.marked.xlsx"
    code, _, wrong = run("--check", "--marked", str(no_folder), rows=rows)
    assert code == 1 and "无法写入" in wrong


def test_a_blank_list_is_written_for_a_zone(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "空白.xlsx"
    assert main(["blank-list", str(out), "tangshan"]) == 0
    assert out.read_bytes().startswith(b"PK")
    assert main(["blank-list", str(out), "langfang"]) == 2
    assert "tangshan" in capsys.readouterr().err


def test_two_files_of_one_name_are_told_apart(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [tmp_path / folder / "名录.csv" for folder in "甲乙"]
    for path in paths:
        path.parent.mkdir()
        path.write_text("编号,电话\nzgc-001,1.38E+10\n", "utf-8")
    assert main(["intake", *map(str, paths), "--check"]) == 1
    wrong = capsys.readouterr().err
    assert "名录.csv · 第 2 行" in wrong and "名录（2）.csv · 第 2 行" in wrong


def test_a_category_of_the_lists_own_is_added_where_a_row_has_it(run: Run, store: Store) -> None:
    rows = [NEW, ["崭新样板制造局", "唐山高新区", "数据要素平台", "其他", "运行"]]
    wanted = ("--publish", "--by", "wang", "--reason", "名录")
    assert run(*wanted, rows=rows)[0] == intake.FAULTS
    data = "category:data=数据要素平台|Data platforms|#6F3FA0|hexagon"
    unused = "level:county=县级|County"
    code, printed, _ = run(*wanted, "--add", data, "--add", unused, rows=rows)
    assert (code, "已发布" in printed) == (intake.FINE, True)
    sources = store.sources(store.publications(1)[0].digest)
    assert "data,数据要素平台,Data platforms,,,#6F3FA0,hexagon" in sources.text("categories.csv")
    assert "county" not in sources.text("terms.csv")


@pytest.mark.parametrize(
    ("added", "exit_code"),
    [
        ("park:x=某区|Zone", intake.WRONGLY_ASKED),
        ("category:data=数据|Data", intake.WRONGLY_ASKED),
        ("level:UPPER=县级|County", intake.FAULTS),
        ("category:data=数据|Data|purple|hexagon", intake.FAULTS),
        ("category:data=数据|Data|#6F3FA0|blob", intake.FAULTS),
        ("level:national=另一级|Another", intake.FAULTS),
    ],
)
def test_a_term_that_cannot_be_added_ends_in_a_sentence(
    run: Run, added: str, exit_code: int
) -> None:
    assert run("--check", "--add", added, rows=[NEW, ONE])[0] == exit_code


def test_a_years_figures_are_published_from_a_workbook(
    run: Run, store: Store, tmp_path: Path
) -> None:
    head = ["统计期", "范围", "指标", "指标（英文）", "数值", "计量单位", "限定", "主题", "来源"]
    period = "2098-11-29/2099-11-28"
    row = [period, "联盟", "样例指标", "Sample", 5, "个", "准确数", "投资", "年会"]
    report = run.report("--check", rows=[head, row])
    [change] = report["tables"]
    assert (change["table"], change["how"], change["row"]) == ("scorecard.csv", "added", 2)
    wrong = run.report("--check", rows=[head, [*row[:4], "许多", *row[5:]]])
    assert [(f["row"], f["column"], f["rule"]) for f in wrong["faults"]] == [(2, "数值", "number")]
    code, printed, _ = run("--publish", "--by", "wang", "--reason", "年会", rows=[head, row])
    assert (code, "+ scorecard.csv" in printed) == (intake.FINE, True)
    held = store.sources(store.publications(1)[0].digest).text("scorecard.csv")
    assert held.endswith(f"{period},alliance,sample,样例指标,Sample,5,个,,exact,investment,,年会\n")
    assert main(["blank-tables", str(tmp_path / "表.xlsx")]) == intake.FINE
    assert (tmp_path / "表.xlsx").read_bytes().startswith(b"PK")
