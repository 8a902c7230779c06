"""Who can judge an answer in words."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol
from uuid import UUID

from services.analyze.domain.content.judging import GivenJudgement


class NoJudgement(Exception):
    """The model could not be asked, or what it answered is of no use."""


class TextModels(Protocol):
    """A tenant's own where it has a key for one, else the installation's."""

    def at_work(self, tenant_id: UUID, job_id: UUID) -> "AbstractContextManager[TextModel | None]":
        """For one job; None where there is no model. Raises NoJudgement where nobody can tell."""
        ...


class TextModel(Protocol):
    def judge(self, system: str, user: str, criteria: Sequence[str]) -> GivenJudgement:
        """One answer about all the criteria, within a deadline. Raises NoJudgement, or Unavailable when this
        process ends."""
        ...
