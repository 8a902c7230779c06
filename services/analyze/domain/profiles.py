"""The occasions of speaking and their thresholds, as data: our synthesis of the measures' sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Profile:
    """Rates are words per minute; times are seconds; fillers are per minute."""

    name: str
    wpm_acceptable: tuple[float, float]
    wpm_ideal: tuple[float, float]
    # The shortest silence that counts as a pause.
    minimum_pause_s: float
    # From which length a pause is long, within a clause and at the end of one.
    long_mid_clause_s: float
    long_boundary_s: float
    fillers_ok: float
    fillers_warn: float


PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        profile.name: profile
        for profile in (
            Profile("presentation", (110, 180), (130, 165), 0.25, 2.5, 4.0, 2, 5),
            Profile("interview", (110, 175), (120, 160), 0.25, 2.0, 4.0, 3, 6),
            Profile("conversation", (110, 200), (130, 180), 0.35, 1.5, 1.5, 4, 8),
            Profile("reading", (130, 200), (150, 190), 0.20, 1.5, 4.0, 1, 3),
            Profile("podcast", (130, 190), (150, 180), 0.25, 2.0, 2.0, 1, 3),
        )
    }
)
DEFAULT_PROFILE = PROFILES["presentation"]


def profile_named(name: str) -> Profile:
    """The profile of this name; a name that is not known is treated as a presentation."""
    return PROFILES.get(name, DEFAULT_PROFILE)
