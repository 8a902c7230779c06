"""One owner per data folder.

nats-server would start twice on one store without a complaint.
"""

import fcntl
import os
from pathlib import Path

from deploy.local.faults import AlreadyRunning


class FolderLock:
    """An exclusive lock that the kernel drops when its last holder ends; `note` tells others who holds it.

    Pass `fd` to a server's process to keep the folder locked for as long as that process lives.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = folder / ".lock"
        self.fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self.fd)
            holder = self._path.read_text() or "another process"
            raise AlreadyRunning(f"{folder} is in use by {holder}") from None
        self.write_note(f"process {os.getpid()}")

    def write_note(self, text: str) -> None:
        """What another process is told about the holder."""
        os.ftruncate(self.fd, 0)
        os.pwrite(self.fd, text.encode(), 0)

    def release(self) -> None:
        os.close(self.fd)
