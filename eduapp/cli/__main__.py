"""`python -m eduapp.cli`."""

import sys

from eduapp.cli import main

sys.exit(main())
