"""Rebuilds register and search index: `python -m lib.register`."""

import sys

from lib.register import main

sys.exit(main())
