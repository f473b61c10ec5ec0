"""`python -m aipixel` is the command `ai-pixel`."""

import sys

from aipixel.cli import main

sys.exit(main())
