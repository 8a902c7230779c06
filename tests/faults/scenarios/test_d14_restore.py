"""D14: a platform is lost, and what was copied begins on an empty machine.

The copy is taken while recordings are being worked on. The new machine has the secrets, which are kept
elsewhere, the copy, and a broker that has never heard of anything.
"""

import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from rostrum_client.client import RostrumClient
from rostrum_client.report_document import Report

from deploy.local.backup import Backup, backup, stored_objects
from deploy.local.layout import DataFolder
from deploy.local.platform import LocalPlatform
from deploy.local.restore import restore
from tests.builders.inspection import connect, count
from tests.builders.people import PASSWORD, Person
from tests.builders.speech import Speech
from tests.builders.waiting import eventually
from tests.faults.conftest import TALK
from tests.faults.harness.chaos import frozen
from tests.faults.harness.invariants import (
    BLOBS,
    COMPLETED,
    TERMINAL,
    on_the_way,
    one_effect_each,
)
from tests.faults.harness.ledger import Ledger
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import SETTINGS
from tests.faults.harness.uploads import Uploader

BEFORE = 3
IN_FLIGHT = 6
BAR_S = 15 * 60.0
MEANWHILE = 6
"""Recordings that are sent while the copy is made: it has some of them, and those whole."""
EVERYTHING = "SELECT id::text FROM recordings"
CHOSEN = {name: value for name, value in SETTINGS.items() if "ENGINE" not in name}


@dataclass(frozen=True)
class Remembered:
    """What there was at the time of the copy, all of one person."""

    person: Person
    ids: list[str]
    reports: dict[str, Report]


@scenario("D14", "A copy on an empty machine goes on where it was, within 15 minutes")
@pytest.mark.timeout(600)
def test_a_copy_goes_on_where_it_was(tmp_path: Path, speech: Speech, score: Score) -> None:
    lost, found, copy = tmp_path / "lost", tmp_path / "found", tmp_path / "copy"
    with closing(Ledger(tmp_path / "ledger")) as ledger, running(lost) as platform:
        uploader = Uploader(Person(platform), ledger, speech.say(TALK).read_bytes())
        remembered = copied(platform, uploader, copy, score)
        uploader.upload(1)
        assert uploader.person.http.delete("/v1/users/me/sessions").is_success
        uploader.person.close()
    shutil.copytree(lost / "secrets", found / "secrets")
    began = time.monotonic()
    assert restore(found, copy) == 0
    score.exactly("objects lost", files(Backup(copy).objects) - files(stored_objects(DataFolder(found))), 0)
    with running(found) as platform:
        score.number("from the copy to the first log-in", time.monotonic() - began, "s")
        ids = recordings(platform)
        eventually(lambda: ended(platform, ids) == len(ids), timeout_s=120)
        eventually(lambda: on_the_way(platform) == {}, timeout_s=120)
        score.at_most("from the copy to all work finished", time.monotonic() - began, BAR_S, "s")
        compare(score, platform, ids, remembered)
        read_old_reports(score, platform, remembered)


def copied(platform: LocalPlatform, uploader: Uploader, copy: Path, score: Score) -> Remembered:
    """transcribe stands still meanwhile, so that there is work under way."""
    finished = uploader.upload(BEFORE)
    eventually(lambda: ended(platform, finished) == BEFORE, timeout_s=90)
    reports = {each: uploader.person.sdk.report(each) for each in finished}
    with frozen(platform.processes["transcribe"].pid), ThreadPoolExecutor(1) as beside:
        ids = finished + uploader.upload(IN_FLIGHT)
        score.number("recordings that were being worked on", len(ids) - ended(platform, ids))
        uploading = beside.submit(uploader.upload, MEANWHILE, 1)
        assert backup(platform.folder.path, copy) == 0
        uploading.result()
    return Remembered(uploader.person, ids, reports)


@contextmanager
def running(folder: Path) -> Iterator[LocalPlatform]:
    with LocalPlatform(folder, settings=CHOSEN, public_port=None) as platform:
        yield platform


def compare(score: Score, platform: LocalPlatform, ids: list[str], remembered: Remembered) -> None:
    score.exactly("recordings lost", len(set(remembered.ids) - set(ids)), 0)
    score.number("of those sent meanwhile, in the copy", len(ids) - len(remembered.ids))
    done = completed(platform, ids)
    score.exactly("recordings that did not complete", len(set(ids) - set(done)), 0)
    score.exactly("recordings without their audio", len(without_audio(platform, ids)), 0)
    one_effect_each(platform, done)


def read_old_reports(score: Score, platform: LocalPlatform, remembered: Remembered) -> None:
    """By who logs in again: a session that was ended after the copy does not come back with it."""
    person, reports = remembered.person, remembered.reports
    token = {"refresh_token": person.tokens["refresh_token"]}
    answer = httpx.post(f"{platform.url}/v1/auth/refresh", json=token)
    score.exactly("answer to a session of before", answer.status_code, 401)
    with RostrumClient(platform.url) as client:
        client.log_in(person.email, PASSWORD)
        changed = [each for each, report in reports.items() if client.report(each) != report]
    score.exactly("old reports that are not as they were", len(changed), 0)


def recordings(platform: LocalPlatform) -> list[str]:
    with connect(platform, "ingest") as connection:
        return [str(row[0]) for row in connection.execute(EVERYTHING).fetchall()]


def ended(platform: LocalPlatform, ids: list[str]) -> int:
    return count(platform, "ingest", TERMINAL, ids)


def completed(platform: LocalPlatform, ids: list[str]) -> list[str]:
    with connect(platform, "ingest") as connection:
        return [str(row[0]) for row in connection.execute(COMPLETED, (ids,)).fetchall()]


def without_audio(platform: LocalPlatform, ids: list[str]) -> list[str]:
    with connect(platform, "ingest") as connection:
        keys = [str(row[0]) for row in connection.execute(BLOBS, (ids,)).fetchall()]
    return [key for key in keys if not (stored_objects(platform.folder) / key).is_file()]


def files(folder: Path) -> int:
    return sum(1 for file in folder.rglob("*") if file.is_file())
