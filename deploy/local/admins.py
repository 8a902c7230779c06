"""`make admin EMAIL=...`: makes a user of a running platform an administrator, or ends that."""

import subprocess
from pathlib import Path

from deploy.local.environment import SETTINGS_PREFIX, python, python_environment
from deploy.local.keys import PlatformSecrets
from deploy.local.layout import DataFolder
from deploy.local.ports import LOOPBACK


def appoint(path: Path, email: str, *, dismiss: bool) -> int:
    folder = DataFolder(path.absolute())
    settings = {
        "DATABASE_HOST": LOOPBACK,
        "DATABASE_PORT": str(folder.running_port("postgres")),
        "SECRETS_DIR": str(PlatformSecrets(folder.secrets).ensure("auth")),
    }
    named = {SETTINGS_PREFIX + name: value for name, value in settings.items()}
    command = python("-m", "services.auth", "dismiss-admin" if dismiss else "appoint-admin", email)
    return subprocess.run(command, env=python_environment() | named, check=False).returncode
