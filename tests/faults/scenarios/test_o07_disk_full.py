"""O7: a disk that is full, at each of the servers and where services work."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.builders.inspection import connect
from tests.builders.people import Person
from tests.builders.speech import Speech
from tests.builders.waiting import eventually
from tests.faults.conftest import TALK
from tests.faults.harness.invariants import hold
from tests.faults.harness.ledger import Ledger
from tests.faults.harness.mounts import SmallDisk, small_disk
from tests.faults.harness.requirements import no_mounts
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import Stage, staged
from tests.faults.harness.traffic import Spell, Traffic
from tests.faults.harness.uploads import Uploader

MIB = {"nats": 64, "postgres": 384, "objects": 64, "tmp": 64}
"""The folders of the platform that are disks of their own here."""
FULL_S = 6.0
PAUSE_S = 0.4
ANSWERED_S = 5.0
NORMAL_S = 60.0
GOOD = {200, 202}
REFUSED = {503, 507}
WRITES = {"upload", "login"}
NEXT_OF_THE_LOG = "SELECT pg_logical_emit_message(true, '', ''), pg_switch_wal()"

Deed = Callable[[], None]


@dataclass(frozen=True)
class Cramped:
    """A stage whose folders are small disks, by their names, and somebody who uses it."""

    stage: Stage
    disks: Mapping[str, SmallDisk]
    uploader: Uploader
    traffic: Traffic

    def filled(self, name: str, then: Deed = lambda: None) -> Spell:
        """What is heard while the disk is full, with work in flight, and until all is well again."""

        def fill() -> None:
            before = len(self.uploader.ledger.ids())
            with uploading(self.uploader):
                eventually(lambda: len(self.uploader.ledger.ids()) > before)
                with self.disks[name].full():
                    then()
                    threading.Event().wait(FULL_S)

        return self.traffic.spell(fill)


@pytest.fixture
def cramped(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, speech: Speech) -> Iterator[Cramped]:
    data = tmp_path_factory.mktemp("full") / "platform"
    settings = {"ROSTRUM_OBJECT_STORE": (data / "objects").as_uri(), "ROSTRUM_STORE_RESERVE_BYTES": "0"}
    with ExitStack() as stack:
        disks = {name: stack.enter_context(small_disk(data / name, mib)) for name, mib in MIB.items()}
        stage = stack.enter_context(staged(data.parent, settings))
        assert stage.platform.plan.scratch == data / "tmp", "the scratch folder is somewhere else"
        person = stack.enter_context(Person(stage.platform))
        ledger = Ledger(tmp_path / "ledger")
        stack.callback(ledger.close)
        uploader = Uploader(person, ledger, speech.say(TALK).read_bytes())
        stage = replace(stage, bucket=data / "objects" / "objects")
        yield Cramped(stage, disks, uploader, Traffic(stage, uploader))


@scenario("O7", "A full disk refuses what it has no room for, and nothing else; with room all is as before")
@pytest.mark.waits
@pytest.mark.skipif(bool(no_mounts()), reason=no_mounts())
@pytest.mark.timeout(400)
def test_a_full_disk_refuses_what_it_has_no_room_for(cramped: Cramped, score: Score) -> None:
    with cramped.traffic.flowing():
        for name in MIB:
            spell = cramped.filled(name)
            reads = [asked for asked in spell.refusals if asked.kind not in WRITES]
            score.exactly(f"{name}: reads refused", len(reads), 0)
            tell(score, name, spell)
        tell(score, "log of postgres", cramped.filled("postgres", lambda: exhaust_log(cramped.stage)))
    answers = cramped.uploader.answers
    score.at_least("requests refused", sum(answer.status in REFUSED for answer in answers), 1)
    score.exactly("other answers", sum(answer.status not in GOOD | REFUSED for answer in answers), 0)
    score.at_most("slowest answer", max(answer.took_s for answer in answers), ANSWERED_S, "s")
    for name in ("nats", "postgres"):
        score.at_least(f"{name}: started again by itself", cramped.stage.processes[name].restarts, 1)
    outcome = hold(cramped.stage, [cramped.uploader])
    score.number("acknowledged", len(cramped.uploader.ledger.ids()))
    score.exactly("failed", outcome.failed, 0)


def exhaust_log(stage: Stage) -> None:
    """Takes what the log has in hand, until the database ends for want of more. Then no read can go on."""
    with suppress(psycopg.OperationalError), connect(stage.platform, "ingest") as connection:
        while True:
            connection.execute(NEXT_OF_THE_LOG)


@contextmanager
def uploading(uploader: Uploader) -> Iterator[None]:
    """One file after the other, whatever is answered."""
    over = threading.Event()

    def upload() -> None:
        while not over.wait(PAUSE_S):
            uploader.attempt(str(uuid4()))

    thread = threading.Thread(target=upload, name="uploads")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def tell(score: Score, name: str, spell: Spell) -> None:
    assert spell.unsound == []
    score.at_most(f"{name}: all kinds of requests back after", spell.back_s, NORMAL_S, "s")
    score.at_most(f"{name}: work in flight done after", spell.done_s, NORMAL_S, "s")
