"""`rostrum usage`: what was used, and what may be."""

import argparse
from collections.abc import Sequence
from math import ceil

from rostrum_client.cli.surroundings import Surroundings
from rostrum_client.terminal.tables import listed
from rostrum_client.usage import Limit, UsageTotal


def usage(arguments: argparse.Namespace, around: Surroundings) -> None:
    with around.client(arguments) as client:
        limits = client.usage.limits()
        totals = list(client.usage.totals(arguments.by, since=arguments.since, until=arguments.until))
    console = around.console()
    console.print(listed(("Limit", "Used", "Of", "Free again"), [_limit(limit) for limit in limits]))
    if totals:
        names = (arguments.by.capitalize(), "Units", "Unit", "USD", "Acts", "Paid by")
        console.print()
        console.print(listed(names, [_total(total) for total in totals]))


def _limit(limit: Limit) -> Sequence[str]:
    used = "?" if limit.used is None else f"{limit.used:g}"
    quota = "no limit" if limit.quota is None else f"{limit.quota:.15g}"
    return limit.name, used, quota, _soon(limit.resets_in_s) if limit.resets_in_s else ""


def _soon(seconds: float) -> str:
    minutes = ceil(seconds / 60)
    if seconds < 60:
        return f"in {seconds:.0f} s"
    return f"in {minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"in {minutes} min"


def _total(total: UsageTotal) -> Sequence[str]:
    payer = "own key" if total.own_key else "installation"
    return total.key, f"{total.units:g}", total.unit, f"{total.cost_usd:.4f}", str(total.acts), payer
