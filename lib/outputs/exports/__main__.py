"""Writes an extract of the register: `python -m lib.outputs.exports`."""

import sys

from lib.outputs.exports import main

sys.exit(main())
