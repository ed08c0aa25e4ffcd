"""What lies in deploy/ is accepted by the programs it is for; the two proxies' examples are run, in
front of two processes, with other ports and paths."""

import asyncio
import os
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse, HTTPSConnection
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect

from bench.servers import free_port
from bench.viewer import Viewer
from tests import machine
from tests.conftest import ROOT
from tests.servers.fleet import Fleet, get, wait_for
from tests.servers.forger import Forger, assert_counted_by_where_he_is

DEPLOY = ROOT / "deploy"
HOST = "atlas.example.org"
UNIT = DEPLOY / "systemd" / "atlas@.service"


@pytest.fixture(scope="module")
def fleet() -> Iterator[Fleet]:
    running = Fleet()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the host's own certificate and key, apart and in one file."""
    folder = tmp_path_factory.mktemp("tls")
    program = machine.find_program("openssl")
    assert program
    line = [program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj"]
    line += [f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    line += ["-keyout", "atlas.key", "-out", "atlas.crt"]
    subprocess.run(line, cwd=folder, check=True, stderr=subprocess.DEVNULL)
    both = (folder / "atlas.crt").read_text() + (folder / "atlas.key").read_text()
    (folder / "atlas.pem").write_text(both)
    return folder


@dataclass(frozen=True)
class Proxy:
    """A proxy that runs: its ports for http and https, and what its certificate is checked by."""

    http: int
    https: int
    context: ssl.SSLContext

    def ask(
        self, address: str, host: str = HOST, method: str = "GET", **request: object
    ) -> tuple[int, dict[str, str]]:
        """An answer's status and headers."""
        with self.answer(address, host, method, **request) as answer:
            answer.read()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}

    @contextmanager
    def answer(
        self, address: str, host: str, method: str, **request: object
    ) -> Iterator[HTTPResponse]:
        connection = HTTPSConnection("127.0.0.1", self.https, context=self.context, timeout=30)
        headers = {"Host": host, **request.pop("headers", {})}  # type: ignore[dict-item]
        try:
            connection.request(method, address, headers=headers, **request)  # type: ignore[arg-type]
            yield connection.getresponse()
        finally:
            connection.close()


def haproxy(text: str, folder: Path) -> list[str]:
    program = machine.find_program("haproxy")
    assert program
    for line in ("user haproxy", "group haproxy", "chroot /var/lib/haproxy", "log /dev/log local0"):
        assert f"    {line}\n" in text
        text = text.replace(f"    {line}\n", "")
    (folder / "haproxy.cfg").write_text(text)
    return [program, "-db", "-f", str(folder / "haproxy.cfg")]


def nginx(text: str, folder: Path) -> list[str]:
    program = machine.find_program("nginx")
    assert program
    paths = "".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off; {paths}\n{text}\n}}\n"
    )
    return [program, "-p", str(folder), "-c", str(folder / "nginx.conf")]


KINDS = {"haproxy": (DEPLOY / "haproxy.cfg", haproxy), "nginx": (DEPLOY / "nginx.conf", nginx)}
Start = Callable[..., Proxy]


