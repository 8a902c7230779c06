"""What an account may do, by the highest role in its access token: numbers with names, from one file."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from math import inf, isfinite
from pathlib import Path
from typing import Any

from chassis.rate_limits import Limit
from chassis.settings import SettingsError

BUILT_IN = Path(__file__).with_name("limits.toml")
ROLES = ("user", "coach", "service", "admin")
"""From the lowest."""
_WINDOWS_S = {"_per_minute": 60, "_per_hour": 3600}


class RoleLimits:
    """`amounts` are by name and role; every name has every role, and `inf` is no limit."""

    def __init__(self, amounts: Mapping[str, Mapping[str, float]]) -> None:
        self._amounts = amounts
        self._rates = {role: _rates(amounts, role) for role in ROLES}

    @property
    def names(self) -> Collection[str]:
        return self._amounts.keys()

    def amount(self, name: str, roles: Sequence[str]) -> float:
        return self._amounts[name][_highest(roles)]

    def rates(self, roles: Sequence[str]) -> Mapping[str, Limit]:
        """Those that are in a minute or an hour, by their names without that."""
        return self._rates[_highest(roles)]


def read_role_limits(replacing: Path | None = None) -> RoleLimits:
    """The built-in limits, with what `replacing` says instead; SettingsError where that makes no sense."""
    amounts = {name: dict(table) for name, table in _tables(BUILT_IN).items()}
    for name, table in (_tables(replacing) if replacing else {}).items():
        if name not in amounts or not isinstance(table, dict):
            raise SettingsError([f"limits_file: there is no limit {name!r}; there are {', '.join(amounts)}"])
        amounts[name] |= {role: _amount(name, role, value) for role, value in table.items()}
    return RoleLimits(amounts)


def _highest(roles: Sequence[str]) -> str:
    """Everybody is a user at least; names that are none of ours say nothing."""
    return max((role for role in roles if role in ROLES), key=ROLES.index, default=ROLES[0])


def _rates(amounts: Mapping[str, Mapping[str, float]], role: str) -> dict[str, Limit]:
    rates: dict[str, Limit] = {}
    for name, by_role in amounts.items():
        for suffix, window_s in _WINDOWS_S.items():
            if name.endswith(suffix) and isfinite(by_role[role]):
                counted = name.removesuffix(suffix)
                rates[counted] = Limit(counted, int(by_role[role]), window_s, counted)
    return rates


def _amount(name: str, role: str, value: object) -> float:
    if role not in ROLES:
        raise SettingsError(
            [f"limits_file: [{name}] there is no role {role!r}; there are {', '.join(ROLES)}"]
        )
    least = 1 if name.endswith(tuple(_WINDOWS_S)) else 0
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= inf:
        raise SettingsError([f"limits_file: [{name}] {role}: must be a number from {least}, or inf"])
    return value


def _tables(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise SettingsError([f"limits_file: can't be read: {error}"]) from error
