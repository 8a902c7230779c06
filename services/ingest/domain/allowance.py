"""What who sends recordings may use, and what is used of it."""

from dataclasses import dataclass
from math import ceil

from chassis.errors import LimitReached, Standing, TooLarge

DAY_S = 86_400
AUDIO_MINUTES = "audio_minutes"


@dataclass(frozen=True)
class Allowance:
    """By the role at the time of sending, and kept with the recording; None: no such limit.

    `audio_s` is of decoded audio in any 24 hours, `spend_usd` what paid engines may cost in a day (UTC).
    """

    audio_s: float | None = None
    spend_usd: float | None = None
    stored_bytes: float | None = None


NO_LIMITS = Allowance()


@dataclass(frozen=True)
class AudioUsed:
    """In the last 24 hours. `frees_in_s`: until less than the limit is used; 0 where it is less already."""

    used_s: float
    frees_in_s: float = 0.0

    def standing(self, limit_s: float) -> Standing:
        used_minutes = round(self.used_s / 60, 2)
        return Standing(AUDIO_MINUTES, limit_s / 60, DAY_S, used_minutes, ceil(self.frees_in_s))


def audio_minutes_used_up(used: AudioUsed, limit_s: float) -> LimitReached:
    """Nobody should try that again by itself for as long."""
    return LimitReached(
        f"{used.used_s / 60:.1f} minutes of audio were worked on for you in the last 24 hours, and your "
        f"limit is {limit_s / 60:g}; there is room again in {_spoken(used.frees_in_s)}.",
        [used.standing(limit_s)],
        retry_after_s=max(1, ceil(used.frees_in_s)),
        code="audio_minutes_used_up",
        retryable=False,
    )


def no_more_room(stored: int, limit: float) -> TooLarge:
    return TooLarge(
        f"You keep {stored / 1e9:.2f} GB of recordings, and your limit is {limit / 1e9:g} GB; "
        "delete some first.",
        code="stored_bytes_used_up",
    )


def _spoken(seconds: float) -> str:
    minutes = ceil(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
