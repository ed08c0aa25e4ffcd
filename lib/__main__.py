"""`python -m lib`."""

import sys

from lib.outputs.command import main

sys.exit(main())
