"""Where the packed program without a window begins."""

import sys

from crm.cli import main

if __name__ == "__main__":
    sys.exit(main())
