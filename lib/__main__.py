"""`python -m lib`."""

import sys

from lib.command.main import main

sys.exit(main())
