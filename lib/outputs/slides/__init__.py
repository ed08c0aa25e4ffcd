"""Scenes as slides to hand out: PPTX with native charts and tables, PDF and PNG drawn here."""

from lib.outputs.slides.formats import FORMATS as FORMATS
from lib.outputs.slides.formats import to_pdf as to_pdf
from lib.outputs.slides.formats import to_png as to_png
from lib.outputs.slides.formats import to_pptx as to_pptx
