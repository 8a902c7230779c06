"""D2: the power fails, and what was acknowledged is on the disk.

The disk is an image that holds the whole data folder of the platform: NATS, PostgreSQL, objects and secrets.
The objects are files here: the S3 server of the other scenarios does not sync what it acknowledges.
"""

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from deploy.local.platform import LocalPlatform
from deploy.local.topology import NATS_ADMIN, SERVICES
from tests.builders.inspection import connect, count
from tests.builders.outbox_runs import stored
from tests.builders.people import Person
from tests.builders.speech import Speech
from tests.builders.waiting import eventually
from tests.faults.conftest import TALK
from tests.faults.harness.chaos import children_of
from tests.faults.harness.invariants import BLOBS, hold
from tests.faults.harness.ledger import Ledger
from tests.faults.harness.mounts import copy_as_it_is, mounted_image, new_image
from tests.faults.harness.requirements import no_mounts
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import Stage, staged
from tests.faults.harness.uploads import Uploader
from tests.infrastructure.servers import RunningNats

UPLOADS = 60
CUT_AFTER = 30
IMAGE_MIB = 3072
UNSYNCED = "unsynced"
ROWS = "SELECT count(*) FROM recordings WHERE id = ANY(%s)"
PUBLISHED = (
    "SELECT id FROM outbox WHERE tenant_id = %s AND published_at IS NOT NULL AND subject LIKE 'evt.%%'"
)


@scenario("D2", "An acknowledged upload survives a power cut")
@pytest.mark.skipif(bool(no_mounts()), reason=no_mounts())
@pytest.mark.timeout(400)
def test_acknowledged_uploads_survive_a_power_cut(tmp_path: Path, speech: Speech, score: Score) -> None:
    image, copy = new_image(tmp_path / "disk.img", IMAGE_MIB), tmp_path / "copy.img"
    ledger = Ledger(tmp_path / "ledger")
    with ExitStack() as client:
        client.callback(ledger.close)
        pool = client.enter_context(ThreadPoolExecutor(1))
        with powered(image, tmp_path / "before") as stage:
            person = client.enter_context(Person(stage.platform))
            uploader = Uploader(person, ledger, speech.say(TALK).read_bytes())
            uploading = pool.submit(uploader.upload, UPLOADS)
            eventually(lambda: len(ledger.ids()) >= CUT_AFTER, timeout_s=60)
            cut(stage.platform, tmp_path / "before", image, copy)
        acknowledged = ledger.ids()
        score.number("acknowledged before the cut", len(acknowledged))
        with powered(copy, tmp_path / "after") as stage:
            assert not written(tmp_path / "after"), "that was no power cut: what nobody has synced is there"
            score.exactly("recordings lost", len(acknowledged) - rows(stage, acknowledged), 0)
            score.exactly("recordings whose audio is not as it was", spoilt(stage, uploader, acknowledged), 0)
            uploading.result()
            outcome = hold(stage, [uploader])
            score.exactly("published events lost", lost_events(stage.platform, UUID(person.tenant_id)), 0)
            score.number("acknowledged in all", len(ledger.ids()))
            score.exactly("failed", outcome.failed, 0)


@contextmanager
def powered(image: Path, at: Path) -> Iterator[Stage]:
    """A platform on the image; its front door is where it was."""
    objects = at / "platform" / "objects"
    with (
        mounted_image(image, at),
        staged(at, {"ROSTRUM_OBJECT_STORE": objects.as_uri()}) as stage,
    ):
        yield replace(stage, bucket=objects / "objects")


def cut(platform: LocalPlatform, disk: Path, image: Path, copy: Path) -> None:
    """Everything stops at once; the copy has what was on the disk then. None of it runs again."""
    (disk / UNSYNCED).write_text("gone")
    stopped = stop_all(platform)
    copy_as_it_is(image, copy)
    for process in platform.processes.values():
        process.ask_to_stop()
    for pid in stopped:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def stop_all(platform: LocalPlatform) -> set[int]:
    """SIGSTOP, until there is nothing that has not been stopped."""
    stopped: set[int] = set()
    while found := running(platform) - stopped:
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        stopped |= found
    return stopped


def running(platform: LocalPlatform) -> set[int]:
    mothers = [process.pid for process in platform.processes.values()]
    return {pid for mother in mothers for pid in (mother, *children_of(mother))}


def written(disk: Path) -> bool:
    """Whether the copy has what only the kernel's memory had."""
    file = disk / UNSYNCED
    return file.exists() and file.read_text() != ""


def rows(stage: Stage, ids: Sequence[str]) -> int:
    return count(stage.platform, "ingest", ROWS, list(ids))


def spoilt(stage: Stage, uploader: Uploader, ids: Sequence[str]) -> int:
    """How many of them have another audio than was sent, or none."""
    sent = sha256(uploader.audio).digest()
    with connect(stage.platform, "ingest") as connection:
        blobs = [stage.bucket / key for (key,) in connection.execute(BLOBS, (list(ids),)).fetchall()]
    return sum(not blob.is_file() or sha256(blob.read_bytes()).digest() != sent for blob in blobs)


def lost_events(platform: LocalPlatform, tenant_id: UUID) -> int:
    """How many the broker had taken and does not have."""
    password = platform.plan.secrets.nats_password(NATS_ADMIN)
    server = RunningNats(platform.nats_url, {NATS_ADMIN: password})
    kept = {event.id for event in stored(server, tenant_id)}
    published = set()
    for service in SERVICES:
        with connect(platform, service) as connection:
            published |= {row[0] for row in connection.execute(PUBLISHED, (tenant_id,)).fetchall()}
    return len(published - kept)
