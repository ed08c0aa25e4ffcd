"""The register that proposals are held against."""

from typing import cast

import streamlit as st

from lib.editions import current as editions
from lib.intake.base import NO_NUMBER, Base


def base() -> Base:
    """Return the current edition's files, read once a session until another is published. Raises
    `DataProblem` where the store cannot be asked."""
    store, held = editions.holder().store, cast("Base | None", st.session_state.get("sw_base"))
    head = store.head()
    if held is None or held.number != (head.number if head else NO_NUMBER):
        held = st.session_state.sw_base = Base.current(store)
    return held
