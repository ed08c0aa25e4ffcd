"""The search finds what is meant, puts it first, and marks the right characters."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.seg.simpleseg import seg

from lib.editions.edition import Edition
from lib.query import search, spelling
from lib.query.search import FIELDS
from lib.register.rows import to_table
from tests.editions import fixture_edition, live_edition

ENTRIES = live_edition()
INDEX = ENTRIES.index
FRAME = ENTRIES.frame
NAMES = FRAME["name"].to_list()


def found(query: str) -> list[str]:
    return [NAMES[row] for row in search.ranked(INDEX, query)]


def of_names(*names: str) -> search.Index:
    """An index of rows that differ in name alone."""
    rows = pd.concat([FRAME.iloc[[0]]] * len(names), ignore_index=True)
    rows = rows.assign(name=names, host=None, address=None, note=None)
    return search.build(to_table(rows), ENTRIES.vocabulary)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        # As written: name, host, subpark, address, note.
        ("清华科技园", "清华科技园"),
        ("麒麟软件", "先进操作系统创新中心"),
        ("渤龙湖", "中国科学院风能利用重点实验室天津试验基地"),
        ("大悦信息", "中关村人工智能研究院"),
        ("两院", "中关村人工智能研究院"),
        # Full pinyin, begun and whole; initials, Latin runs whole.
        ("beijingrenxingjiqiren", "北京人形机器人数据训练中心"),
        ("qinghuakejiy", "清华科技园"),
        ("bjrxjqr", "北京人形机器人数据训练中心"),
        ("BJRXJQR", "北京人形机器人数据训练中心"),
        ("hdfhq", "亨达孵化器"),
        ("smczg", "SMC（中国）技术研发中心"),
        ("fs5g", "房山5G自动驾驶示范区"),
        ("cart", "森朗生物CAR-T研究中心"),
        # Characters of two readings: the right one, or both where it is in doubt.
        ("zhongdajibing", "重大疾病临床样本资源公共服务平台"),
        ("jiaodaliuxue", "北京交大留学人员创业园"),
        ("hangye", "机械工业高档数控机床创新中心"),
        ("yunxing", "新型电力系统运行与控制全国重点实验室"),
        ("tiaoyou", "京西智谷模型调优工场"),
        ("diaoyou", "京西智谷模型调优工场"),
        ("lvse", "智能绿色车辆与交通全国重点实验室"),
        ("lüse", "智能绿色车辆与交通全国重点实验室"),
        # Traditional, full-width, apostrophes.
        ("北京人形機器人", "北京人形机器人数据训练中心"),
        ("ＳＭＣ", "SMC（中国）技术研发中心"),
        ("ｂｊｒｘｊｑｒ", "北京人形机器人数据训练中心"),
        ("清華　海澱", "清华大学新技术概念汽车研究院"),
        ("bei'jing'ren'xing", "北京人形机器人数据训练中心"),
        ("清華、海澱", "清华大学新技术概念汽车研究院"),
        ("Tangshan，robotics。", "唐山百川机器人共享制造工厂"),
        # Names of park, category, chain, cluster and place, in English or by pinyin.
        ("Tangshan robotics", "唐山百川机器人共享制造工厂"),
        ("incubators yanjiao", "燕郊高新区创业中心"),
        ("hydrogen pilot", "北京市大兴区-北京工业大学氢能产业技术验证示范中心"),
        ("integrated circuits binhai", "天津天芯微系统集成研究院"),
        ("hebei 石墨烯", "河北省石墨烯材料工程技术研究中心"),
        ("luancheng 检查", "国家药监局特殊药品检查中心"),
        # Several words, in any order, each in its own way.
        ("石家庄 以岭", "石家庄生物医药院士工作站"),
        ("qinghua 海淀 keji", "清华科技园"),
        ("海淀 keji qinghua", "清华科技园"),
    ],
)
def test_first_hit(query: str, first: str) -> None:
    assert found(query)[0] == first


@pytest.mark.parametrize(
    ("name", "queries", "not_queries"),
    [
        ("重庆长安汽车研究院", ("chongqingchangan", "cqca"), ("zhongqing", "zhangan")),
        ("长城汽车校长班", ("changchengqiche", "xiaozhang"), ("jiaochang",)),
        ("工商银行行业研究中心", ("yinhanghangye", "gsyhhy"), ("yinxing",)),
        ("自行车重型装备厂", ("zixingche", "zhongxing"), ("zihang", "chongxing")),
        ("音乐学院快乐实验室", ("yinyuexueyuan", "kuaile"), ("yinle",)),
        ("朝阳会计师学校", ("chaoyangkuaijishi", "xuexiao"), ("huijishi",)),
        ("乐聚机器人", ("lejujiqiren", "yueju"), ("jujiren",)),
    ],
)
def test_character_of_two_readings(
    name: str, queries: tuple[str, ...], not_queries: tuple[str, ...]
) -> None:
    index = of_names("甲乙丙", name)
    for query in queries:
        assert search.ranked(index, query).tolist() == [1], query
    for query in not_queries:
        assert search.ranked(index, query).tolist() == [], query


def test_better_matches_come_first_and_equals_keep_their_order() -> None:
    index = of_names(
        "大兴氢能园", "青能所", "氢能", "氢能园甲", "新青能所", "机器人", "氢能园乙", "大兴氢能站"
    )
    written = [2, 3, 6, 0, 7]
    assert search.ranked(index, "氢能").tolist() == written
    # By pinyin 氢能 and 青能 are one; a beginning comes before an inside.
    assert search.ranked(index, "qingneng").tolist() == [1, 2, 3, 6, 0, 4, 7]
    assert search.ranked(index, "").tolist() == list(range(8))
    names = found("清华大学")
    hosts = FRAME.set_index("name")["host"]
    begins = [name.startswith("清华大学") for name in names]
    assert begins == sorted(begins, reverse=True)
    assert "清华大学" in hosts[names[sum(begins)]]


@pytest.mark.parametrize("typed", ["zhanlue", "zhanlve", "zhanlü"])
def test_character_typed_either_way_is_found(typed: str) -> None:
    index = of_names("发展战略研究院", "占领研究院")
    assert search.ranked(index, typed).tolist() == [0]


def test_pinyin_begins_with_a_syllable_and_latin_with_a_word() -> None:
    index = of_names("海淀园", "AIT中心", "安全", "西安", "中心")
    assert search.ranked(index, "ai").tolist() == [1]
    assert search.ranked(index, "an").tolist() == [2, 3]
    # Not every row of Tianjin Binhai.
    assert found("ai") == ["中国空间技术研究院天津大型航天器AIT中心"]


@pytest.mark.parametrize(
    "query",
    [
        "😀",
        "\u202eمركز\u202c",
        "你" * 10_000,
        "a" * 10_000,
        "甲乙丙 " * 2_500,
        "'; DROP TABLE resources; --",
        "1' OR '1'='1",
        ".*",
        "(?i:x",
        "[a-z]*",
        "\\",
        "$^",
        "<img src=x onerror=alert(1)>",
        "\ufffd",
        "'",
    ],
)
def test_naughty_text_finds_nothing(query: str) -> None:
    assert found(query) == []
    assert search.spans("清华大学 Robotics", query) == ()


@pytest.mark.parametrize("unseen", ["\x00", "\u202e", "\u200b", "\ud800", "\ufeff", "\u3164"])
def test_what_cannot_be_seen_is_passed_over(unseen: str) -> None:
    assert found(f"{unseen}清{unseen}华 {unseen} ") == found("清华") != []
    assert search.clean(f" {unseen} ") == ""


@pytest.mark.parametrize("character", "(+-&（“·")
def test_punctuation_is_only_itself(character: str) -> None:
    texts = [FRAME[c].fillna("") for c in ("name", "host", "address", "subpark", "note")]
    plain = spelling.fold(character)
    written = [i for i in range(len(FRAME)) if any(plain in spelling.fold(t[i]) for t in texts)]
    rows = sorted(search.ranked(INDEX, character).tolist())
    tagged = [i for i in rows if "tags" in search.matched_fields(INDEX, i, character)]
    assert rows == sorted({*written, *tagged})


@given(st.text())
def test_any_text_is_searched_for(query: str) -> None:
    rows = search.ranked(INDEX, query)
    assert len(set(rows.tolist())) == search.mask(INDEX, query).sum()
    for start, end in search.spans(NAMES[0], query):
        assert 0 <= start < end <= len(NAMES[0])


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


@given(st.sampled_from(range(len(FRAME))))
def test_each_row_is_found_by_its_name_its_pinyin_and_its_initials(row: int) -> None:
    name = NAMES[row]
    whole = "".join(lazy_pinyin(name))
    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    for query in (name, letters(whole), letters(initials)):
        assert row in search.ranked(INDEX, query).tolist(), query
        assert "name" in search.matched_fields(INDEX, row, query), query
        assert search.spans(name, query), query
    assert search.ranked(INDEX, name)[0] == row


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("北京人形机器人数据训练中心", "机器人", ["机器人"]),
        ("北京人形机器人数据训练中心", "機器人", ["机器人"]),
        ("北京人形機器人", "机器", ["機器"]),
        ("北京人形机器人数据训练中心", "bjrx", ["北京人形"]),
        ("北京人形机器人数据训练中心", "jiqi", ["机器"]),
        ("北京人形机器人数据训练中心", "jiq", ["机器"]),
        ("北京人形机器人数据训练中心", "训练 beijing", ["北京", "训练"]),
        ("北京人形机器人数据训练中心", "机器 器人", ["机器人"]),
        ("SMC（中国）技术研发中心", "ｓｍｃ", ["SMC"]),
        ("ＳＭＣ（中国）", "smczg", ["ＳＭＣ（中国"]),
        ("㈱日立（中国）", "株", ["㈱"]),
        ("模型调优工场", "tiaoyou", ["调优"]),
        ("模型调优工场", "diaoyou", ["调优"]),
        ("Hydrogen energy", "energy", ["energy"]),
        ("Tianjin Binhai", "ai", []),
        ("a.b", ".", ["."]),
        ("北京", "上海", []),
        ("北京", "", []),
        ("", "北京", []),
    ],
)
def test_matched_part_is_marked(text: str, query: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in search.spans(text, query)] == marked


@pytest.mark.parametrize(
    ("query", "name", "fields"),
    [
        ("北京人形机器人", "国家地方共建具身智能机器人创新中心", ("host", "note")),
        ("bjrxjqr", "北京人形机器人数据训练中心", ("name",)),
        ("robotics", "北京人形机器人数据训练中心", ("tags",)),
        ("石景山", "北京人形机器人数据训练中心", ("host", "subpark", "address", "tags")),
        ("两院 xibeiwang", "中关村人工智能研究院", ("subpark", "note")),
        ("", "中关村人工智能研究院", ()),
        ("不存在", "中关村人工智能研究院", ()),
    ],
)
def test_field_that_matched_is_named(query: str, name: str, fields: tuple[str, ...]) -> None:
    assert set(fields) <= set(FIELDS)
    assert search.matched_fields(INDEX, NAMES.index(name), query) == fields


def test_index_on_disk_is_the_registers_own(tmp_path: Path) -> None:
    built = search.build(ENTRIES.register.table, ENTRIES.vocabulary)
    search.write(built, tmp_path / "search.parquet")
    kept = search.read(tmp_path / "search.parquet")
    for field in FIELDS:
        assert kept.texts[field].to_pylist() == built.texts[field].to_pylist()
        assert kept.pinyin[field].to_pylist() == built.pinyin[field].to_pylist()
    assert kept.ranks.tolist() == built.ranks.tolist()
    rows = [300, 7]
    assert kept.take(rows).texts["name"].to_pylist() == [spelling.fold(NAMES[i]) for i in rows]


def truncated(path: Path) -> None:
    search.write(INDEX, path)
    path.write_bytes(path.read_bytes()[:-1000])


@pytest.mark.parametrize(
    "make",
    [
        lambda path: None,
        truncated,
        lambda path: pq.write_table(pyarrow.table({"name": ["京"]}), path),
    ],
    ids=["missing", "truncated", "another table"],
)
def test_what_is_no_index_is_not_read_as_one(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    path = tmp_path / "search.parquet"
    make(path)
    with pytest.raises((OSError, KeyError, pyarrow.ArrowException)):
        search.read(path)


@pytest.mark.parametrize("edition", [ENTRIES, fixture_edition()], ids=["live", "made-up"])
def test_ranks_put_names_in_the_order_of_their_likeliest_reading(edition: Edition) -> None:
    names = edition.register.column("name").to_pylist()
    keys = [(spelling.spell(n).split("\n")[0] or spelling.fold(n)).casefold() for n in names]
    places = {key: place for place, key in enumerate(sorted(set(keys)), start=1)}
    assert edition.index.ranks.tolist() == [places[key] for key in keys]


def test_a_word_is_read_in_a_text_as_pypinyin_reads_the_text() -> None:
    for name in NAMES:
        folded = spelling.fold(name)
        found = pinyin(
            folded,
            style=Style.NORMAL,
            heteronym=True,
            errors=lambda run: [[c] for c in run],  # type: ignore[arg-type,return-value]
        )
        read = [readings for word in seg(folded) for readings in spelling._readings(word)]
        assert [readings[0] for readings in read] == [readings[0] for readings in found], name
