"""The index page speaks its language, names what it needs, and its policy lets its scripts run."""

import base64
import hashlib
import re

import pytest

from lib.web import script, server


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_script_of_the_page_is_allowed(lang: str) -> None:
    html = server._index_html("en" if lang == "en" else "zh")
    policy = server._security_headers()["content-security-policy"]
    scripts = re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL)
    assert len(scripts) == 3
    for each in scripts:
        digest = base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_an_old_browser_finds_static_words_and_plain_script() -> None:
    html = server._index_html("zh")
    assert html.count('id="unsupported"') == 1
    assert html.count("<noscript>") == 1
    assert "You need to enable JavaScript" not in html
    [check] = re.findall(r"<script>((?:(?!</script>).)*unsupported.*?)</script>", html, re.DOTALL)
    for modern in ("=>", "`", "const ", "let ", "?.", "??"):
        assert modern not in check


def test_the_page_fetches_no_font_in_advance() -> None:
    assert not re.search(r'<link[^>]*rel="preload"', server._index_html("zh"))


def test_the_script_says_the_same_in_both_languages() -> None:
    text = script.script()
    assert text.startswith("const SENTENCES = {")
    for words in ("正在连接服务器", "Connecting to the server", "登记册全部资源", "whole register"):
        assert words in text
    assert "</script" not in text