@pytest.fixture(scope="module", params=KINDS)
def start(
    request: pytest.FixtureRequest,
    fleet: Fleet,
    certificate: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Start]:
    """A function that runs one kind of proxy before the fleet's workers, its example changed."""
    example, command = KINDS[request.param]
    with ExitStack() as stack:

        def run(**changes: str) -> Proxy:
            http, https = free_port(), free_port()
            text = example.read_text("utf-8")
            w1, w2 = fleet.ports.values()
            changes |= {
                "bind :80": f"bind 127.0.0.1:{http}",
                "bind :443": f"bind 127.0.0.1:{https}",
                "listen 80": f"listen 127.0.0.1:{http}",
                "listen 443": f"listen 127.0.0.1:{https}",
                "127.0.0.1:8501": f"127.0.0.1:{w1}",
                "127.0.0.1:8502": f"127.0.0.1:{w2}",
                "/etc/haproxy/": f"{certificate}/",
                "/etc/nginx/": f"{certificate}/",
            }
            for old, new in changes.items():
                text = text.replace(old, new)
            folder = tmp_path_factory.mktemp(request.param)
            line = command(text, folder)
            check = "-c" if request.param == "haproxy" else "-t"
            subprocess.run([*line, check], check=True, capture_output=True)
            process = subprocess.Popen(line)
            stack.callback(process.wait, 30)
            stack.callback(process.terminate)
            context = ssl.create_default_context(cafile=str(certificate / "atlas.crt"))
            context.check_hostname = False  # It is asked for by its address.
            proxy = Proxy(http, https, context)
            wait_for(lambda: get(http)[0] or process.poll() is not None, request.param)
            assert process.poll() is None, f"{request.param} did not start"
            return proxy

        yield run


@pytest.fixture(scope="module")
def proxy(start: Start) -> Proxy:
    return start()


def test_pages_come_by_tls_only(proxy: Proxy) -> None:
    status, headers = proxy.ask("/map?park=tianjin")
    assert status == 200
    assert headers["strict-transport-security"] == "max-age=31536000"
    name, *attributes = headers["set-cookie"].split("; ")
    assert name.lower().startswith("atlas=")
    assert {"HttpOnly", "SameSite=Lax"} <= set(attributes)
    assert "secure" in headers["set-cookie"].lower()
    with socket.create_connection(("127.0.0.1", proxy.http)) as plain:
        plain.sendall(f"GET /map?park=tianjin HTTP/1.0\r\nHost: {HOST}\r\n\r\n".encode())
        answer = plain.makefile().read()
    assert " 301 " in answer.splitlines()[0]
    assert f"ocation: https://{HOST}/map?park=tianjin" in answer


def test_whoever_has_the_cookie_is_given_no_other(proxy: Proxy) -> None:
    cookie = proxy.ask("/")[1]["set-cookie"].partition(";")[0]
    assert "set-cookie" not in proxy.ask("/", headers={"Cookie": cookie})[1]


def test_another_name_is_refused(proxy: Proxy) -> None:
    for host in ("evil.example", f"{HOST}.evil.example", "127.0.0.1"):
        assert proxy.ask("/", host)[0] == 421
    assert get(proxy.http, "/")[0] == 421
    assert proxy.ask("/", f"{HOST}:{proxy.https}")[0] == 200


@pytest.mark.parametrize("address", ["/metrics", "/%6Detrics", "/_stcore/metrics", "/metrics?a=b"])
def test_figures_are_not_passed_on(proxy: Proxy, address: str) -> None:
    assert proxy.ask(address)[0] == 404


def test_a_large_body_is_refused(proxy: Proxy) -> None:
    headers = {"Content-Length": str(2 << 20), "Expect": "100-continue"}
    assert proxy.ask("/", method="PUT", headers=headers)[0] == 413


class Browser(Viewer):
    """A viewer that comes by TLS, under the host's name."""

    def __init__(self, proxy: Proxy, cookie: str, session: str = "") -> None:
        super().__init__(proxy.https, "", cookie, session)
        self._proxy = proxy

    async def connect(self) -> ClientConnection:
        context = self._proxy.context
        place = {"host": "127.0.0.1", "port": self._proxy.https, "ssl": context}
        url, origin = f"wss://{HOST}/_stcore/stream", f"https://{HOST}"
        return await connect(url, origin=origin, **place, **self.handshake())  # type: ignore[arg-type]


