"""京津冀创新资源看板: the entry. `streamlit run app.py` finds `app`; each run executes `main`."""

import streamlit as st

from lib.base import metrics
from lib.base.i18n import translator
from lib.base.problems import DataProblem, DataProblems
from lib.editions import current as editions
from lib.ui import basemap, pages, state
from lib.ui.parts import cards, figures, frame, sidebar
from lib.ui.view import current
from lib.web import server, start


def main() -> None:
    """Read the address, draw what every page shares, run the page, write the address."""
    frame.reconnected()
    try:
        page, all_pages = pages.declare(state.lang())
        edition = editions.edition()
        before = state.lang()
        state.sync(page.url_path, edition)
        if state.lang() != before:
            page, all_pages = pages.declare(state.lang())
        t = translator(state.lang())
        brand = t("京津冀创新资源看板")
        st.set_page_config(page_title=f"{page.title} · {brand}", layout="wide")
        view = current()
        figures.start()
        basemap.watch()
        if page.url_path in (pages.PRESENT, pages.EMBED):  # They have no more round them.
            page.run()
        elif page.url_path == pages.STEWARDS:  # It shows the register's making, not a filter of it.
            frame.navigation(view, all_pages)
            frame.ignored(view)
            page.run()
        else:
            frame.navigation(view, all_pages)
            frame.statement(view)
            sidebar.draw(view)
            page.run()
            cards.draw(view)
        figures.draw()
        state.write()
    except (DataProblem, DataProblems) as error:
        frame.unreadable(error)


if __name__ == "__main__":
    with metrics.RUNS.time():
        main()
else:  # imported by `streamlit run` or an ASGI server
    start.prepare()
    addresses = [page.address for page in pages.PAGES]
    app = st.App(
        __file__,
        routes=server.routes(addresses),
        middleware=server.middleware(addresses, [pages.STEWARDS]),
        lifespan=server.warm_start,
        on_script_error=frame.failure,
    )
