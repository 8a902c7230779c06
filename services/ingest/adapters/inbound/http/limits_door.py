"""What the caller may use, over HTTP, and what is used of it."""

from collections.abc import Callable, Iterator
from math import ceil

from pydantic import Field

from chassis.errors import Standing
from chassis.web import Call, Caller, Limits, Operation, Reply, View
from services.ingest.application.use_cases.read_use import ReadUse, Use
from services.ingest.domain.allowance import AUDIO_MINUTES, DAY_S, Allowance

PATH = "/v1/users/me/limits"


class LimitUseView(View):
    name: str = Field(description="`requests`, `uploads`, `audio_minutes`, `engine_usd` or `stored_bytes`.")
    quota: float | None = Field(description="How much there may be; null: as much as you like.")
    used: float | None = Field(description="Null where that can't be told just now.")
    window_s: int = Field(description="Seconds that `quota` is for; 0: all the time.")
    resets_in_s: float | None = Field(
        description="Seconds until all of it is free again; for `audio_minutes` until there is room for "
        "another recording, 0 where there is; null where nothing frees itself."
    )


class LimitsView(View):
    """Those of the highest role."""

    items: list[LimitUseView]


class LimitsDoor:
    """The handler of the caller's limits; its docstring is the API's documentation."""

    def __init__(
        self, read_use: ReadUse, limits: Limits, allowance_of: Callable[[Caller], Allowance]
    ) -> None:
        self._read_use = read_use
        self._limits = limits
        self._allowance_of = allowance_of

    def operations(self) -> list[Operation]:
        shown = {200: LimitsView}
        return [Operation("GET", PATH, self.read_limits, "Limits", "user", shown, scope="usage:read")]

    def read_limits(self, call: Call) -> Reply:
        """Read your limits

        What you may use, what is used of it, and when it is free again. `requests` are counted for each
        service apart; these are the ones of recordings.
        """
        allowance = self._allowance_of(call.user)
        use = self._read_use(call.user.tenant_id, call.user.user_id, allowance)
        rates = [_of_rate(standing) for standing in self._limits.look(call)]
        return Reply(LimitsView(items=[*rates, *_of_use(allowance, use)]))


def _of_rate(standing: Standing) -> LimitUseView:
    return LimitUseView(
        name=standing.name,
        quota=standing.quota,
        used=standing.used,
        window_s=standing.window_s,
        resets_in_s=standing.reset_s,
    )


def _of_use(allowance: Allowance, use: Use) -> Iterator[LimitUseView]:
    yield LimitUseView(
        name=AUDIO_MINUTES,
        quota=None if allowance.audio_s is None else allowance.audio_s / 60,
        used=round(use.audio.used_s / 60, 2),
        window_s=DAY_S,
        resets_in_s=ceil(use.audio.frees_in_s),
    )
    spent = use.spending
    caps = (allowance.spend_usd, spent.cap_usd if spent else None)
    yield LimitUseView(
        name="engine_usd",
        quota=min((cap for cap in caps if cap is not None), default=None),
        used=spent.spent_usd if spent else None,
        window_s=DAY_S,
        resets_in_s=ceil(spent.resets_in_s) if spent else None,
    )
    yield LimitUseView(
        name="stored_bytes",
        quota=allowance.stored_bytes,
        used=use.stored_bytes,
        window_s=0,
        resets_in_s=None,
    )
