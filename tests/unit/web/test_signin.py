"""Sign-in and sign-out, by requests under all the middleware that the app has."""

import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.access import accounts, audit, sessions
from lib.base.database import Database
from lib.base.problems import DataProblem
from lib.editions import current
from lib.editions.current import Holder
from lib.editions.store import Store
from lib.web import server, signin
from tests.hostile import SEEN, UNSEEN

PASSWORD = "correct horse battery"
WRONG = "staple of another kind"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The database that the app has, empty."""
    for variable in ("ATLAS_PUBLIC_URL", "ATLAS_ALLOWED_HOSTS"):
        monkeypatch.delenv(variable, raising=False)
    store = Store(f"sqlite:///{tmp_path / 'atlas.db'}")
    monkeypatch.setattr(current, "holder", lambda: Holder(store))
    return store.database


@pytest.fixture
def people(database: Database) -> Database:
    """A database with a steward, wang."""
    accounts.add(database, "wang", "steward", "", PASSWORD, "shell")
    return database


@pytest.fixture
def visitor(base: str) -> Callable[[], TestClient]:
    """A function that opens a browser of its own at the app."""
    pages = ["", "map"]

    def open_browser() -> TestClient:
        app = Starlette(routes=server.routes(pages), middleware=server.middleware(pages))
        address = ("192.0.2.7", 50000)
        return TestClient(app, follow_redirects=False, client=address)

    return open_browser


@pytest.fixture
def browser(visitor: Callable[[], TestClient]) -> TestClient:
    return visitor()


def fields(html: str) -> dict[str, str]:
    """The fields of the page's form, as they are filled."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        assert name
        found[name[1]] = unescape(value[1]) if value else ""
    return found


def sign_in(browser: TestClient, base: str, next_: str = "/", **typed: str):  # type: ignore[no-untyped-def]
    """Open the form and send it with what is typed into it."""
    form = browser.get(f"{base}/signin", params={"next": next_})
    filled = fields(form.text) | {"name": "wang", "password": PASSWORD} | typed
    action = re.search(r'action="([^"]*)"', form.text)
    assert action
    return browser.post(unescape(action[1]), data=filled)


def test_without_an_account_the_page_says_how_to_make_one_and_nothing_else(
    database: Database, browser: TestClient, base: str
) -> None:
    answer = browser.get(f"{base}/signin")
    assert answer.status_code == 200
    assert "python -m lib people add NAME --role steward" in answer.text
    assert "<form" not in answer.text
    assert "set-cookie" not in answer.headers
    sent = browser.post(f"{base}/signin", data={"name": "admin", "password": "admin"})
    assert (sent.status_code, "<form" in sent.text) == (403, False)
    english = browser.get(f"{base}/signin?lang=en")
    assert "No account yet" in english.text
    assert audit.latest(database) == ()


@pytest.mark.usefixtures("people")
def test_the_form_is_whole_without_a_script_and_in_both_languages(
    browser: TestClient, base: str
) -> None:
    answer = browser.get(f"{base}/signin?next=/map?park=zgc")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "<script" not in answer.text
    assert not re.search(r"\son\w+=", answer.text)
    assert not re.search(r'(?:src|href)="(?!\?|data:|/)', answer.text)
    for word in ('<html lang="zh-CN">', "用户名", 'type="password"', "current-password"):
        assert word in answer.text
    other = re.search(r'<a lang="en" href="([^"]*)">English', answer.text)
    assert other
    english = browser.get(f"{base}/signin{unescape(other[1])}")
    assert '<html lang="en">' in english.text
    assert "User name" in english.text
    assert fields(english.text)["next"] == "/map?park=zgc"
    deep = browser.get(f"{base}/signin", params={"next": "/map?lang=en"})
    assert '<html lang="en">' in deep.text


