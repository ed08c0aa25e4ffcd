"""An organisation says who somebody is; his role follows from a claim, anew each time."""

import pytest

from lib.access import accounts, audit, organisations, sessions
from lib.access.organisations import Identity
from lib.access.permissions import User
from lib.base.database import Database

PARKS = ("tianjin", "zgc")
LI = Identity("https://sso.example.cn", "Li-7", "li ming")


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({}, None),
        ({"roles": []}, None),
        ({"roles": None}, None),
        ({"roles": 7}, None),
        ({"roles": ["reader", 7, None]}, None),
        ({"roles": ["steward"]}, ("steward", "")),
        ({"roles": "admin reader"}, ("admin", "")),
        ({"roles": ["editor:zgc", "admin", "steward"]}, ("steward", "")),
        ({"roles": ["editor:zgc"]}, ("editor", "zgc")),
        ({"roles": ["editor:atlantis"]}, None),
        ({"roles": ["editor:"]}, None),
        ({"roles": ["editor"]}, None),
        ({"roles": ["Steward", "stewards"]}, None),
        ({"roles": {"steward": True}}, None),
    ],
)
def test_a_role_is_only_what_a_claim_says_in_so_many_words(
    claims: dict[str, object], role: tuple[str, str] | None
) -> None:
    assert organisations.role_of(claims, "roles", PARKS) == role


def test_a_claim_may_lie_deeper() -> None:
    claims = {"realm_access": {"roles": ["admin"]}, "a.b": "steward"}
    assert organisations.role_of(claims, "realm_access.roles", PARKS) == ("admin", "")
    assert organisations.role_of(claims, "a.b", PARKS) == ("steward", "")
    assert organisations.role_of(claims, "realm_access.none.roles", PARKS) is None


def test_an_account_is_who_he_is_at_whose_sign_in() -> None:
    assert LI.name == Identity(LI.issuer, LI.subject, "another name").name
    others = [
        Identity("https://other.example.cn", "Li-7"),
        Identity("https://sso.example.cn", "li-7"),
        Identity("https://sso.example.cn|Li", "7"),
        Identity("https://sso.example.cn", "x" * 500),
        Identity("https://sso.example.cn", "\ud800\u202e"),
    ]
    names = {LI.name, *(other.name for other in others)}
    assert len(names) == 6
    for name in names:
        assert len(name) <= 80
        assert name.isprintable()
        assert "/" in name  # As no account made here has.


def test_who_is_admitted_has_an_account_and_a_session(base: Database) -> None:
    token = organisations.admit(base, LI, "editor", "zgc", "192.0.2.1")
    assert sessions.who(base, token) == User(LI.name, "editor", "zgc")
    again = organisations.admit(base, LI, "editor", "zgc", "192.0.2.1")
    assert sessions.who(base, token)
    assert sessions.who(base, again)
    actions = [(entry.who, entry.action) for entry in audit.latest(base)][::-1]
    assert actions == [(LI.issuer, "account"), (LI.name, "sign-in"), (LI.name, "sign-in")]
    assert audit.latest(base)[0].detail == {"called": "li ming", "network": "192.0.2.0/24"}
    # It has no password, and so none that fits.
    for password in ("", "x" * 12):
        with pytest.raises(sessions.Refused):
            sessions.sign_in(base, LI.name, password, "192.0.2.1")


def test_another_role_there_ends_the_sessions_here(base: Database) -> None:
    before = organisations.admit(base, LI, "steward", "", "")
    after = organisations.admit(base, LI, "editor", "zgc", "")
    assert sessions.who(base, before) is None
    user = sessions.who(base, after)
    assert user is not None
    assert (user.role, user.park) == ("editor", "zgc")
    assert "role" in [entry.action for entry in audit.latest(base)]


def test_who_was_ended_here_stays_out(base: Database) -> None:
    token = organisations.admit(base, LI, "steward", "", "")
    accounts.end(base, LI.name, "shell")
    assert sessions.who(base, token) is None
    with pytest.raises(sessions.Refused):
        organisations.admit(base, LI, "steward", "", "")
    assert audit.latest(base)[0].action == "sign-in refused"
