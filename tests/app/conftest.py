"""The app without a browser."""

from collections.abc import Callable

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest, app_test

from tests.conftest import ROOT


class Pages(PagesManager):
    """Pages as the server has them once `lib.server.warm_start` has declared them; AppTest alone
    would run a file of `pages/` without `app.py`."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        PagesManager.uses_pages_directory = False


Open = Callable[..., AppTest]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    """A function that opens a page ("" is the overview) under the given URL parameters."""
    monkeypatch.setattr(app_test, "PagesManager", Pages)

    def run(page: str = "", **query: str | list[str]) -> AppTest:
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        at.query_params.update(query)
        at.run()
        if page:
            at.switch_page(f"pages/{page}.py").run()
        return at

    return run
