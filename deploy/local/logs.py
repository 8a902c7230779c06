"""`make logs`: what every process says, in one stream that a person can read."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.faults import LocalPlatformError
from deploy.local.layout import DataFolder
from deploy.local.log_lines import readable

LAST_LINES = 5
POLL_S = 0.2


def show(path: Path, names: list[str], *, follow: bool) -> int:
    """The last lines of each log, then, when following, every new one until Ctrl-C."""
    folder = DataFolder(path.absolute())
    if not folder.logs.is_dir():
        raise LocalPlatformError(f"there are no logs in {folder.logs}", "run `make up`")
    known = sorted(path.stem for path in folder.logs.glob("*.log"))
    unknown = [name for name in names if name not in known]
    if unknown:
        raise LocalPlatformError(f"there is no log of {', '.join(unknown)}", f"known are {', '.join(known)}")
    tails: dict[Path, Tail] = {}
    _print_new(folder, names, tails, last=LAST_LINES)
    while follow:
        time.sleep(POLL_S)
        _print_new(folder, names, tails, last=None)
    return 0


@dataclass
class Tail:
    """How much of a file has been read; half a line is kept for the next time."""

    path: Path
    position: int = 0
    rest: str = field(default="")

    def new_lines(self) -> Iterator[str]:
        if self.path.stat().st_size < self.position:  # begun anew
            self.position, self.rest = 0, ""
        with self.path.open(errors="replace") as file:
            file.seek(self.position)
            text = self.rest + file.read()
            self.position = file.tell()
        *lines, self.rest = text.split("\n")
        yield from lines


def _print_new(folder: DataFolder, names: list[str], tails: dict[Path, Tail], last: int | None) -> None:
    for path in sorted(folder.logs.glob("*.log")):
        if names and path.stem not in names:
            continue
        lines = list(tails.setdefault(path, Tail(path)).new_lines())
        for line in lines if last is None else lines[-last:]:
            print(f"{path.stem:<12} {readable(line)}", flush=True)
