"""Who is signed in with this session's browser.

Streamlit knows the cookies of the connection's beginning only, so the store is asked in every run
and again before every deed: a session that was ended elsewhere is over here too.
"""

import streamlit as st

from lib.access import sessions
from lib.access.permissions import Deed, User, may
from lib.base import settings
from lib.editions import current as editions


def token() -> str:
    """The browser's session token; empty where it has none."""
    return st.context.cookies.get(sessions.COOKIE, "")


def user() -> User | None:
    """Who is signed in, or `None`. Raises `DataProblem` where the store cannot be asked."""
    return sessions.who(editions.holder().store.database, token()) if token() else None


def able(deed: Deed) -> User | None:
    """Who is signed in, where he may do something; ask it right before the deed."""
    someone = user()
    return someone if may(someone, deed, sole_steward=settings.sole_steward()) else None
