"""What engines and text models are told; transcribe owns it."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class Prompts(Protocol):
    """Asks on behalf of an administrator, whom transcribe knows by the access token."""

    def listed(self, kind: str) -> Sequence[Mapping[str, object]]:
        """By kind, the newest version first; an empty kind lists all."""
        ...

    def create(self, kind: str, text: str) -> Mapping[str, object]:
        """The next version, not active yet. Raises `InvalidInput`."""
        ...

    def activate(self, kind: str, version: int) -> Mapping[str, object]:
        """Raises `NotFound`."""
        ...
