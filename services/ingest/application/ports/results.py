"""What the later stages made of a recording; they own it, we fetch it on the caller's behalf."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class ReportFormat(StrEnum):
    JSON = "json"
    MARKDOWN = "markdown"


@dataclass(frozen=True)
class Document:
    """A file for people or programs, ready to be handed out."""

    media_type: str
    filename: str
    content: bytes


@dataclass(frozen=True)
class Caller:
    """On whose behalf others are asked; the token is passed on, never kept."""

    tenant_id: UUID
    access_token: str


class Results(Protocol):
    """Each raises `NotFound` until there is one, and `Unavailable` when its owner can't be reached."""

    def transcript(self, caller: Caller, recording_id: UUID) -> Mapping[str, object]: ...

    def analysis(self, caller: Caller, recording_id: UUID) -> Mapping[str, object]: ...

    def report(self, caller: Caller, recording_id: UUID, kind: ReportFormat) -> Document: ...
