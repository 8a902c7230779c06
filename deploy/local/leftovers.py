"""Processes of a data folder whose launcher was killed.

On Linux the kernel ends direct children with the launcher, but not what these had started; elsewhere nothing
ends by itself. Every process we start carries its data folder in its environment, so that nothing else is
ever touched, whatever the pids of the past have become.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from deploy.local.process_table import PROC

MARK = "LOCAL_PLATFORM_FOLDER"
GRACE_S = 10.0
POLL_S = 0.05


def mark(folder: Path) -> dict[str, str]:
    """What to add to the environment of every process of that data folder."""
    return {MARK: str(folder)}


def end_leftovers(folder: Path) -> int:
    """End what still runs for that folder, kindly first; how many there were.

    Call only while holding the folder's lock: a running launcher's processes look the same.
    """
    found = _running(folder)
    _signal(found, signal.SIGINT)  # a fast, clean end for PostgreSQL and all others alike
    deadline = time.monotonic() + GRACE_S
    while _running(folder):
        if time.monotonic() > deadline:
            _signal(_running(folder), signal.SIGKILL)
        time.sleep(POLL_S)
    return len(found)


def _running(folder: Path) -> list[int]:
    entry = f"{MARK}={folder}"
    pids = _marked_in_proc(entry) if PROC.is_dir() else _marked_by_ps(entry)
    return [pid for pid in pids if pid != os.getpid()]


def _marked_in_proc(entry: str) -> list[int]:
    wanted = entry.encode()
    processes = (path for path in PROC.iterdir() if path.name.isdecimal())
    return [int(path.name) for path in processes if wanted in _environment(path)]


def _environment(process: Path) -> list[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:  # it ended, or is not ours to look into
        return []


def _marked_by_ps(entry: str) -> list[int]:
    listing = subprocess.run(
        ["ps", "-E", "-x", "-ww", "-o", "pid=,command="], capture_output=True, text=True, check=False
    )
    lines = (line.split() for line in listing.stdout.splitlines())
    return [int(words[0]) for words in lines if entry in words]


def _signal(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
