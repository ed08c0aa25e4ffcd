"""Accounts have names of their own, passwords that cannot be guessed soon, and an end for good."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from lib.access import accounts, audit, organisations, passwords, sessions
from lib.base.database import Database
from lib.base.problems import DataProblem
from lib.editions.store import CHECKOUT
from tests.unit.access.conftest import OTHER, PASSWORD, Clock


def test_there_is_no_account_to_begin_with(base: Database) -> None:
    assert not accounts.exist(base)
    assert accounts.every(base) == ()
    with pytest.raises(sessions.Refused):
        sessions.sign_in(base, "admin", "admin", "192.0.2.1")


def test_an_account_is_kept_and_recorded_without_its_password(people: Database) -> None:
    assert accounts.exist(people)
    li, wang = accounts.every(people)
    assert (li.name, li.role, li.park, li.ended) == ("li", "editor", "zgc", None)
    assert (wang.name, wang.role, wang.park) == ("wang", "steward", "")
    second, first = audit.latest(people)
    assert (first.who, first.action, first.subject) == ("shell", "account", "wang")
    assert second.detail == {"role": "editor", "park": "zgc"}
    with people.transaction() as connection:
        kept = connection.scalars(sa.text("select password from account")).all()
    assert all(hash_.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for hash_ in kept)
    assert len(set(kept)) == 2  # The same password.


def test_a_name_is_the_same_however_it_is_typed(people: Database) -> None:
    for name in (" Wang ", "ｗａｎｇ", "WANG"):
        with pytest.raises(DataProblem, match="已有此账户"):
            accounts.add(people, name, "admin", "", PASSWORD, "shell")
        assert sessions.sign_in(people, name, PASSWORD, "192.0.2.1")


def test_what_is_no_name_is_refused_in_words(base: Database) -> None:
    for name in ("", "w", "a b", "x" * 41, "a\nb", "shell/root", "<b>", "甲\u200b", "甲\x00乙"):
        with pytest.raises(DataProblem, match="不能作用户名"):
            accounts.add(base, name, "admin", "", PASSWORD, "shell")
    assert audit.latest(base) == ()


def test_no_account_passes_for_the_checkout_or_the_shell(base: Database) -> None:
    for name in (CHECKOUT, "Checkout", "shell"):
        with pytest.raises(DataProblem, match="不能作用户名"):
            accounts.add(base, name, "steward", "", PASSWORD, "shell")


def test_many_deeds_at_once_wait_for_each_other_and_none_fails(people: Database) -> None:
    tokens = [sessions.sign_in(people, "wang", PASSWORD, "192.0.2.1") for _ in range(4)]
    who = organisations.Identity("https://sso.example.cn", "7")
    organisations.admit(people, who, "steward", "", "")

    def act(n: int) -> None:
        for i in range(5):
            accounts.set_role(people, who.name, ("steward", "admin")[i % 2], "", "shell")
            organisations.admit(people, who, ("steward", "admin")[(n + i) % 2], "", "")
            sessions.end(people, tokens[n % 4])
            sessions.who(people, tokens[(n + 1) % 4])

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(act, range(6)))
    assert audit.verify(audit.every(people)).broken is None


def test_role_and_zone_must_fit(people: Database) -> None:
    for role, park, message in (
        ("editor", "", "须指定所属园区"),
        ("steward", "zgc", "只有编辑员"),
        ("king", "", "角色“king”不存在"),
    ):
        with pytest.raises(DataProblem, match=message):
            accounts.add(people, "zhao", role, park, PASSWORD, "shell")
        with pytest.raises(DataProblem, match=message):
            accounts.set_role(people, "wang", role, park, "shell")
    assert len(accounts.every(people)) == 2


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("elevenchars", False),
        ("twelve chars", True),
        ("十二个汉字也是一个密码吧", True),
        ("wangxiaoming", False),
        ("WangXiaoMing", False),
        ("wangxiaomingwangxiaoming", False),
        ("wangxiaoming 2026", False),
        ("wangxiaoming and 8 more", True),
        ("x" * 201, False),
        ("", False),
    ],
)
def test_a_password_is_long_and_more_than_the_name(password: str, is_good: bool) -> None:
    if is_good:
        passwords.check("wangxiaoming", password)
    else:
        with pytest.raises(DataProblem, match="密码"):
            passwords.check("wangxiaoming", password)


def test_a_password_fits_however_the_keyboard_sends_it() -> None:
    kept = passwords.hash_of("café ａｂｃ 12345")
    assert passwords.fits("cafe\u0301 abc 12345", kept)
    assert not passwords.fits("cafe abc 12345", kept)
    assert passwords.fits("half \ud800 a character", passwords.hash_of("half \ud800 a character"))


@pytest.mark.parametrize("kept", [None, "", "no hash", "$argon2id$v=19$broken"])
def test_no_password_fits_what_is_no_hash(kept: str | None) -> None:
    assert not passwords.fits("", kept)
    assert not passwords.fits(PASSWORD, kept)


def test_an_unknown_name_is_hashed_with_the_accounts_own_parameters() -> None:
    assert passwords.renewed("", passwords._NOBODYS) == passwords._NOBODYS


def test_a_hash_of_other_parameters_is_renewed_when_its_owner_signs_in(people: Database) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with people.transaction(writes=True) as connection:
        connection.execute(sa.text("update account set password = :old"), {"old": old})
    sessions.sign_in(people, "wang", PASSWORD, "192.0.2.1")
    with people.transaction() as connection:
        wanted = sa.text("select name from account where password = :old")
        assert connection.scalars(wanted, {"old": old}).all() == ["li"]
    assert sessions.sign_in(people, "wang", PASSWORD, "192.0.2.1")


def test_another_password_ends_all_sessions_and_the_old_one_is_gone(people: Database) -> None:
    tokens = [sessions.sign_in(people, "wang", PASSWORD, "192.0.2.1") for _ in range(2)]
    lis = sessions.sign_in(people, "li", PASSWORD, "192.0.2.1")
    accounts.set_password(people, "WANG", OTHER, "shell")
    assert [sessions.who(people, token) for token in tokens] == [None, None]
    assert sessions.who(people, lis)
    with pytest.raises(sessions.Refused):
        sessions.sign_in(people, "wang", PASSWORD, "192.0.2.1")
    assert sessions.sign_in(people, "wang", OTHER, "192.0.2.1")
    assert "password" in [entry.action for entry in audit.latest(people)]


def test_another_role_ends_all_sessions(people: Database) -> None:
    token = sessions.sign_in(people, "li", PASSWORD, "192.0.2.1")
    accounts.set_role(people, "li", "editor", "tianjin", "shell")
    assert sessions.who(people, token) is None
    user = sessions.who(people, sessions.sign_in(people, "li", PASSWORD, "192.0.2.1"))
    assert user is not None
    assert (user.role, user.park) == ("editor", "tianjin")


def test_a_session_does_not_outlive_its_account(people: Database, clock: Clock) -> None:
    token = sessions.sign_in(people, "li", PASSWORD, "192.0.2.1")
    clock.pass_by(seconds=5)
    accounts.end(people, "li", "shell")
    assert sessions.who(people, token) is None
    with pytest.raises(sessions.Refused):
        sessions.sign_in(people, "li", PASSWORD, "192.0.2.1")
    for name in ("li", "nobody"):
        with pytest.raises(DataProblem, match="没有此账户"):
            accounts.end(people, name, "shell")
        with pytest.raises(DataProblem, match="没有此账户"):
            accounts.set_password(people, name, OTHER, "shell")
        with pytest.raises(DataProblem, match="没有此账户"):
            accounts.set_role(people, name, "admin", "", "shell")
    with pytest.raises(DataProblem, match="已有此账户，或曾有"):
        accounts.add(people, "li", "admin", "", PASSWORD, "shell")
    assert accounts.every(people)[0].ended
    assert [e.action for e in audit.latest(people)][:3] == [
        "sign-in refused",
        "account ended",
        "sign-in",
    ]


def test_even_a_session_that_was_left_open_is_over_with_its_account(people: Database) -> None:
    token = sessions.sign_in(people, "li", PASSWORD, "192.0.2.1")
    with people.transaction(writes=True) as connection:
        connection.execute(sa.text("update account set ended = '2026-01-01'"))
    assert sessions.who(people, token) is None
