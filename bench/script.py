"""Milliseconds of script time of one park click: `python -m bench.script`.

Runs the app in this process through Streamlit's AppTest, without browser or network, and counts
processor time of the whole rerun (AppTest's own included), alternately choosing two parks.
"""

from pathlib import Path
from statistics import median
from time import process_time

from streamlit.testing.v1 import AppTest, app_test

from tests.app.conftest import Pages

RUNS = 20
ROOT = Path(__file__).parents[1]


def script_ms(page: str) -> float:
    """Return the median processor milliseconds of a rerun of `page` after a click on a park."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    if page != "pages/overview.py":
        at.switch_page(page).run()
    spent = []
    for i in range(RUNS):
        at.button_group(key="side_park").set_value([("baoding", "tangshan")[i % 2]])
        before = process_time()
        at.run()
        spent.append(1000 * (process_time() - before))
    return median(spent)


def main() -> None:
    """Print a line a page."""
    app_test.PagesManager = Pages  # type: ignore[attr-defined]
    for page in ("overview", "map", "parks", "corridor", "chains", "scorecard"):
        spent = script_ms(f"pages/{page}.py")
        print(f"script of one park click, {page}: {spent:.0f} ms of processor time")


if __name__ == "__main__":
    main()
