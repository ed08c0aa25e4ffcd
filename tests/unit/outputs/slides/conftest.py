"""What the tests of slides share."""

import io

import pytest
from PIL import Image

from lib.drawing import svg


@pytest.fixture
def plain_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Maps of one pixel, where they are not what is tested."""
    pixel = io.BytesIO()
    Image.new("RGB", (1, 1)).save(pixel, "png")
    monkeypatch.setattr(svg, "to_png", lambda *_: pixel.getvalue())
