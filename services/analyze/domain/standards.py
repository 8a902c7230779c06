"""What speech is held against here: data that an operator may change."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.analyze.domain.profiles import Profiles


@dataclass(frozen=True)
class Standards:
    profiles: Profiles
    # Words and phrases that may exclude somebody, each with what could be said instead.
    replaceable: Mapping[str, str]
