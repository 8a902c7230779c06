"""Who can judge an answer in words."""

from collections.abc import Sequence
from typing import Protocol

from services.analyze.domain.content.judging import GivenJudgement


class NoJudgement(Exception):
    """The model could not be asked, or what it answered is of no use."""


class TextModel(Protocol):
    def judge(self, system: str, user: str, criteria: Sequence[str]) -> GivenJudgement:
        """One answer about all the criteria, within a deadline. Raises NoJudgement, or Unavailable when this
        process ends."""
        ...
