"""Finds a Chromium to test with. As a program (`python -m tests.browser.chromium`): installs one
where none is found, or says exactly what to install."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
# Software WebGL, and none of the browser's own calls home.
FLAGS = (
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
)


def find() -> str | None:
    """Return the path of a Chromium or Chrome on this machine."""
    return next((p for p in map(shutil.which, (*NAMES, MAC)) if p), None)


def main() -> int:
    """Make sure there is a browser."""
    if find():
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        packages = ["chromium", "fonts-noto-cjk"]
        subprocess.run(["apt-get", "install", "-y", "-qq", *packages], check=True)
        if find():
            return 0
    print(
        "No Chromium found. Install one, then run make test again:\n"
        "  Debian/Ubuntu/WSL: sudo apt-get install -y chromium fonts-noto-cjk\n"
        "  macOS:             brew install --cask google-chrome",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
