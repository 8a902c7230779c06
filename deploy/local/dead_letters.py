"""`make dead-letters`: what no service could handle, with the reason; and sending one of it again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chassis.errors import NotFound
from chassis.messaging import (
    MessagingClient,
    StoredDeadLetter,
    find_dead_letter,
    list_dead_letters,
    replay,
)
from deploy.local.broker import administrator
from deploy.local.faults import LocalPlatformError
from deploy.local.keys import PlatformSecrets
from deploy.local.layout import DataFolder
from deploy.local.ports import LOOPBACK
from deploy.local.topology import NATS_ADMIN


def show(path: Path, *, limit: int) -> int:
    with _administrator(path) as client:
        letters = list_dead_letters(client, limit=limit)
    for letter in letters:
        print(
            f"{letter.sequence:>6}  {letter.address}\n        {letter.code} after {letter.attempts} attempts"
        )
        print(f"        {letter.detail}\n        {letter.subject}")
    print(f"{len(letters)} dead letters" if letters else "no dead letters")
    return 0


def send_again(path: Path, sequence: int) -> int:
    with _administrator(path) as client:
        letter = _found(client, sequence)
        replay(client, letter)
    print(f"sent again: {letter.subject}")
    return 0


def _found(client: MessagingClient, sequence: int) -> StoredDeadLetter:
    try:
        return find_dead_letter(client, sequence)
    except NotFound:
        message = f"there is no dead letter with the number {sequence}"
        raise LocalPlatformError(message, "run `make dead-letters` for those there are") from None


@contextmanager
def _administrator(path: Path) -> Iterator[MessagingClient]:
    folder = DataFolder(path.absolute())
    port = folder.running_port("nats")
    password = PlatformSecrets(folder.secrets).nats_password(NATS_ADMIN)
    with administrator(f"nats://{LOOPBACK}:{port}", password) as client:
        yield client
