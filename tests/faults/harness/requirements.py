"""What the suite needs of a machine; without it nothing is begun."""

import os
import shutil
import sys
from pathlib import Path

from deploy.local.ports import free_ports
from deploy.local.process_table import PROC

PORTS = 60
TOOLS = ("rclone",)
"""Programs that wheels of the extra dev bring."""


def missing() -> list[str]:
    """One line for each thing that is not there, and what to do."""
    lacking = []
    if not PROC.is_dir():
        lacking.append("the suite freezes and kills by what /proc tells: run it on Linux")
    folder = str(Path(sys.executable).parent)
    lacking += [
        f"{tool} is not in {folder}: run `make setup`"
        for tool in TOOLS
        if shutil.which(tool, path=folder) is None
    ]
    try:
        free_ports(PORTS)
    except OSError as error:
        lacking.append(str(error))
    return lacking


def no_mounts() -> str:
    """Why this machine can't mount a file system of our own; empty where it can."""
    if os.geteuid() != 0:
        return "mounting a file system needs root"
    absent = [tool for tool in ("mkfs.ext4", "mount", "umount") if shutil.which(tool) is None]
    if absent:
        return f"there is no {', '.join(absent)} on this machine"
    return "" if list(Path("/dev").glob("loop*")) else "this machine has no loop devices"
