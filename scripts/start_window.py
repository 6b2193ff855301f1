"""Where the packed program with a window begins."""

import sys

from ui.app import main

if __name__ == "__main__":
    sys.exit(main())
