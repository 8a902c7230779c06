"""D9: a recording that is poison to its worker ends with a reason, harms no other, and can be sent again."""

import random
import subprocess
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from statistics import quantiles
from uuid import uuid4

import pytest

from chassis.messaging.dead_letters import StoredDeadLetter
from chassis.messaging.letter_box import Choice, LetterBox
from deploy.local.broker import administrator
from deploy.local.environment import python, python_environment
from deploy.local.platform import LocalPlatform
from deploy.local.topology import NATS_ADMIN
from tests.builders.inspection import connect, count
from tests.builders.people import Person
from tests.builders.speech import Speech
from tests.builders.waiting import eventually
from tests.faults.conftest import TALK
from tests.faults.harness.invariants import hold
from tests.faults.harness.ledger import Ledger
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.uploads import Uploader
from tests.faults.harness.workshop import Workshop, asking

ATTEMPTS = 5
SLOWER = 2.0
HOW = (("raises", "segfaults"), ("eats-memory", "hangs"))
"""Two at a time: with four, fifteen workers die within half a minute."""
APART_S = 1.5
"""A quarter of the suite's ack wait, by which what killed its worker is tried again."""
NEIGHBOURS_EVERY_S = (0.1, 0.5)
"""By chance: poison comes again by the clock, and would meet all of those that come by the same."""
NEIGHBOUR_S = 0.02
"""Short, as poison kills a worker every other second here, by the ack wait of the suite, and elsewhere a few
times a minute: long naps would find more of the neighbours at work beside it, and these wait as long."""
USUAL_S = 12.0
END_S = 120.0
TOOK = "SELECT extract(epoch FROM updated_at - created_at) FROM recordings WHERE id = ANY(%s)"
RESULTS = "SELECT count(*) FROM transcripts WHERE recording_id = %s"


@pytest.fixture(scope="module")
def usual_s(workshop: Workshop, speech: Speech, tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long recordings take without poison: the 95th percentile."""
    ledger = Ledger(tmp_path_factory.mktemp("usual") / "ledger")
    with Person(workshop.stage.platform) as person:
        sender = Uploader(person, ledger, speech.say(TALK).read_bytes())
        with flowing(sender, random.Random(USUAL_S)) as usual:
            threading.Event().wait(USUAL_S)
        hold(workshop.stage, [sender])
        ledger.close()
        return p95(times_of(workshop.stage.platform, usual.ids))


@scenario(
    "D9", "Poison ends with a reason after five attempts, harms nobody beside it, and can be sent again"
)
@pytest.mark.alone
@pytest.mark.timeout(300)
def test_poison(
    workshop: Workshop, sender: Uploader, usual_s: float, score: Score, chance: random.Random
) -> None:
    platform, tenant_id = workshop.stage.platform, sender.person.tenant_id
    with workshop.poisonous(), flowing(sender, chance) as beside:
        poisoned = {how: ident for pair in HOW for how, ident in tried(workshop, sender, pair).items()}
    hold(workshop.stage, [sender])
    letters = letters_of(platform, tenant_id)
    for how, recording_id in poisoned.items():
        tell(score, workshop, sender, how, recording_id, letters)
    score.exactly("neighbours that failed", workshop.in_status(beside.ids, "failed"), 0)
    replay(platform, tenant_id)
    eventually(lambda: workshop.in_status(poisoned.values(), "completed") == len(poisoned), timeout_s=60)
    hold(workshop.stage, [sender])
    for how, recording_id in poisoned.items():
        results = count(platform, "transcribe", RESULTS, recording_id)
        score.exactly(f"{how}: results after the replay", results, 1)
    score.exactly("dead letters after the replay", len(letters_of(platform, tenant_id)), 0)
    score.number("neighbours", len(beside.ids))
    took_s = times_of(platform, beside.ids)
    score.note(
        f"slowest neighbours: {[round(each, 1) for each in sorted(took_s)[-12:]]} s, usually {usual_s:.2f} s"
    )
    slower = p95(took_s) / usual_s
    score.at_most("95th percentile of their times, to that without poison", slower, SLOWER)


def tried(workshop: Workshop, sender: Uploader, ways: Sequence[str]) -> dict[str, str]:
    """Poisonous recordings by their ways, when all of them have failed for good."""
    poisoned = {how: one_of(sender, how) for how in ways}
    eventually(lambda: workshop.in_status(poisoned.values(), "failed") == len(ways), timeout_s=END_S)
    return poisoned


def one_of(sender: Uploader, how: str) -> str:
    """A poisonous recording, sent so long after the one before it that both are not tried again at once."""
    recording_id = replace(sender, query=asking(f"poison={how}")).one(str(uuid4()))
    threading.Event().wait(APART_S)
    return recording_id


def tell(
    score: Score,
    workshop: Workshop,
    sender: Uploader,
    how: str,
    recording_id: str,
    letters: Sequence[StoredDeadLetter],
) -> None:
    """What came of a poisonous recording."""
    (letter,) = [each for each in letters if recording_id.encode() in each.data]
    score.exactly(f"{how}: attempts", len(workshop.calls(recording_id)), ATTEMPTS)
    score.exactly(f"{how}: attempts that its dead letter tells", letter.attempts, ATTEMPTS)
    problem = sender.person.http.get(f"/v1/recordings/{recording_id}").json()["problem"]
    score.note(f"{how}: {letter.detail} The client is told: {problem['detail']}")


@dataclass
class Flow:
    """Recordings of others."""

    ids: list[str]


@contextmanager
def flowing(sender: Uploader, chance: random.Random) -> Iterator[Flow]:
    """Short recordings, for as long as the block lasts."""
    neighbour = replace(sender, query=asking(f"nap={NEIGHBOUR_S}"))
    flow, over = Flow([]), threading.Event()

    def flow_on(pool: ThreadPoolExecutor) -> None:
        while not over.wait(chance.uniform(*NEIGHBOURS_EVERY_S)):
            pool.submit(lambda: flow.ids.append(neighbour.one(str(uuid4()))))

    with ThreadPoolExecutor(16) as pool:
        clock = threading.Thread(target=flow_on, args=(pool,), name="neighbours")
        clock.start()
        try:
            yield flow
        finally:
            over.set()
            clock.join()


def times_of(platform: LocalPlatform, ids: list[str]) -> list[float]:
    """Seconds from a recording's arrival to its end."""
    with connect(platform, "ingest") as connection:
        return [float(row[0]) for row in connection.execute(TOOK, (ids,)).fetchall()]


def p95(took_s: list[float]) -> float:
    return quantiles(took_s, n=20)[-1]


def letters_of(platform: LocalPlatform, tenant_id: str) -> list[StoredDeadLetter]:
    password = platform.plan.secrets.nats_password(NATS_ADMIN)
    with administrator(platform.nats_url, password) as client:
        return list(LetterBox(client, "the suite").letters(Choice(tenant=tenant_id)))


def replay(platform: LocalPlatform, tenant_id: str) -> None:
    """By the command of the runbook."""
    command = python("-m", "deploy.local", "dead-letters", "--replay", "all", "--tenant", tenant_id)
    where = ("--data", str(platform.folder.path))
    subprocess.run([*command, *where], env=python_environment(), check=True, capture_output=True)
