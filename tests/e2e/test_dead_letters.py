"""`make dead-letters` on a running platform, and the command of any installation that it stands on."""

import subprocess
from collections.abc import Iterator, Mapping
from uuid import UUID

import pytest
from rostrum_client.errors import RecordingEnded

from chassis.clock import new_id
from chassis.messaging import Choice, LetterBox, MessagingClient, StoredDeadLetter
from deploy.local.broker import administrator
from deploy.local.environment import python, python_environment
from deploy.local.keys import PlatformSecrets
from deploy.local.platform import LocalPlatform
from deploy.local.topology import NATS_ADMIN
from tests.builders.events import an_event
from tests.builders.inspection import connect
from tests.builders.people import Person
from tests.builders.speech import Speech
from tests.builders.waiting import eventually
from tests.faults.harness.chaos import frozen

MOVED = "UPDATE transcripts SET recording_id = %s WHERE recording_id = %s"
NOWHERE = "00000000-0000-7000-8000-000000000000"
NO_SUCH = "4000000"


@pytest.fixture
def tenant_id() -> UUID:
    return new_id()


@pytest.fixture
def admin(platform: LocalPlatform) -> Iterator[MessagingClient]:
    with administrator(platform.nats_url, admin_password(platform)) as client:
        yield client


def admin_password(platform: LocalPlatform) -> str:
    return PlatformSecrets(platform.folder.secrets).nats_password(NATS_ADMIN)


def dead_letters(platform: LocalPlatform, *options: str) -> "subprocess.CompletedProcess[str]":
    return run("deploy.local", "dead-letters", "--data", str(platform.folder.path), *options)


def run(
    module: str, *arguments: str, settings: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        python("-m", module, *arguments),
        env=python_environment() | dict(settings or {}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def letters_of(client: MessagingClient, tenant_id: object) -> list[StoredDeadLetter]:
    return list(LetterBox(client, "test").letters(Choice(tenant=str(tenant_id))))


def a_letter(client: MessagingClient, tenant_id: UUID) -> StoredDeadLetter:
    """Of an event that is as unreadable whenever it comes."""
    client.publish(an_event(tenant_id=tenant_id, data=b"{}"))
    eventually(lambda: len(letters_of(client, tenant_id)) == 1)
    return letters_of(client, tenant_id)[0]


def test_dead_letters_are_listed_counted_and_shown(
    platform: LocalPlatform, admin: MessagingClient, tenant_id: UUID
) -> None:
    letter = a_letter(admin, tenant_id)
    listed = dead_letters(platform, "--tenant", str(tenant_id))
    assert listed.stdout.splitlines()[-1] == "1 dead letter"
    counted = dead_letters(platform, "--counts", "--tenant", str(tenant_id))
    assert counted.stdout.split() == ["1", "ingest-recording-received", letter.code]
    shown = dead_letters(platform, "--show", str(letter.sequence))
    assert letter.headers["ce-id"] in shown.stdout
    assert dead_letters(platform, "--older", "1h", "--tenant", str(tenant_id)).stdout == "no dead letters\n"


def test_a_dead_letter_is_sent_again_by_its_number(
    platform: LocalPlatform, admin: MessagingClient, tenant_id: UUID
) -> None:
    """A second one tells that it came."""
    letter = a_letter(admin, tenant_id)
    result = dead_letters(platform, "--replay", str(letter.sequence))
    assert result.returncode == 0, result.stderr
    assert letter.subject in result.stdout
    eventually(lambda: [one.sequence > letter.sequence for one in letters_of(admin, tenant_id)] == [True])


def test_what_is_chosen_is_discarded_by_the_command_of_any_installation(
    platform: LocalPlatform, admin: MessagingClient, tenant_id: UUID
) -> None:
    letter = a_letter(admin, tenant_id)
    settings = {"ROSTRUM_NATS_URL": platform.nats_url, "ROSTRUM_NATS_PASSWORD": admin_password(platform)}
    options = ("--discard", "all", "--tenant", str(tenant_id))
    unexplained = run("chassis.messaging.letters", *options, settings=settings)
    assert (unexplained.returncode, len(letters_of(admin, tenant_id))) == (1, 1)
    assert "--reason" in unexplained.stderr
    result = run("chassis.messaging.letters", *options, "--reason", "made by a test", settings=settings)
    assert result.returncode == 0, result.stderr
    assert letters_of(admin, tenant_id) == []
    log = run("chassis.messaging.letters", "--settled", settings=settings)
    assert (
        f"discarded {letter.sequence}  ingest-recording-received  {letter.code}: made by a test" in log.stdout
    )


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--replay", NO_SUCH), f"there is no dead letter {NO_SUCH}"),
        (("--show", NO_SUCH), f"there is no dead letter {NO_SUCH}"),
        (("--discard", "all", "--reason", "all of them"), "say which"),
        (("--replay", "seven"), "'seven' is no number"),
        (("--older", "soon"), "'soon' is no age"),
        (("--tenant", "a tenant"), "'a tenant' is no name"),
    ],
)
def test_what_cannot_be_done_is_told(platform: LocalPlatform, options: tuple[str, ...], reason: str) -> None:
    result = dead_letters(platform, *options)
    assert result.returncode != 0
    assert reason in result.stderr
    assert "Traceback" not in result.stderr


def test_a_recording_that_was_given_up_gets_its_report_once_the_cause_is_mended(
    platform: LocalPlatform, admin: MessagingClient, speech: Speech
) -> None:
    """The cause: its transcript is not there when the report is made."""
    with Person(platform) as person:
        with frozen(platform.processes["report"].pid):
            recording_id = person.sdk.submit(speech.say("What was given up is sent again.")).id
            eventually(lambda: person.sdk.recording(recording_id).status == "analyzed", timeout_s=60)
            move_transcript(platform, recording_id, NOWHERE)
        with pytest.raises(RecordingEnded, match="no finished transcript"):
            person.sdk.wait(recording_id, timeout_s=60)
        eventually(lambda: len(letters_of(admin, person.tenant_id)) == 1)
        move_transcript(platform, NOWHERE, recording_id)
        result = dead_letters(platform, "--replay", "all", "--tenant", person.tenant_id)
        assert result.stdout.splitlines()[-1] == "1 dead letter sent again", result.stderr
        eventually(lambda: person.sdk.recording(recording_id).status == "completed", timeout_s=60)
        assert person.sdk.report(recording_id)["recording_id"] == recording_id
        assert letters_of(admin, person.tenant_id) == []


def move_transcript(platform: LocalPlatform, recording_id: str, to: str) -> None:
    with connect(platform, "transcribe") as connection:
        connection.execute("SET session_replication_role = replica")  # whatever refers to it stays
        moved = connection.execute(MOVED, (to, recording_id))
        assert moved.rowcount == 1
