"""Where a run keeps what it makes: in memory, where there is room for it.

Each test has databases of its own, of 300 files each. A disk may take a quarter of a second to make these,
and memory a twentieth of that: on one such machine, seen once, all of `make test` took 40 % longer.
"""

import os
import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM_BYTES = 4 << 30
"""Four times what two test processes were seen to need."""
_CHOICE = "PYTEST_DEBUG_TEMPROOT"
"""pytest's own setting."""


def prefer_memory() -> None:
    """Leaves alone what the user chose, and small memories: a container's has 64 MiB."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM_BYTES:
        os.environ.setdefault(_CHOICE, str(MEMORY))
