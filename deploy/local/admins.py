"""`make admin EMAIL=...`: makes a user of a running platform an administrator, or ends that."""

import subprocess
from pathlib import Path

from deploy.local.environment import SETTINGS_PREFIX, python, python_environment
from deploy.local.keys import PlatformSecrets
from deploy.local.layout import DataFolder
from deploy.local.ports import LOOPBACK


def appoint(path: Path, email: str, *, dismiss: bool) -> int:
    return run_command(DataFolder(path.absolute()), "dismiss-admin" if dismiss else "appoint-admin", email)


def run_command(folder: DataFolder, *command: str) -> int:
    """An operator's command of auth, on the running platform's database; its exit code."""
    settings = {
        "DATABASE_HOST": LOOPBACK,
        "DATABASE_PORT": str(folder.running_port("postgres")),
        "SECRETS_DIR": str(PlatformSecrets(folder.secrets).ensure("auth")),
    }
    named = {SETTINGS_PREFIX + name: value for name, value in settings.items()}
    program = python("-m", "services.auth", *command)
    return subprocess.run(program, env=python_environment() | named, check=False).returncode
