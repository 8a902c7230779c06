"""Text in, corrected text out."""

from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


class TextModelBusy(Exception):
    """Not now: overloaded, out of order or out of reach. Wait, and ask again."""

    def __init__(self, reason: str, retry_after_s: float) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


class TextModelNonsense(Exception):
    """The answer makes no sense. Ask again, a few times."""


class TextModelRefused(Exception):
    """Never: the key is wrong, or there is no such model."""


@dataclass(frozen=True)
class Passage:
    """Segments of a transcript, by their ids. What stands in them is text to correct, whatever it says."""

    instructions: str
    language: str
    segments: Mapping[int, str]


@dataclass(frozen=True)
class Correction:
    """What each segment becomes, and what that took."""

    segments: Mapping[int, str]
    tokens: int = 0
    cost_usd: float = 0.0


class TextModel(Protocol):
    """Accepts any number of passages, and works on a few of them at a time."""

    @property
    def name(self) -> str: ...

    @property
    def key_owner(self) -> UUID | None:
        """The tenant whose own key pays; None for the installation's."""
        ...

    def correct(self, passage: Passage) -> "Future[Correction]":
        """The future raises `TextModelBusy`, `TextModelNonsense` and
        `TextModelRefused`, and nothing else."""
        ...


class TextModels(Protocol):
    """A tenant's own where it has a key for one, else the installation's. Each method raises `Unavailable`
    where nobody can tell."""

    def missing(self, tenant_id: UUID) -> str:
        """What is needed before there is one, and where to put it; empty where nothing is missing."""
        ...

    def at_work(self, tenant_id: UUID, job_id: UUID) -> AbstractContextManager[TextModel]:
        """For one job. Without one, all that is asked is refused."""
        ...
