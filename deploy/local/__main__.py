"""`python -m deploy.local up | demo | logs | dead-letters`."""

import sys

from deploy.local.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
