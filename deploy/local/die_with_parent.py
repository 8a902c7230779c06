"""Start a program so that it ends when its launcher does, however the launcher ends.

Run by path with the standard library alone: `python -I -S die_with_parent.py PARENT SIGNAL PROGRAM ARG...`.
It asks the kernel for SIGNAL at the launcher's death and becomes PROGRAM. This takes a process of its own
because the request is dropped when a process changes its user or user namespace (which PostgreSQL's start
does first), and because code between fork and exec is unsafe in a launcher with threads. Only Linux offers
this; elsewhere the next start finds what was left over (`deploy.local.leftovers`).
"""

import os
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, signal_number, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent:  # it died before the request was in place
        sys.exit(1)
    os.execvp(program, sys.argv[3:])  # noqa: S606 - the arguments come from the launcher, not from a shell


if __name__ == "__main__":
    main()
