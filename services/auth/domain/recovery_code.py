"""Recovery codes: for the day on which the phone or the key is gone."""

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from services.auth.domain.second_factor import Enrolment

AMOUNT = 10
_BYTES = 10
_GROUP = 4


@dataclass(frozen=True)
class RecoveryCode:
    """80 random bits in groups of four: too many to try, so that a plain hash can't be guessed back."""

    text: str = field(repr=False)

    @classmethod
    def typed(cls, text: str) -> "RecoveryCode":
        """However people write it down: case, spaces and dashes do not matter."""
        return cls("".join(text.lower().replace("-", "").split()))

    @property
    def shown(self) -> str:
        return "-".join(self.text[at : at + _GROUP] for at in range(0, len(self.text), _GROUP))

    @property
    def digest(self) -> bytes:
        """What is stored."""
        return hashlib.sha256(self.text.encode()).digest()


def new_codes(random: Callable[[int], bytes]) -> Sequence[RecoveryCode]:
    """A user's whole set."""
    return [RecoveryCode(base64.b32encode(random(_BYTES)).decode().lower()) for _ in range(AMOUNT)]


def codes_for(enrolment: Enrolment, random: Callable[[int], bytes]) -> Sequence[RecoveryCode]:
    """What comes with a new factor: a set with the first one."""
    return () if enrolment.exists else new_codes(random)
