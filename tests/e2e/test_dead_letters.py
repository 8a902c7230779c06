"""`make dead-letters` on a running platform."""

import subprocess

from chassis.clock import new_id
from chassis.messaging import MessagingClient, StoredDeadLetter, list_dead_letters
from deploy.local.broker import administrator
from deploy.local.environment import python, python_environment
from deploy.local.keys import PlatformSecrets
from deploy.local.platform import LocalPlatform
from deploy.local.topology import NATS_ADMIN
from tests.builders.events import an_event
from tests.builders.waiting import eventually


def dead_letters(platform: LocalPlatform, *options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        python("-m", "deploy.local", "dead-letters", "--data", str(platform.folder.path), *options),
        env=python_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_dead_letters_are_listed_from_the_running_platform(platform: LocalPlatform) -> None:
    result = dead_letters(platform)
    assert result.returncode == 0, result.stderr
    assert "dead letters" in result.stdout.splitlines()[-1]


def test_a_dead_letter_is_sent_again_by_its_number(platform: LocalPlatform) -> None:
    """It is as unreadable as before, so that a second one tells that it came."""
    tenant_id = new_id()
    event = an_event(tenant_id=tenant_id, data=b"{}")
    password = PlatformSecrets(platform.folder.secrets).nats_password(NATS_ADMIN)
    with administrator(platform.nats_url, password) as client:
        client.publish(event)
        eventually(lambda: len(letters_of(client, str(tenant_id))) == 1)
        (letter,) = letters_of(client, str(tenant_id))
        result = dead_letters(platform, "--replay", str(letter.sequence))
        assert result.returncode == 0, result.stderr
        assert letter.subject in result.stdout
        eventually(lambda: len(letters_of(client, str(tenant_id))) == 2)


def letters_of(client: MessagingClient, tenant_id: str) -> list[StoredDeadLetter]:
    return [letter for letter in list_dead_letters(client, limit=1000) if letter.address.endswith(tenant_id)]


def test_a_number_that_no_dead_letter_has_is_said_to_have_none(platform: LocalPlatform) -> None:
    result = dead_letters(platform, "--replay", "4000000")
    assert result.returncode != 0
    assert "no dead letter with the number 4000000" in result.stderr
