"""`python -m lib.serve`: several processes of the app, and HAProxy before them.

Returns 0 when it was ended by a signal, 1 where it cannot start; what is wrong stands on stderr.
SIGHUP restarts the processes one after another.
"""

import argparse
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack

from lib.base import settings
from lib.base.files import write_whole
from lib.base.problems import DataProblem
from lib.serve import proxy
from lib.serve.children import Child, Worker
from lib.serve.fleet import Fleet
from lib.serve.secret import cookie_secret


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until a signal ends it; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lib.serve", description="京津冀创新资源看板")
    parser.add_argument("--port", type=int, default=8501, help="of this machine; default 8501")
    parser.add_argument("--workers", type=_positive, default=2, help="processes; default 2")
    given = parser.parse_args(arguments)
    program = proxy.find()
    if program is None:
        install = proxy.install_command()
        return _fail(
            f"缺少 HAProxy，请先安装：{install}", f"HAProxy is missing; install it: {install}"
        )
    if not _is_free(given.port):
        return _fail(
            f"端口 {given.port} 已被占用，请用 PORT= 另选一个。",
            f"Port {given.port} is taken; choose another with PORT=.",
        )
    state = settings.state_folder().resolve()
    below = settings.base_path()
    path = state / f"haproxy-{given.port}.cfg"
    ports = {f"w{n + 1}": port for n, port in enumerate(_free_ports(given.workers))}
    try:
        state.mkdir(parents=True, exist_ok=True)
        shared = {
            settings.STATE.variable: str(state),
            settings.COOKIE_SECRET: settings.cookie_secret() or cookie_secret(state),
        }
        write_whole(path, proxy.config(given.port, ports, f"{below}/readyz").encode())
        metrics = [_metrics(n) for n in range(given.workers)]
    except DataProblem as error:
        return _fail(*str(error).splitlines())
    except OSError as error:
        reason = error.strerror or error
        return _fail(f"无法写入 {state}：{reason}", f"Cannot write to {state}: {reason}")
    command = [program, "-db", "-f", str(path)]
    if subprocess.run([*command, "-c", "-q"], check=False).returncode:
        return _fail(f"HAProxy 不接受 {path}。", f"HAProxy does not accept {path}.")
    workers = [
        Worker(name, port, shared | own, f"{below}/readyz")
        for (name, port), own in zip(ports.items(), metrics, strict=True)
    ]
    print(f"pid {os.getpid()}; rolling restart: kill -HUP {os.getpid()}", flush=True)
    Fleet(workers, Child("haproxy", command, {}), f"http://127.0.0.1:{given.port}{below}").run()
    return 0


def _metrics(n: int) -> dict[str, str]:
    """The environment in which the figures of worker `n` have a port of their own."""
    port = settings.metrics_port()
    return {settings.METRICS_PORT.variable: str(port + n)} if port else {}


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError
    return number


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As HAProxy itself would: connections that are being closed are no hindrance.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def _fail(zh: str, en: str) -> int:
    print(f"{zh}\n{en}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
