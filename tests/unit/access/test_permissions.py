"""One function decides who may do what; every combination of role, deed and setting is tried."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.access.permissions import (
    EDITABLE,
    ROLES,
    Action,
    Decide,
    Deed,
    Propose,
    Role,
    User,
    Withdraw,
    decides_alone,
    may,
)
from lib.register import schema

NAMES = ("wang", "li")
PARKS = ("zgc", "tianjin", "")
USERS = st.builds(
    User, st.sampled_from(NAMES), st.sampled_from(get_args(Role)), st.sampled_from(PARKS)
)
DEEDS: st.SearchStrategy[Deed] = st.one_of(
    st.sampled_from(Action),
    st.builds(Propose, st.sampled_from(PARKS), st.sampled_from((*schema.NAMES, "", "no column"))),
    st.builds(Decide, st.sampled_from(NAMES)),
    st.builds(Withdraw, st.sampled_from((*NAMES, ""))),
)


def expected(user: User, deed: Deed, sole: bool) -> bool:
    """The rules in the issue's own words."""
    if isinstance(deed, Withdraw):
        return deed.author == user.name
    if user.role == "steward":
        if isinstance(deed, Decide):
            return sole or deed.author != user.name
        return deed is not Action.KEEP_ACCOUNTS
    if user.role == "admin":
        return deed in (Action.KEEP_ACCOUNTS, Action.SEE_RECORD)
    if deed is Action.PROPOSE:
        return True
    is_proposal = isinstance(deed, Propose) and deed.column in EDITABLE
    return is_proposal and bool(user.park) and deed.park == user.park  # type: ignore[union-attr]


@given(USERS, DEEDS, st.booleans())
def test_every_combination_is_decided_as_the_roles_say(user: User, deed: Deed, sole: bool) -> None:
    assert may(user, deed, sole_steward=sole) is expected(user, deed, sole)


@given(DEEDS, st.booleans())
def test_who_is_not_signed_in_may_change_nothing(deed: Deed, sole: bool) -> None:
    assert not may(None, deed, sole_steward=sole)


@given(USERS, st.builds(Decide, st.sampled_from(NAMES)))
def test_nobody_but_a_sole_steward_decides_on_his_own_proposal(user: User, deed: Decide) -> None:
    own = decides_alone(user, deed)
    assert own is (user.name == deed.author)
    if own:
        assert not may(user, deed)
        assert may(user, deed, sole_steward=True) is (user.role == "steward")


@given(USERS, DEEDS)
def test_the_setting_for_one_steward_allows_nothing_else(user: User, deed: Deed) -> None:
    if not isinstance(deed, Decide):
        assert may(user, deed, sole_steward=True) is may(user, deed)


def test_an_editor_may_propose_each_field_the_issue_names_and_no_more() -> None:
    named = {"phone", "website", "address", "chains", "clusters", "level", "year", "note"}
    named |= {"source_title", "source_url", "source_date", "lon", "lat"}
    assert named <= EDITABLE <= set(schema.NAMES)
    # What would make it another resource, of another zone or kind, is the steward's.
    kept = {"resource_id", "name", "category", "park", "city", "province", "status", "host"}
    assert not EDITABLE & (kept | {"subpark", "confidence"})
    assert "hours" not in " ".join(schema.NAMES)  # A column of contact hours would belong there.


@pytest.mark.parametrize("column", sorted(EDITABLE))
def test_an_editor_proposes_for_his_own_zone_only(column: str) -> None:
    editor = User("li", "editor", "zgc")
    assert may(editor, Propose("zgc", column))
    assert not may(editor, Propose("tianjin", column))
    assert not may(User("li", "editor", ""), Propose("", column))


def test_roles_have_names() -> None:
    assert tuple(ROLES) == get_args(Role)
