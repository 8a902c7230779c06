"""`make vault-rotate`: a new master key for the stored secrets of a running platform."""

from pathlib import Path

from deploy.local.admins import run_command
from deploy.local.keys import PlatformSecrets
from deploy.local.layout import DataFolder


def rotate(path: Path) -> int:
    """auth goes on meanwhile: it reads the keys again when it meets the new one.

    The keys before stay, until another rotation finds nothing under them: whatever interrupts this leaves all
    secrets readable, and it can be done again.
    """
    folder = DataFolder(path.absolute())
    folder.running_port("postgres")
    PlatformSecrets(folder.secrets).renew_master_key()
    return run_command(folder, "rewrap-keys")
