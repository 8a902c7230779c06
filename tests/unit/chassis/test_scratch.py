"""Trouble with temporary files: what is an outage, and what is not."""

import errno
import os

import pytest

from chassis.errors import Unavailable
from chassis.scratch import room_for_files


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_an_outage(number: int) -> None:
    with pytest.raises(Unavailable) as caught, room_for_files():
        raise OSError(number, os.strerror(number))
    assert caught.value.code == "scratch_full"


def test_other_trouble_stays_what_it_is() -> None:
    with pytest.raises(FileNotFoundError), room_for_files():
        raise FileNotFoundError
