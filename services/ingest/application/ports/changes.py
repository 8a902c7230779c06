"""Waiting for something to happen to a recording, without asking all the time."""

from contextlib import AbstractContextManager
from typing import Protocol
from uuid import UUID


class Watch(Protocol):
    def wait(self, timeout_s: float) -> bool:
        """True as soon as the recording may have changed since the last call (or since the watch began)."""
        ...


class Changes(Protocol):
    def watch(self, recording_id: UUID) -> AbstractContextManager[Watch]:
        """Begin before reading the recording, so that no change falls between."""
        ...
