"""What a client was promised, on its own disk before it counts."""

import os
import threading
from pathlib import Path


class Ledger:
    """Ids of what was acknowledged; from any number of threads."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("a+")
        self._lock = threading.Lock()

    def note(self, acknowledged: str) -> None:
        with self._lock:
            self._file.write(f"{acknowledged}\n")
            self._file.flush()
            os.fsync(self._file.fileno())

    def ids(self) -> list[str]:
        with self._lock:
            self._file.seek(0)
            return self._file.read().split()

    def close(self) -> None:
        self._file.close()
