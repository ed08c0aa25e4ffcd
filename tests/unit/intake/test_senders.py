"""What a sender's headings and words mean is known the next time, in both databases."""

from lib.editions.store import Store
from lib.intake import senders
from lib.intake.senders import Memory
from tests.unit.intake.lists import BASE, planned

VOCABULARY = BASE.vocabulary
COLUMNS = {"对接人": "note", "序 号": ""}
TERMS = {("category", "育成基地"): "incubator", ("tag", "脑机"): "chain:robot"}


def remember(store: Store, sender: str, by: str = "wang", **meanings: dict[str, str]) -> None:
    with store.database.transaction(writes=True) as connection:
        columns = meanings.get("columns", COLUMNS)
        senders.remember(connection, sender, by, columns, TERMS)


def test_what_was_decided_is_recalled_however_it_is_written(store: Store) -> None:
    assert not senders.recall(store.database, "tangshan", VOCABULARY)
    remember(store, "tangshan")
    memory = senders.recall(store.database, "tangshan", VOCABULARY)
    assert memory.columns == {"对接人": "note", "序号": ""}
    assert memory.term("category", "育成 基地") == "incubator"
    assert memory.term("tag", "脑机") == "chain:robot"
    assert memory.term("level", "育成基地") is None
    assert (memory.by, memory.at[:2]) == ("wang", "20")
    assert senders.known(store.database) == ("tangshan",)


def test_each_sender_is_known_by_itself(store: Store) -> None:
    remember(store, "tangshan")
    assert senders.recall(store.database, "联盟秘书处", VOCABULARY) == Memory()


def test_the_later_decision_counts_and_the_others_stay(store: Store) -> None:
    remember(store, "tangshan")
    remember(store, "tangshan", "qian", columns={"对接人": "phone"})
    memory = senders.recall(store.database, "tangshan", VOCABULARY)
    assert memory.columns == {"对接人": "phone", "序号": ""}
    assert memory.by == "qian"


def test_what_the_vocabulary_no_longer_has_is_not_recalled(store: Store) -> None:
    gone = {("category", "甲"): "gone", ("tag", "乙"): "chain:gone", ("tag", "丙"): "robot"}
    kept = {("category", "丁"): "", ("province", "戊"): "天津市", ("province", "己"): "天津"}
    with store.database.transaction(writes=True) as connection:
        senders.remember(connection, "x", "wang", {"列": "no_field"}, gone | kept)
    memory = senders.recall(store.database, "x", VOCABULARY)
    assert memory.columns == {}
    assert memory.terms == {("category", "丁"): "", ("province", "戊"): "天津市"}


def test_what_is_too_long_or_nothing_is_not_kept(store: Store) -> None:
    with store.database.transaction(writes=True) as connection:
        senders.remember(connection, "", "wang", COLUMNS, TERMS)
        senders.remember(connection, "x", "wang", {"—": "note", "长" * 201: "note"}, {})
    assert senders.known(store.database) == ()


def test_a_sender_is_forgotten(store: Store) -> None:
    remember(store, "tangshan")
    with store.database.transaction(writes=True) as connection:
        senders.forget(connection, "tangshan")
    assert not senders.recall(store.database, "tangshan", VOCABULARY)


def test_a_senders_name_is_one_line_and_short() -> None:
    assert senders.named_so("  联盟\n秘书处 ") == "联盟 秘书处"
    assert len(senders.named_so("长" * 200)) == 80


def test_the_sender_is_taken_for_the_zone_of_most_rows() -> None:
    rows = [["甲院", "唐山高新区"], ["乙院", "唐山高新区"], ["丙院", "雄安高新区"]]
    found = planned(["名称", "所在园区"], *rows)
    assert senders.guess(found.cleaning.records, VOCABULARY) == "tangshan"
    assert senders.guess(planned(["名称"], ["甲院"]).cleaning.records, VOCABULARY) == ""