def test_who_signs_in_goes_on_to_where_he_wanted(
    people: Database, browser: TestClient, base: str
) -> None:
    deep = "/map?park=zgc&q=%E6%B0%A2%E8%83%BD&lang=en"
    answer = sign_in(browser, base, deep)
    assert (answer.status_code, answer.headers["location"]) == (303, base + deep)
    token = browser.cookies[sessions.COOKIE]
    user = sessions.who(people, token)
    assert user is not None
    assert user.name == "wang"
    entry = audit.latest(people)[0]
    assert (entry.who, entry.action, entry.detail) == (
        "wang",
        "sign-in",
        {"network": "192.0.2.0/24"},
    )
    again = browser.get(f"{base}/signin")
    assert "wang" in again.text
    assert "数据管理员" in again.text
    assert PASSWORD not in again.text


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("address", "is_secure"),
    [("", False), ("http://atlas.intranet", False), ("https://atlas.example.cn/atlas", True)],
)
def test_the_cookie_is_kept_from_scripts_and_other_sites(
    browser: TestClient,
    base: str,
    address: str,
    is_secure: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ATLAS_PUBLIC_URL", address)
    if is_secure:
        browser.base_url = "https://testserver"
    answer = sign_in(browser, base)
    cookies = answer.headers.get_list("set-cookie")
    (cookie,) = [c for c in cookies if c.startswith(f"{sessions.COOKIE}=")]
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    expected = {"httponly", "samesite=lax", f"path={base or '/'}"}
    assert parts == expected | ({"secure"} if is_secure else set())


@pytest.mark.usefixtures("people")
def test_by_https_the_cookie_is_secure_also_without_the_setting(
    browser: TestClient, base: str
) -> None:
    browser.base_url = "https://testserver"
    assert "Secure" in sign_in(browser, base).headers["set-cookie"]


ELSEWHERE = (
    "",
    "map",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "/map\r\nset-cookie: a=b",
    "https://evil.example/",
    "javascript:alert(1)",
    "http:/evil.example",
    "/\u200b/evil.example",
    "//[evil",
    "/signin",
    "/signin?next=/signin",
    "/signout",
    "/" + "x" * 2000,
)


@pytest.mark.usefixtures("people")
def test_nobody_is_led_to_another_site(
    browser: TestClient, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "sign_in", lambda *_: "token")
    for address in ELSEWHERE:
        assert signin.own_address(address) == "/"
        answer = sign_in(browser, base, address)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{base}/")
        # Also where the form itself was changed.
        answer = sign_in(browser, base, **{"next": address})
        assert answer.headers["location"] == f"{base}/"


@pytest.mark.parametrize("address", ["/", "/map", "/map?park=zgc&next=//x", "/parks?q=氢能"])
def test_an_address_of_the_site_is_kept(address: str) -> None:
    assert signin.own_address(address) == address


def test_a_wrong_password_is_said_and_the_name_is_kept(
    people: Database, browser: TestClient, base: str
) -> None:
    answer = sign_in(browser, base, "/map?park=zgc", password=WRONG)
    assert answer.status_code == 403
    assert 'role="alert">用户名或密码不正确。' in answer.text
    filled = fields(answer.text)
    assert (filled["name"], filled["password"], filled["next"]) == ("wang", "", "/map?park=zgc")
    assert WRONG not in answer.text
    assert sessions.COOKIE not in browser.cookies
    assert audit.latest(people)[0].action == "sign-in refused"
    # The form it shows is good for the next try.
    answer = browser.post(f"{base}/signin", data=filled | {"password": PASSWORD})
    assert answer.headers["location"] == f"{base}/map?park=zgc"


@pytest.mark.usefixtures("people")
def test_an_unknown_name_gets_the_same_page(browser: TestClient, base: str) -> None:
    known = sign_in(browser, base, password=WRONG)
    unknown = sign_in(browser, base, name="gnaw", password=WRONG)
    assert unknown.status_code == known.status_code
    assert unknown.text == known.text.replace("wang", "gnaw")


@pytest.mark.usefixtures("people")
def test_whatever_is_typed_as_a_name_is_only_text(
    browser: TestClient, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> str:
        raise sessions.Refused

    monkeypatch.setattr(sessions, "sign_in", refuse)
    for name in (*SEEN.values(), *UNSEEN.values(), "x" * 5000):
        answer = sign_in(browser, base, name=name)
        assert answer.status_code == 403
        assert not re.search("<(script|iframe|img)", answer.text)
        assert answer.text.count("<style>") == 1
        assert fields(answer.text)["name"].split() == name[:200].split()


@pytest.mark.usefixtures("people")
def test_too_many_tries_say_how_long_to_wait(browser: TestClient, base: str) -> None:
    for _ in range(5):
        assert sign_in(browser, base, password=WRONG).status_code == 403
    answer = sign_in(browser, base)
    assert answer.status_code == 429
    seconds = int(answer.headers["retry-after"])
    assert 1 <= seconds <= 2
    assert f"请在 {seconds} 秒后再试" in answer.text
    assert sessions.COOKIE not in browser.cookies


@pytest.mark.usefixtures("people")
def test_many_who_guess_take_few_threads_and_none_of_the_servers(
    visitor: Callable[[], TestClient], base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered: set[str] = set()

    def slow(*_: object) -> str:
        entered.add(threading.current_thread().name)
        time.sleep(0.02)
        raise sessions.Refused

    monkeypatch.setattr(sessions, "sign_in", slow)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: sign_in(visitor(), base).status_code, range(20)))
    assert answers == [403] * 20
    assert len(entered) <= 4
    assert all(name.startswith("signin") for name in entered)


@pytest.mark.usefixtures("people")
def test_a_form_that_this_site_did_not_show_is_refused(
    visitor: Callable[[], TestClient], base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = visitor()
    typed = {"name": "wang", "password": PASSWORD}
    others = fields(visitor().get(f"{base}/signin").text)
    for forged in ({}, {"seal": ""}, {"seal": others["seal"]}, {"seal": "é"}):
        answer = browser.post(f"{base}/signin", data=typed | forged)
        assert answer.status_code == 403
        assert "页面已过期" in answer.text
        browser.get(f"{base}/signin")
    own = fields(browser.get(f"{base}/signin").text)
    for site in ("cross-site", "same-site"):
        answer = browser.post(f"{base}/signin", data=own | typed, headers={"sec-fetch-site": site})
        assert answer.status_code == 403
    monkeypatch.setenv("ATLAS_PUBLIC_URL", "https://atlas.example.cn")
    answer = browser.post(f"{base}/signin", data=typed)
    assert "https://atlas.example.cn" in answer.text
    assert sessions.COOKIE not in browser.cookies


@pytest.mark.usefixtures("people")
def test_two_windows_with_the_form_open_can_both_be_sent(browser: TestClient, base: str) -> None:
    first = fields(browser.get(f"{base}/signin").text)
    browser.get(f"{base}/signin")
    answer = browser.post(f"{base}/signin", data=first | {"name": "wang", "password": PASSWORD})
    assert answer.status_code == 303


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe\x00", b"name=wang&" * 500, b"{}", b"a=b" * 10_000, b"seal=%ff%fe"]
)
def test_a_body_that_is_no_form_is_refused(browser: TestClient, base: str, body: bytes) -> None:
    assert browser.post(f"{base}/signin", content=body).status_code == 403
    assert browser.post(f"{base}/signout", content=body).status_code == 303


def test_signing_out_ends_every_window(people: Database, browser: TestClient, base: str) -> None:
    sign_in(browser, base)
    token = browser.cookies[sessions.COOKIE]
    page = browser.get(f"{base}/signin").text
    action = re.search(r'action="([^"]*)"', page)
    assert action
    answer = browser.post(unescape(action[1]), data=fields(page))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{base}/")
    assert sessions.COOKIE not in browser.cookies
    # What another window still has is of no use.
    assert sessions.who(people, token) is None
    assert audit.latest(people)[0].action == "sign-out"


def test_another_site_cannot_sign_anybody_out(
    people: Database, browser: TestClient, base: str
) -> None:
    sign_in(browser, base)
    token = browser.cookies[sessions.COOKIE]
    answer = browser.post(f"{base}/signout")
    assert answer.status_code == 403
    assert "退出登录" in answer.text  # By a form of this site's own.
    good = {"seal": sessions.seal(token)}
    foreign = {"sec-fetch-site": "cross-site"}
    assert browser.post(f"{base}/signout", data=good, headers=foreign).status_code == 403
    assert sessions.who(people, token)
    assert browser.get(f"{base}/signout").status_code in (404, 405)


def test_who_signs_in_anew_leaves_no_session_behind(
    people: Database, browser: TestClient, base: str
) -> None:
    form = fields(browser.get(f"{base}/signin").text)
    sign_in(browser, base)
    before = browser.cookies[sessions.COOKIE]
    again = fields(browser.get(f"{base}/signin").text)
    assert "name" not in again
    typed = {"name": "wang", "password": PASSWORD}
    # A form that was open in another window: its cookie went with the first sign-in.
    assert browser.post(f"{base}/signin", data=form | typed).status_code == 403
    sign = fields(browser.post(f"{base}/signin", data=typed).text)
    assert browser.post(f"{base}/signin", data=sign | typed).status_code == 303
    assert browser.cookies[sessions.COOKIE] != before
    assert sessions.who(people, before) is None


def test_a_session_that_outlives_its_account_is_nobody(
    people: Database, browser: TestClient, base: str
) -> None:
    sign_in(browser, base)
    accounts.add(people, "zhao", "admin", "", PASSWORD, "shell")
    accounts.end(people, "wang", "shell")
    answer = browser.get(f"{base}/signin")
    assert "已登录" not in answer.text
    assert fields(answer.text)["name"] == ""


@pytest.mark.usefixtures("database")
def test_a_store_that_is_away_is_said(
    browser: TestClient, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> Holder:
        raise DataProblem("atlas.db", "文件缺失或无法读取。")

    monkeypatch.setattr(current, "holder", away)
    answer = browser.get(f"{base}/signin")
    assert answer.status_code == 503
    assert "文件缺失或无法读取" in answer.text
    assert browser.post(f"{base}/signin", data={}).status_code == 503
    assert browser.post(f"{base}/signout", data={}).status_code == 503
