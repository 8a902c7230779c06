"""Progress by stage: live bars at a terminal, one line per stage anywhere else."""

import time
from collections.abc import Callable
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
from rich.text import Text

from rostrum_client.documents import STAGES, Recording
from rostrum_client.documents import Progress as StageProgress
from rostrum_client.terminal.signs import GOOD, OFF, QUIET
from rostrum_client.terminal.wording import safe

UPLOAD = "upload"
LABELS = {
    UPLOAD: "Upload",
    "prepare": "Prepare",
    "transcribe": "Transcribe",
    "analyze": "Analyze",
    "report": "Report",
}
FULL = 1000.0


class StageView(Protocol):
    """Shows the work; use it as a context manager around it."""

    def __enter__(self) -> "StageView": ...

    def __exit__(self, *_: object) -> None: ...

    def uploaded(self, done: int, total: int) -> None: ...

    def worked(self, recording: Recording) -> None: ...


def stage_view(console: Console) -> StageView:
    """Bars where they can move, lines where they can't."""
    return StageBars(console) if console.is_terminal else StageLines(console)


def label_of(stage: str) -> str:
    """The stage's name for a person."""
    return LABELS.get(stage, safe(stage).capitalize())


class StageBars:
    """All stages from the start, so that it is seen how much is still to come."""

    def __init__(self, console: Console, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._progress = Progress(
            _Sign(),
            TextColumn("{task.description:<10}"),
            BarColumn(bar_width=30, complete_style=GOOD, finished_style=GOOD),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[detail]}", style=QUIET),
            console=console,
        )
        self._monotonic = monotonic
        self._since = monotonic()
        self._tasks: dict[str, TaskID] = {}
        self._done: set[str] = set()
        self._stage = UPLOAD

    def __enter__(self) -> "StageBars":
        for stage in (UPLOAD, *STAGES):
            self._task(stage)
        self._progress.update(self._tasks[UPLOAD], state="working")
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def uploaded(self, done: int, total: int) -> None:
        fraction = done / total if total else 1.0
        detail = f"{done / 1e6:.1f} of {total / 1e6:.1f} MB"
        self._progress.update(self._tasks[UPLOAD], completed=fraction * FULL, detail=detail)

    def worked(self, recording: Recording) -> None:
        if recording.status == "completed":
            self._finish(list(self._tasks))
        elif recording.is_finished:
            self._progress.update(self._task(self._stage), detail=recording.status, state="failed")
        elif recording.progress.stage:
            self._work(recording.progress)

    def _work(self, progress: StageProgress) -> None:
        task = self._task(progress.stage)
        self._stage = progress.stage
        names = list(self._tasks)
        self._finish(names[: names.index(progress.stage)])
        done, total = progress.audio_seconds_done, progress.audio_seconds_total
        detail = f"{done:.0f} of {total:.0f} s of audio" if total and done else ""
        self._progress.update(task, completed=progress.fraction * FULL, detail=detail, state="working")

    def _task(self, stage: str) -> TaskID:
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(label_of(stage), total=FULL, detail="", state="")
        return self._tasks[stage]

    def _finish(self, stages: list[str]) -> None:
        """With the time that each was seen at work."""
        for stage in stages:
            if stage not in self._done:
                now = self._monotonic()
                took, self._since = f"{now - self._since:.1f} s", now
                self._done.add(stage)
                self._progress.update(self._tasks[stage], completed=FULL, detail=took, state="done")


class _Sign(ProgressColumn):
    """✓ done, › at work, ✗ failed, · to come."""

    def render(self, task: Task) -> Text:
        signs = {"done": ("✓", GOOD), "working": ("›", "bold"), "failed": ("✗", f"bold {OFF}")}
        sign, style = signs.get(task.fields["state"], ("·", QUIET))
        return Text(f"  {sign}", style=style)


class StageLines:
    """One line when a stage is over, with the time it was seen at work."""

    def __init__(self, console: Console, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._monotonic = monotonic
        self._stage = UPLOAD
        self._since = monotonic()

    def __enter__(self) -> "StageLines":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held."""

    def uploaded(self, done: int, total: int) -> None:
        """Only the end of the upload is worth a line, and the first stage tells it."""

    def worked(self, recording: Recording) -> None:
        stage = recording.progress.stage
        if recording.status == "completed":
            self._done("")
        elif recording.is_finished:
            self._console.print(f"  ✗ {label_of(self._stage)}: {recording.status}", markup=False)
        elif stage and stage != self._stage:
            self._done(stage)

    def _done(self, following: str) -> None:
        now = self._monotonic()
        if self._stage:
            self._console.print(
                f"  ✓ {label_of(self._stage):<10} {now - self._since:6.1f} s", highlight=False
            )
        self._stage, self._since = following, now
