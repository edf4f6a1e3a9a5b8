"""Where the frozen program begins; an installed one begins at the same function."""

import sys

from ui.cli import main

if __name__ == "__main__":
    sys.exit(main())
