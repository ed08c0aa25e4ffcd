"""Finds a Chromium to test with."""

import shutil

# The shell is Chromium without windows of its own to draw: a fifth less work.
NAMES = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable"),
)
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
# None of the browser's own calls home.
FLAGS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")
# Maps drawn in software, or none at all.
DRAWING = ("--use-angle=swiftshader-webgl", "--enable-unsafe-swiftshader")
MAPLESS = ("--disable-3d-apis",)


def find() -> str | None:
    """Return the path of a Chromium or Chrome on this machine."""
    return next((p for p in map(shutil.which, (*NAMES, MAC)) if p), None)
