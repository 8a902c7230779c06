"""File systems of a scenario's own: an ext4 image whose power can be cut, and small ones that fill up."""

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

MIB = 1024 * 1024
PAGE = 4096
COMMIT_S = 600
"""So long ext4 may keep for itself what nobody has synced: nothing is written by the way."""


def mounted_image(image: Path, at: Path) -> AbstractContextManager[None]:
    """The ext4 file system in a file; its loop device goes with the mount."""
    return _mounted(at, "-o", f"loop,commit={COMMIT_S}", str(image))


def new_image(file: Path, size_mib: int) -> Path:
    """Sparse: it takes what is written to it."""
    with file.open("wb") as image:
        image.truncate(size_mib * MIB)
    _run("mkfs.ext4", "-q", str(file))
    return file


def copy_as_it_is(image: Path, copy: Path) -> None:
    """What the disk has got so far; what only the kernel's memory has is not in it."""
    _run("cp", "--sparse=always", str(image), str(copy))


@dataclass(frozen=True)
class SmallDisk:
    """A file system in memory, on the folder of one server."""

    folder: Path

    @contextmanager
    def full(self) -> Iterator[None]:
        """Somebody else's file takes what is left, and is deleted after the block."""
        filler = self.folder / ".filler"
        try:
            with filler.open("wb") as file:
                _take_all(file.fileno())
            yield
        finally:
            filler.unlink(missing_ok=True)


def _take_all(descriptor: int) -> None:
    """In ever smaller steps, since others take what they need meanwhile."""
    size, step = 0, 64 * MIB
    while step >= PAGE:
        try:
            os.posix_fallocate(descriptor, size, step)
            size += step
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            step //= 2


@contextmanager
def small_disk(folder: Path, size_mib: int) -> Iterator[SmallDisk]:
    with _mounted(folder, "-t", "tmpfs", "-o", f"size={size_mib}m,mode=0700", "rostrum-faults"):
        yield SmallDisk(folder)


@contextmanager
def _mounted(at: Path, *what: str) -> Iterator[None]:
    at.mkdir(parents=True, exist_ok=True)
    _run("mount", *what, str(at))
    with _keeper(at):
        yield


@contextmanager
def _keeper(at: Path) -> Iterator[None]:
    """A process that unmounts at the end of our pipe, however we end.

    Lazily: what still holds a file of it keeps nothing mounted for those who come after.
    """
    command = ["sh", "-c", 'read -r _; umount --lazy "$0"', str(at)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True) as keeper:
        yield
    assert keeper.returncode == 0, f"{at} stays mounted"


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr.strip()}"
