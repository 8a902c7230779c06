"""`make dead-letters`: what operators do with dead letters, on the platform of a data folder."""

import argparse
from pathlib import Path

from pydantic import SecretStr

from chassis.errors import NotFound, Unavailable
from chassis.messaging.letters import run
from chassis.settings import MessagingSettings
from deploy.local.faults import LocalPlatformError
from deploy.local.keys import PlatformSecrets
from deploy.local.layout import DataFolder
from deploy.local.ports import LOOPBACK
from deploy.local.topology import NATS_ADMIN


def act(path: Path, options: argparse.Namespace) -> int:
    folder = DataFolder(path.absolute())
    url = f"nats://{LOOPBACK}:{folder.running_port('nats')}"
    password = SecretStr(PlatformSecrets(folder.secrets).nats_password(NATS_ADMIN))
    try:
        return run(options, MessagingSettings(nats_url=url, nats_password=password), NATS_ADMIN)
    except NotFound as error:
        raise LocalPlatformError(error.detail, "run `make dead-letters` for those there are") from None
    except Unavailable as error:
        raise LocalPlatformError(error.detail, "see what it says: `make logs NAME=nats`") from None
