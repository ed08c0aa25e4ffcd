"""A page of plain HTML in the atlas's look, whole in itself: for what Streamlit does not draw."""

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from string import Template
from typing import Final
from urllib.parse import quote, urlencode

import streamlit as st

from lib.base.i18n import Lang, translator
from lib.drawing.palette import INKS, MAP, Theme
from lib.mapfiles.stylesheet import logo
from lib.web import paths

_PAGE: Final = Template("""<!DOCTYPE html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title · $brand</title>
<link rel="icon" href="data:image/svg+xml,$icon">
<style>$style</style>
</head>
<body>
<main>
<header>$logo<span>$brand</span>$other</header>
$body
</main>
</body>
</html>
""")
_STYLE: Final = Template(""":root { $light }
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
p { margin: 0 0 18px; color: var(--quiet); overflow-wrap: anywhere; }
p[role=alert] { color: var(--alarm); font-weight: 600; }
code { display: block; padding: 8px 10px; background: var(--band); color: var(--ink);
  border-radius: 8px; overflow-wrap: anywhere; }
a { color: var(--primary); }
label { display: block; margin: 0 0 14px; }
input, select { display: block; width: 100%; margin-top: 2px; padding: 8px 10px; font: inherit;
  color: inherit; background: var(--card); border: 1px solid var(--quiet); border-radius: 8px; }
button, .home { display: inline-block; padding: 7px 16px; font: inherit; font-weight: 600;
  color: var(--primary); text-decoration: none; background: none; cursor: pointer;
  border: 1px solid var(--primary); border-radius: 8px; }
button:hover, .home:hover { background: var(--band); }
:focus-visible { outline: 2px solid var(--primary); outline-offset: 2px; }
main:has(> ul) { width: min(760px, 100%); align-self: start; }
h2 { margin: 22px 0 0; font-size: 16px; overflow-wrap: anywhere; }
dl { margin: 0 0 18px; }
dl dl { margin: 0; }
dt { color: var(--quiet); }
dd { margin: 0 0 6px 16px; overflow-wrap: anywhere; }
@media (min-width: 700px) {
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; }
  dd { margin: 0; }
}
ul, ol { margin: 0 0 18px; padding-left: 22px; overflow-wrap: anywhere; }
small { color: var(--quiet); }
form.beside { display: inline-block; margin: 0 0 0 8px; }
p.beside { margin: 18px 0 0; padding-top: 18px; border-top: 1px solid var(--line); }
""")


Kept = Mapping[str, str | Sequence[str]]


def page(lang: Lang, title: str, body: str, kept: Kept | None = None) -> str:
    """Return a page with a `title` and the HTML of its `body`. Its link to the other language goes
    to the same address, with what of its parameters is `kept`."""
    t = translator(lang)
    return _PAGE.substitute(
        lang="en" if lang == "en" else "zh-CN",
        brand=escape(t("京津冀创新资源看板")),
        title=escape(title),
        body=body,
        other=_other(lang, kept or {}),
        logo=logo(),
        icon=quote(logo()),
        style=_style(st.get_option("theme.font")),
    )


def home(lang: Lang) -> str:
    """Return the link to the overview, as a button."""
    t = translator(lang)
    way = t("回到总览")
    address = f"{paths.base()}/?lang=en" if lang == "en" else f"{paths.base()}/"
    return f'<a class="home" href="{escape(address)}">{escape(way)}</a>'


def _other(lang: Lang, kept: Kept) -> str:
    name, attribute, code = ("中文", "zh-CN", "zh") if lang == "en" else ("English", "en", "en")
    address = f"?{urlencode({'lang': code, **kept}, doseq=True)}"
    return f'<a lang="{attribute}" href="{escape(address)}">{name}</a>'


@cache
def _style(font: str) -> str:
    return _STYLE.substitute(font=font, light=_colours("light"), dark=_colours("dark"))


def _colours(theme: Theme) -> str:
    inks = INKS[theme] | {"ground": MAP[theme]["surroundings"], "card": INKS[theme]["disc"]}
    inks["alarm"] = inks["corridor"]
    names = ("ink", "quiet", "primary", "line", "band", "ground", "card", "alarm")
    return "; ".join(f"--{name}: {inks[name]}" for name in names)
