"""Seconds for a deck of all scenes: `python -m bench.slides`.

The first is made right after start, boundaries and font still on disk; the second is what a further
view costs. The presentation page keeps what it has made, so that the same view costs nothing.
"""

from collections.abc import Callable
from time import perf_counter, process_time

from lib import scenes
from lib.outputs.slides import formats as slides
from tests.editions import live_edition


def timed(name: str, make: Callable[[], bytes]) -> None:
    """Print what `make` costs, and how large what it returns is."""
    wall, cpu = perf_counter(), process_time()
    size = len(make())
    wall, cpu = perf_counter() - wall, process_time() - cpu
    print(f"{name}: {wall:.1f} s, {cpu:.1f} s of processor time, {size / 1000:.0f} kB")


def main() -> None:
    """Print a line for each kind of file."""
    entries = live_edition()
    start = perf_counter()
    shown = scenes.scenes(entries, entries.filter(), "zh")
    print(f"{len(shown)} scenes as words and numbers: {1000 * (perf_counter() - start):.0f} ms")
    timed("PPTX, first", lambda: slides.to_pptx(shown, entries, "zh"))
    timed("PPTX, second", lambda: slides.to_pptx(shown, entries, "zh"))
    timed("PDF", lambda: slides.to_pdf(shown, entries, "zh"))
    timed("one scene as PNG", lambda: slides.to_png(shown[1], entries, "zh"))


if __name__ == "__main__":
    main()
