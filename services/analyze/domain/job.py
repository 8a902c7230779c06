"""The work on one analysis, and the right to finish it."""

from dataclasses import dataclass
from uuid import UUID

from services.analyze.domain.brief import NOTHING_ASKED, Brief


@dataclass(frozen=True)
class Wish:
    """What is to be made anew, and against what; empty means all, and what the recording was sent with."""

    analyses: tuple[str, ...] = ()
    brief: Brief = NOTHING_ASKED


@dataclass(frozen=True)
class Job:
    """Analyse the recording with this transcript."""

    tenant_id: UUID
    recording_id: UUID
    transcript_id: UUID


@dataclass(frozen=True)
class Renewal:
    """Analyse the recording once more: the result is the version that was promised."""

    tenant_id: UUID
    recording_id: UUID
    version: int
    wish: Wish


@dataclass(frozen=True)
class Attempt:
    """A try at a version; only the newest one may finish it, so a worker that was frozen can't overwrite."""

    tenant_id: UUID
    recording_id: UUID
    version: int
    number: int


@dataclass(frozen=True)
class Recording:
    """What the client sent and asked for."""

    reference_text: str
    profile: str
    language: str
    # Empty means all.
    analyses: tuple[str, ...]
    audio_key: str
    brief: Brief = NOTHING_ASKED
