"""京津冀创新资源看板: the entry. `streamlit run app.py` finds `app`; each run executes `main`."""

import streamlit as st

from lib.base.i18n import translator
from lib.base.problems import DataProblem, DataProblems
from lib.editions import current as editions
from lib.ui import cards, frame, sidebar, state
from lib.ui.view import current
from lib.web import server

PAGE_FILES = {
    "": "pages/overview.py",
    "map": "pages/map.py",
    "parks": "pages/parks.py",
    "corridor": "pages/corridor.py",
    "chains": "pages/chains.py",
    "scorecard": "pages/scorecard.py",
    "directory": "pages/directory.py",
    "present": "pages/present.py",
}


def main() -> None:
    """Sync address and session, draw what every page shares, run the page."""

    def navigate() -> tuple[st.Page, list[st.Page]]:
        t = translator(state.lang())
        titles = {
            "": t("总览"),
            "map": t("资源地图"),
            "parks": t("园区"),
            "corridor": t("G2 走廊"),
            "chains": t("六链五群"),
            "scorecard": t("年度成绩单"),
            "directory": t("电话簿"),
            "present": t("年会汇报"),
        }
        pages = [
            st.Page(file, title=titles[path], url_path=path or None, default=not path)
            for path, file in PAGE_FILES.items()
        ]
        return st.navigation(pages, position="hidden"), pages

    frame.reconnected()
    try:
        page, pages = navigate()
        edition = editions.edition()
        before = state.lang()
        state.sync(page.url_path, edition)
        if state.lang() != before:
            page, pages = navigate()
        t = translator(state.lang())
        st.set_page_config(
            page_title=f"{page.title} · {t('京津冀创新资源看板')}",
            layout="wide",
        )
        view = current()
        if page.url_path == "present":  # It fills the screen.
            page.run()
            return
        frame.navigation(view, pages)
        frame.statement(view)
        sidebar.draw(view)
        page.run()
        cards.draw(view)
    except (DataProblem, DataProblems) as error:
        problems = error.problems if isinstance(error, DataProblems) else [error]
        lang = state.asked_lang()
        said = "\n\n".join(p.text(lang) for p in problems[:5])
        t = translator(lang)
        frame.error_page(said, t("数据无法读取"))


if __name__ == "__main__":
    main()
else:  # imported by `streamlit run` or an ASGI server
    app = st.App(
        __file__,
        routes=server.routes(PAGE_FILES),
        middleware=server.middleware(),
        lifespan=server.warm_start,
        on_script_error=frame.failure,
    )
