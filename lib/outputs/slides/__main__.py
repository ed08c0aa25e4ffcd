"""Writes a deck: `python -m lib.outputs.slides`."""

import sys

from lib.outputs.slides import main

sys.exit(main())
