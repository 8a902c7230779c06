"""The analyses of recordings; analyze owns them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from services.ingest.domain.brief import Brief


@dataclass(frozen=True)
class Renewal:
    """What is to be made anew, and against what; empty means all, and what the recording was sent with."""

    analyses: tuple[str, ...] = ()
    brief: Brief = field(default_factory=Brief)


@dataclass(frozen=True)
class Renewed:
    """The promised version; the analysis is there where it was made in time."""

    version: int
    analysis: Mapping[str, object] | None


class Analyses(Protocol):
    """Asked on behalf of the caller; what is not there, or not the caller's, raises `NotFound`."""

    def read(self, recording_id: UUID, version: int) -> Mapping[str, object]:
        """0 is the newest."""
        ...

    def renew(self, recording_id: UUID, renewal: Renewal, wait_s: float) -> Renewed:
        """Raises `Conflict` while another version is being made."""
        ...

    def compare(self, before: UUID, after: UUID) -> Mapping[str, object]:
        """Raises `InvalidInput` for recordings that are no two takes of one thing."""
        ...
