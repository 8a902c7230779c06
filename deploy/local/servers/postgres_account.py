"""As whom PostgreSQL runs: it refuses root, which has to become someone else without opening folders."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deploy.local.faults import LocalPlatformError

UNPRIVILEGED = "nobody"
PROBE_TIMEOUT_S = 10


@dataclass(frozen=True)
class Account:
    """A command to run first (`prefix`) or a uid to switch to; neither for an ordinary user."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None

    @classmethod
    def able_to_run(cls, binary: Path, folder: Path) -> "Account":
        """Ordinary users stay themselves; root maps itself to nobody in a user namespace, or becomes it."""
        if os.geteuid() != 0:
            return cls()
        nobody = pwd.getpwnam(UNPRIVILEGED).pw_uid
        mapped, switched = cls(prefix=_namespace(nobody)), cls(uid=nobody)
        if mapped.can_run(binary, folder):
            return mapped
        _let_through(folder)
        if switched.can_run(binary, folder):
            return switched
        raise LocalPlatformError(
            "PostgreSQL refuses to run as root, user namespaces are not allowed here, and the user "
            f"{UNPRIVILEGED} cannot reach {binary} and {folder}",
            "run as an ordinary user, or allow user namespaces, or use folders open to others",
        )

    def can_run(self, binary: Path, folder: Path) -> bool:
        """Reach the server, the interpreter that starts it, and the folder; only trying tells."""
        commands = ([str(binary), "--version"], [sys.executable, "-c", ""], ["ls", "-d", f"{folder}/."])
        return all(self._succeeds(command) for command in commands)

    def give(self, path: Path) -> None:
        """Make the path and what is in it readable for this account. A mapped root keeps owning its files."""
        if os.geteuid() != 0:
            return
        owner = self.uid or 0
        if path.stat().st_uid == owner:
            return
        for item in (path, *path.rglob("*")):
            os.chown(item, owner, owner, follow_symlinks=False)

    def _succeeds(self, command: list[str]) -> bool:
        if self.prefix and shutil.which(self.prefix[0]) is None:
            return False
        try:
            result = subprocess.run(
                [*self.prefix, *command],
                capture_output=True,
                timeout=PROBE_TIMEOUT_S,
                check=False,
                user=self.uid,
                group=self.uid,
                extra_groups=None if self.uid is None else [],
            )
        except OSError:
            return False
        return result.returncode == 0


def _let_through(folder: Path) -> None:
    """Let others pass through the platform's own folders, without seeing what is in them.

    Those are the server's, the data folder around it, and in tests the temporary ones; no other is touched.
    """
    temporary = Path(tempfile.gettempdir())
    ours = {folder, folder.parent, *(parent for parent in folder.parents if temporary in parent.parents)}
    for path in ours:
        path.chmod(path.stat().st_mode | stat.S_IXOTH)


def _namespace(uid: int) -> tuple[str, ...]:
    return ("unshare", "--user", f"--map-user={uid}", f"--map-group={uid}")
