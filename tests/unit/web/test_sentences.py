"""A request is answered in its reader's language."""

import pytest

from lib.web.sentences import language


@pytest.mark.parametrize(
    ("query", "accepted", "lang"),
    [
        ("", None, "zh"),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("", "en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("", "fr-FR, EN;q=0.5", "en"),
        ("", "fr", "zh"),
        ("", ";,;-", "zh"),
        ("lang=zh", "en", "zh"),
        ("park=tianjin&lang=en", "zh", "en"),
        ("lang=fr", "en", "en"),
    ],
)
def test_the_address_wins_over_the_browser(query: str, accepted: str | None, lang: str) -> None:
    headers = [(b"accept-language", accepted.encode())] if accepted else []
    scope = {"type": "http", "query_string": query.encode(), "headers": headers}
    assert language(scope) == lang
