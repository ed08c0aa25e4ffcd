"""The page for an address that leads nowhere: whole in itself, in the atlas's look."""

from functools import cache
from html import escape
from string import Template
from typing import Final
from urllib.parse import quote

import streamlit as st
from starlette.responses import HTMLResponse
from starlette.types import Scope

from lib.base.i18n import Lang, translator
from lib.drawing.palette import INKS, MAP, Theme
from lib.mapfiles.stylesheet import logo
from lib.web import paths
from lib.web.sentences import about, language

_PAGE: Final = Template("""<!DOCTYPE html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title · $brand</title>
<link rel="icon" href="data:image/svg+xml,$icon">
<style>
:root { $light }
@media (prefers-color-scheme: dark) { :root { $dark } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; padding: 16px; display: grid; place-items: center;
  font: 14px/1.6 $font; color: var(--ink); background: var(--ground); }
main { width: min(440px, 100%); padding: 20px 24px 24px; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px; }
header { display: flex; align-items: center; gap: 10px; padding-bottom: 14px;
  border-bottom: 1px solid var(--line); font-weight: 700; }
header svg { flex: none; width: 28px; height: 28px; }
header a { margin-left: auto; font-weight: 400; white-space: nowrap; }
h1 { margin: 18px 0 4px; font-size: 22px; line-height: 1.35; }
h1 small { font-size: 14px; font-weight: 400; color: var(--quiet); }
p { margin: 0 0 18px; color: var(--quiet); }
a { color: var(--primary); }
.home { display: inline-block; padding: 7px 16px; font-weight: 600; text-decoration: none;
  border: 1px solid var(--primary); border-radius: 8px; }
.home:hover { background: var(--band); }
</style>
</head>
<body>
<main>
<header>$logo<span>$brand</span>$other</header>
<h1>$title <small>404</small></h1>
<p>$reason</p>
<a class="home" href="$home">$way</a>
</main>
</body>
</html>
""")
_OTHER: Final[dict[Lang, str]] = {
    "zh": '<a lang="en" href="?lang=en">English</a>',
    "en": '<a lang="zh-CN" href="?lang=zh">中文</a>',
}


def not_found(scope: Scope) -> HTMLResponse:
    """The page as the answer to a request, in its language, with the way home."""
    lang = language(scope)
    return HTMLResponse(_html(lang, paths.base()), 404, about(lang))


@cache
def _html(lang: Lang, base: str) -> str:
    t = translator(lang)
    return _PAGE.substitute(
        lang="en" if lang == "en" else "zh-CN",
        brand=escape(t("京津冀创新资源看板")),
        title=escape(t("没有这个页面")),
        reason=escape(t("地址可能写错了，或者这个页面已不再有。")),
        way=escape(t("回到总览")),
        home=escape(f"{base}/?lang=en" if lang == "en" else f"{base}/"),
        other=_OTHER[lang],
        logo=logo(),
        icon=quote(logo()),
        font=st.get_option("theme.font"),
        light=_colours("light"),
        dark=_colours("dark"),
    )


def _colours(theme: Theme) -> str:
    inks = INKS[theme] | {"ground": MAP[theme]["surroundings"], "card": INKS[theme]["disc"]}
    names = ("ink", "quiet", "primary", "line", "band", "ground", "card")
    return "; ".join(f"--{name}: {inks[name]}" for name in names)
