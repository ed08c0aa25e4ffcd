"""HAProxy before the processes of the app: where it is, and what it is told."""

import shutil
from collections.abc import Mapping
from typing import Final

# Debian keeps it where only root looks for programs.
_FOLDERS: Final = ("", "/usr/sbin/", "/usr/local/sbin/")
_CONFIG: Final = """\
# Made by `make serve` for one run. One to keep, with TLS: deploy/haproxy.cfg
global
    maxconn 4000
    no strict-limits
defaults
    mode http
    timeout connect 2s
    timeout http-request 10s     # the request's head
    timeout http-keep-alive 15s
    timeout client 60s
    timeout server 60s
    timeout tunnel 1h            # WebSockets
    timeout check 5s             # a process that makes slides answers late
    retries 3
    option redispatch 1          # a dead process's viewers go to another at once
    retry-on conn-failure empty-response
frontend atlas
    bind 127.0.0.1:{port}
    default_backend workers
backend workers
    balance leastconn
    cookie ATLAS insert indirect nocache httponly attr SameSite=Lax
    option forwardfor
    option httpchk GET {readyz}
    http-request disable-l7-retry unless METH_GET
    # One that refuses a connection is out at once, and until it serves an edition again.
    default-server check inter 1s fall 3 rise 1 slowstart 5s
    default-server observe layer4 error-limit 1 on-error mark-down
{servers}
"""


def find() -> str | None:
    """Return the path of HAProxy's program."""
    return next(filter(None, (shutil.which(f"{folder}haproxy") for folder in _FOLDERS)), None)


def install_command() -> str:
    """Return the command that installs HAProxy here."""
    return "brew install haproxy" if shutil.which("brew") else "sudo apt-get install -y haproxy"


def config(port: int, workers: Mapping[str, int], readyz: str) -> str:
    """Return the configuration of a proxy on `port` of this machine, before `workers`: their ports
    by name. A viewer's cookie holds the name of his worker; `readyz` is the address at which a
    worker says that it is ready."""
    servers = "\n".join(
        f"    server {name} 127.0.0.1:{worker} cookie {name}" for name, worker in workers.items()
    )
    return _CONFIG.format(port=port, servers=servers, readyz=readyz)
