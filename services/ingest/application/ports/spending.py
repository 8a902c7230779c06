"""What paid engines have cost a user."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Spending:
    """Today (UTC), paid by the installation; `cap_usd` is the operator's limit."""

    spent_usd: float
    cap_usd: float
    resets_in_s: float


class EngineSpending(Protocol):
    def today(self) -> Spending | None:
        """Of the user whose call is answered; None where nobody can tell just now."""
        ...