def test_a_viewer_stays_with_the_process_that_holds_his_session(proxy: Proxy) -> None:
    async def scene() -> None:
        for _ in range(4):
            cookie = proxy.ask("/")[1]["set-cookie"].partition(";")[0]
            async with Browser(proxy, cookie) as first:
                await first.open("park=tianjin")
            for _ in range(3):
                async with Browser(proxy, cookie, first.session) as again:
                    await again.open("park=tianjin")
                assert again.session == first.session

    asyncio.run(scene())


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has one local address")
def test_nobody_is_where_he_claims_to_be(proxy: Proxy) -> None:
    # Both proxies stand before the same two processes, which count on.
    net = f"127.{proxy.https // 256}.{proxy.https % 256}"
    place = {"url": f"wss://{HOST}/_stcore/stream", "origin": f"https://{HOST}"}

    def forger(source: str, number: int) -> Forger:
        return Forger(proxy.https, source, number, ssl=proxy.context, **place)

    asyncio.run(assert_counted_by_where_he_is(forger, f"{net}.2", f"{net}.3"))


def test_nobody_sees_that_a_process_has_died(proxy: Proxy, fleet: Fleet) -> None:
    cookies = [proxy.ask("/")[1]["set-cookie"].partition(";")[0] for _ in range(6)]
    fleet.kill("w1")
    for cookie in cookies:
        assert proxy.ask("/", headers={"Cookie": cookie})[0] == 200
    fleet.await_ready()


@pytest.fixture(scope="module")
def strict(start: Start) -> Proxy:
    """The same proxy, sooner at its limits."""
    changes = {
        "timeout http-request 10s": "timeout http-request 1s",
        "client_header_timeout 10s": "client_header_timeout 1s",
        "gt 600": "gt 20",
        "rate=60r/s": "rate=1r/s",
        "burst=300": "burst=20",
    }
    return start(**changes)


def test_who_does_not_finish_his_head_is_cut_off(strict: Proxy) -> None:
    with socket.create_connection(("127.0.0.1", strict.https), timeout=30) as raw:
        connection = strict.context.wrap_socket(raw, server_hostname=HOST)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: atl")
        answer = b""
        try:
            while part := connection.recv(1000):
                answer += part
        except (ConnectionError, ssl.SSLError):
            pass
    assert answer[:12] in (b"", b"HTTP/1.1 408", b"HTTP/1.0 408")


def test_who_asks_too_often_is_told(strict: Proxy) -> None:
    statuses = [strict.ask("/healthz")[0] for _ in range(60)]
    assert set(statuses) == {200, 429}
    assert statuses[0] == 200
    # Files are not counted: a browser fetches many at once.
    assert strict.ask("/static/nothing.js")[0] in (200, 404)


def test_compose_proxy(tmp_path: Path) -> None:
    program = machine.find_program("haproxy")
    path = DEPLOY / "compose" / "haproxy.cfg"
    subprocess.run([str(program), "-c", "-f", path], check=True, capture_output=True)


def tool(name: str, *arguments: object) -> None:
    """Run a program of the environment; it must be content."""
    line = [str(Path(sys.executable).with_name(name)), *map(str, arguments)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_containerfile() -> None:
    tool("hadolint", DEPLOY / "Containerfile")


def test_compose_file() -> None:
    schema = ("--builtin-schema", "vendor.compose-spec")
    tool("check-jsonschema", *schema, DEPLOY / "compose" / "compose.yaml")


def test_kubernetes_manifest() -> None:
    tool("kubernetes-validate", "--strict", DEPLOY / "kubernetes.yaml")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_units(tmp_path: Path) -> None:
    text = UNIT.read_text("utf-8")
    assert "/opt/atlas/.venv/bin/python" in text
    unit = tmp_path / UNIT.name
    unit.write_text(text.replace("/opt/atlas/.venv/bin/python", sys.executable))
    shutil.copy(UNIT.with_name("atlas.target"), tmp_path)
    verify = ["systemd-analyze", "verify", str(unit), f"{tmp_path}/atlas.target"]
    done = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    # Exposure of 2.0 of 10, in tenths.
    secure = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", str(unit)]
    subprocess.run(secure, check=True, capture_output=True)
