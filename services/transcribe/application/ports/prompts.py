"""Where prompts are kept; they belong to the installation, not to a tenant."""

from collections.abc import Sequence
from typing import Protocol

from services.transcribe.domain.prompts import Prompt, PromptKind


class Prompts(Protocol):
    def active(self, kind: PromptKind) -> Prompt:
        """There always is one."""
        ...

    def find(self, kind: PromptKind, version: int) -> Prompt | None: ...

    def listed(self, kind: PromptKind | None) -> Sequence[Prompt]:
        """By kind, the newest version first; None lists all kinds."""
        ...

    def add(self, kind: PromptKind, text: str) -> Prompt:
        """The next version, not active yet."""
        ...

    def activate(self, kind: PromptKind, version: int) -> Prompt | None:
        """The active one from now on; None where there is no such version."""
        ...
