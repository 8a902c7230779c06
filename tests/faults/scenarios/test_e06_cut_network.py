"""E6: whatever happens on the way to a server, nobody waits for it long, and all is well when it is over."""

import random
import threading
from collections.abc import Mapping
from contextlib import ExitStack

import pytest

from tests.faults.harness.invariants import hold
from tests.faults.harness.links import MODES
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import ENGINE, Stage
from tests.faults.harness.traffic import Spell, Traffic, tell
from tests.faults.harness.uploads import Uploader

LONG_S = 12.0
"""Of the 20 s in RELIABILITY.md: longer than any answer may take, in a suite of 20 minutes."""
CUT_S = 6.0
"""A cut is noticed at once."""
CUT, HOLE = "cut", "hole"
OTHERS = tuple(mode for mode in MODES if mode not in {CUT, HOLE})
"""Of these each link has one by chance in each run; cuts and holes are in every run."""
POSTGRES = "postgres"
"""Everything asks it: broken together with others it would hide them."""


@scenario("E6", "A broken way to any server delays no answer beyond 10 s, and is forgotten when it is mended")
@pytest.mark.waits
@pytest.mark.timeout(300)
def test_broken_ways_hold_up_nobody(
    stage: Stage, uploader: Uploader, score: Score, chance: random.Random
) -> None:
    together = [name for name in stage.links if name not in {POSTGRES, ENGINE}]
    traffic = Traffic(stage, uploader)
    spells: dict[str, Spell] = {}
    with traffic.flowing():
        for links in ([POSTGRES], together):
            by_chance = {link: chance.choice(OTHERS) for link in links}
            score.note(f"by chance: {by_chance}")
            for modes in (dict.fromkeys(links, CUT), dict.fromkeys(links, HOLE), by_chance):
                spells[title(modes)] = traffic.spell(lambda modes=modes: broken(stage, modes))
    tell(score, spells)
    hold(stage, [uploader])


def title(modes: Mapping[str, str]) -> str:
    """The modes of several links are told by a note where they differ."""
    mode = ", ".join(sorted(set(modes.values()))) if len(set(modes.values())) == 1 else "by chance"
    return f"{POSTGRES if POSTGRES in modes else 'all other ways'}: {mode}"


def broken(stage: Stage, modes: Mapping[str, str]) -> None:
    with ExitStack() as stack:
        for link, mode in modes.items():
            stack.enter_context(stage.links[link].broken(MODES[mode]))
        threading.Event().wait(CUT_S if set(modes.values()) == {CUT} else LONG_S)
