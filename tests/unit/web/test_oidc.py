"""Sign-in by an organisation's own service: a provider of OpenID Connect on this machine."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import oidc_provider_mock
import pytest
from oidc_provider_mock import User
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.testclient import TestClient

from lib.access import accounts, sessions
from lib.base.database import Database
from lib.base.settings import SETTINGS
from lib.editions import current
from lib.editions.current import Holder
from lib.editions.store import Store
from lib.web import oidc, server, start
from tests.editions import live_edition

USERS = (
    User(sub="wang", claims={"roles": ["steward"], "preferred_username": "王明"}),
    User(sub="li", claims={"roles": ["editor:tianjin"]}),
    User(sub="guest", claims={"roles": ["reader"]}),
    User(sub="nobody"),
)
PUBLIC = "https://atlas.example.cn"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider that knows `USERS`."""
    with oidc_provider_mock.run_server_in_thread(user_claims=USERS, require_nonce=True) as running:
        yield f"http://localhost:{running.server_port}"


@pytest.fixture
def database(provider: str, base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The database of an app that signs in by the provider."""
    for setting in SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)
    monkeypatch.setenv("ATLAS_OIDC_ISSUER", provider)
    monkeypatch.setenv("ATLAS_OIDC_CLIENT_ID", "atlas")
    monkeypatch.setenv("ATLAS_OIDC_CLIENT_SECRET", "a secret")
    monkeypatch.setenv("ATLAS_PUBLIC_URL", PUBLIC + base)
    store = Store(f"sqlite:///{tmp_path / 'atlas.db'}")
    monkeypatch.setattr(current, "holder", lambda: Holder(store))
    monkeypatch.setattr(current, "edition", live_edition)
    return store.database


@pytest.fixture
def visitor(database: Database, base: str) -> Callable[[], TestClient]:
    """A function that opens a browser of its own at the app, as Streamlit sets it up."""
    pages = ["", "map"]

    def open_browser() -> TestClient:
        sessions_ = Middleware(SessionMiddleware, secret_key="shared by all processes")
        middleware = [*server.middleware(pages), sessions_]
        app = Starlette(routes=server.routes(pages), middleware=middleware)
        return TestClient(app, base_url=PUBLIC, follow_redirects=False)

    return open_browser


@pytest.fixture
def browser(visitor: Callable[[], TestClient]) -> TestClient:
    return visitor()


def confirmed(browser: TestClient, base: str, sub: str, next_: str = "/") -> str:
    """Begin to sign in, let the provider sign `sub` in, and return the way back."""
    answer = browser.get(f"{base}/signin/oidc", params={"next": next_})
    assert answer.status_code == 302
    back = httpx2.post(answer.headers["location"], data={"sub": sub})
    assert back.status_code == 302
    address = str(back.headers["location"])
    assert address.startswith(f"{PUBLIC}{base}/signin/oidc/callback?")
    return address


def test_the_page_leads_to_the_service_with_the_deep_link(browser: TestClient, base: str) -> None:
    page = browser.get(f"{base}/signin", params={"next": "/map?park=zgc"})
    assert page.status_code == 200  # Though there is no account here.
    assert "用单位账户登录" in page.text
    assert f'href="{base}/signin/oidc?lang=zh&amp;next=%2Fmap%3Fpark%3Dzgc"' in page.text
    answer = browser.get(f"{base}/signin/oidc?next=/map")
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert asked["redirect_uri"] == [f"{PUBLIC}{base}/signin/oidc/callback"]
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert "a secret" not in answer.headers["location"]


@pytest.mark.parametrize(
    ("sub", "role", "park"), [("wang", "steward", ""), ("li", "editor", "tianjin")]
)
def test_who_is_confirmed_is_signed_in_where_he_wanted(
    database: Database, browser: TestClient, base: str, sub: str, role: str, park: str
) -> None:
    answer = browser.get(confirmed(browser, base, sub, "/map?park=zgc&lang=en"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{base}/map?park=zgc&lang=en")
    user = sessions.who(database, browser.cookies[sessions.COOKIE])
    assert user is not None
    assert (user.role, user.park) == (role, park)
    assert "Secure" in answer.headers["set-cookie"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("sub", ["guest", "nobody"])
def test_who_has_no_role_is_no_guest(
    database: Database, browser: TestClient, base: str, sub: str
) -> None:
    answer = browser.get(confirmed(browser, base, sub))
    assert answer.status_code == 403
    assert "没有角色" in answer.text
    assert sessions.COOKIE not in browser.cookies
    assert accounts.every(database) == ()


def test_who_was_ended_here_stays_out(database: Database, browser: TestClient, base: str) -> None:
    browser.get(confirmed(browser, base, "wang"))
    accounts.end(database, accounts.every(database)[0].name, "shell")
    answer = browser.get(confirmed(browser, base, "wang"))
    assert answer.status_code == 403
    assert "已停用" in answer.text


def test_an_answer_that_nobody_here_asked_for_is_refused(
    visitor: Callable[[], TestClient], base: str
) -> None:
    browser = visitor()
    address = confirmed(browser, base, "wang")
    # Another browser, into which somebody would sign his victim.
    assert visitor().get(address).status_code == 403
    forged = address.replace("state=", "state=x")
    assert browser.get(forged).status_code == 403
    assert browser.get(f"{base}/signin/oidc/callback").status_code == 403
    refused = browser.get(f"{base}/signin/oidc/callback?error=access_denied&error_description=<b>")
    assert (refused.status_code, "<b>" in refused.text) == (403, False)
    assert sessions.COOKIE not in browser.cookies
    # Nor can an answer be used twice.
    address = confirmed(browser, base, "wang")
    assert browser.get(address).status_code == 303
    assert browser.get(address).status_code == 403


def test_nobody_is_led_to_another_site(browser: TestClient, base: str) -> None:
    for address in ("//evil.example", "https://evil.example", "/\\evil.example", "/signin/oidc"):
        answer = browser.get(confirmed(browser, base, "wang", address))
        assert answer.headers["location"] == f"{base}/"


def test_a_service_that_is_away_is_said_and_accounts_of_here_work(
    database: Database, browser: TestClient, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_OIDC_ISSUER", "http://127.0.0.1:9")
    oidc._client.cache_clear()
    answer = browser.get(f"{base}/signin/oidc")
    assert answer.status_code == 502
    assert "暂时没有应答" in answer.text
    accounts.add(database, "wang", "steward", "", "correct horse battery", "shell")
    assert 'type="password"' in browser.get(f"{base}/signin").text


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ATLAS_OIDC_ISSUER", "sso.example.cn"),
        ("ATLAS_OIDC_CLIENT_ID", ""),
        ("ATLAS_OIDC_CLIENT_SECRET", ""),
        ("ATLAS_PUBLIC_URL", ""),
        ("ATLAS_PUBLIC_URL", "atlas.example.cn"),
    ],
)
def test_what_cannot_be_used_ends_the_start_with_a_sentence(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SystemExit, match=f"^{variable}"):
        start.prepare()
