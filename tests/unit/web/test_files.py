"""Prepared files are sent in pieces to whoever knows their name."""

import os
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.outputs import shelf
from lib.web import server

CONTENT = b"0123456789abcdef" * 50_000


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, base: str) -> TestClient:
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    monkeypatch.delenv("ATLAS_ALLOWED_HOSTS", raising=False)
    return TestClient(Starlette(routes=server.routes([""]), middleware=server.middleware([""])))


def prepared(kind: str = "csv") -> Path:
    path = shelf.place(kind)
    path.write_bytes(CONTENT)
    return path


def test_a_file_comes_whole_under_the_name_it_is_asked_for(client: TestClient, base: str) -> None:
    name = "京津冀创新资源-2026-11-29.csv"
    answer = client.get(f"{base}/files/{prepared().name}", params={"as": name})
    assert answer.content == CONTENT
    # The browser knows how much there is to come.
    assert answer.headers["content-length"] == str(len(CONTENT))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-disposition"].isascii()
    assert "filename*=UTF-8''%E4%BA%AC" in answer.headers["content-disposition"]


def test_a_name_of_a_file_is_no_header(client: TestClient, base: str) -> None:
    odd = {"as": 'a"; filename=b.exe\r\nx-other: 1'}
    answer = client.get(f"{base}/files/{prepared().name}", params=odd)
    assert "x-other" not in answer.headers
    said = answer.headers["content-disposition"]
    assert said.startswith("attachment; filename*=UTF-8''a%22%3B")


def test_nobody_else_has_it(client: TestClient, base: str) -> None:
    path = prepared()
    for name in (f"{'A' * 32}.csv", "..%2fatlas.db", path.name.removesuffix(".csv"), ""):
        assert client.get(f"{base}/files/{name}").status_code == 404
    assert client.get(f"{base}/files/{prepared('exe').name}").status_code == 404


def test_after_its_time_it_is_gone(client: TestClient, base: str) -> None:
    path = prepared()
    os.utime(path, (0, 0))
    assert client.get(f"{base}/files/{path.name}").status_code == 404


def test_one_that_is_removed_while_it_is_sent_comes_whole(client: TestClient, base: str) -> None:
    path = prepared()
    with client.stream("GET", f"{base}/files/{path.name}") as answer:
        path.unlink()
        assert b"".join(answer.iter_bytes()) == CONTENT
