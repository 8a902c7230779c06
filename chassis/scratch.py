"""Temporary files. A disk without room for them is an outage, and no fault of what is worked on."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from chassis.errors import Unavailable

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


def no_room() -> Unavailable:
    return Unavailable("There is no room to work on this just now.", code="scratch_full")


@contextmanager
def room_for_files() -> Iterator[None]:
    """Around what writes them: raises `Unavailable` when the disk is full."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise no_room() from error
        raise
