"""`make dead-letters`: what no service could handle, with the reason."""

import json
from pathlib import Path

from chassis.messaging import StoredDeadLetter, list_dead_letters
from deploy.local.broker import administrator
from deploy.local.faults import LocalPlatformError
from deploy.local.keys import PlatformSecrets
from deploy.local.layout import DataFolder
from deploy.local.ports import LOOPBACK, is_free
from deploy.local.topology import NATS_ADMIN


def show(path: Path, *, limit: int) -> int:
    letters = _read(DataFolder(path.absolute()), limit)
    for letter in letters:
        print(
            f"{letter.sequence:>6}  {letter.address}\n        {letter.code} after {letter.attempts} attempts"
        )
        print(f"        {letter.detail}\n        {letter.subject}")
    print(f"{len(letters)} dead letters" if letters else "no dead letters")
    return 0


def _read(folder: DataFolder, limit: int) -> list[StoredDeadLetter]:
    port = _nats_port(folder)
    password = PlatformSecrets(folder.secrets).nats_password(NATS_ADMIN)
    with administrator(f"nats://{LOOPBACK}:{port}", password) as client:
        return list_dead_letters(client, limit=limit)


def _nats_port(folder: DataFolder) -> int:
    try:
        port = int(json.loads(folder.port_file.read_text())["nats"])
    except (OSError, KeyError, ValueError):
        raise LocalPlatformError(f"there is no platform in {folder.path}", "run `make up`") from None
    if is_free(port):
        raise LocalPlatformError(f"the platform in {folder.path} is not running", "run `make up`")
    return port
