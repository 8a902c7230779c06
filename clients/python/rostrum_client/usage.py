"""What was used, and what may be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rostrum_client.paging import every_item, items_of
from rostrum_client.transport import Call, Transport

Grouping = Literal["day", "provider", "operation"]
GROUPINGS: tuple[Grouping, ...] = ("day", "provider", "operation")
_PATH = "/v1/usage"


@dataclass(frozen=True)
class Limit:
    """One limit. `quota` is None where there is none, `used` where that can't be told just now.

    `window_s` is what the quota is for, 0 for all the time; `resets_in_s` is None where nothing frees itself.
    """

    name: str
    quota: float | None
    used: float | None
    window_s: int
    resets_in_s: float | None


@dataclass(frozen=True)
class UsageTotal:
    """All acts of a day, a provider or an operation that have one unit and one payer."""

    key: str
    unit: str
    own_key: bool
    units: float
    cost_usd: float
    acts: int


class Usage:
    """That of one user; `RostrumClient.usage` is one."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def limits(self) -> Sequence[Limit]:
        """What you may use, what is used of it and when it is free again."""
        answer = self._transport.send(Call("GET", "/v1/users/me/limits"))
        return [
            Limit(
                name=str(item["name"]),
                quota=_number(item.get("quota")),
                used=_number(item.get("used")),
                window_s=int(_number(item.get("window_s")) or 0),
                resets_in_s=_number(item.get("resets_in_s")),
            )
            for item in items_of(answer)
        ]

    def totals(self, by: Grouping = "day", *, since: str = "", until: str = "") -> Iterator[UsageTotal]:
        """From `since` on and before `until`, days or moments in ISO 8601."""
        params = {"group": by} | _between(since, until)
        return (
            UsageTotal(
                key=str(item["key"]),
                unit=str(item["unit"]),
                own_key=bool(item["own_key"]),
                units=_number(item["units"]) or 0.0,
                cost_usd=_number(item["cost_usd"]) or 0.0,
                acts=int(_number(item["acts"]) or 0),
            )
            for item in every_item(self._transport, _PATH, params)
        )

    def entries(self, *, since: str = "", until: str = "") -> Iterator[Mapping[str, object]]:
        """Every single act, the newest first."""
        return every_item(self._transport, _PATH, _between(since, until))


def _between(since: str, until: str) -> dict[str, str]:
    return {name: value for name, value in (("since", since), ("until", until)) if value}


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
