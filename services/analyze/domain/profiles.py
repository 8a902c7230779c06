"""The occasions of speaking and their thresholds. The numbers are data: see the adapter that reads them."""

from collections.abc import Mapping
from dataclasses import dataclass

DEFAULT = "presentation"

Limits = tuple[float, float]


@dataclass(frozen=True)
class Profile:
    """Rates are words per minute; times are seconds; fillers are per minute."""

    name: str
    wpm_acceptable: Limits
    wpm_ideal: Limits
    # The shortest silence that counts as a pause.
    minimum_pause_s: float
    # From which length a pause is long, within a clause and at the end of one.
    long_mid_clause_s: float
    long_boundary_s: float
    fillers_ok: float
    fillers_many: float
    # Standard deviation of the pitch by its mean, over 10 s.
    pitch_variation_ideal: Limits


Profiles = Mapping[str, Profile]


def profile_named(name: str, profiles: Profiles) -> Profile:
    """The profile of this name; a name that is not known is treated as a presentation."""
    return profiles.get(name, profiles[DEFAULT])
