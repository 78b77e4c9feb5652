"""Run the command line as ``python -m skmitigate``."""

import sys

from skmitigate._cli._main import main

if __name__ == "__main__":
    sys.exit(main())
