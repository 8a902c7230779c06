"""Submitting a recording and watching it, for `submit` and `demo`."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console

from rostrum_client.cli.stages import StageView, stage_view
from rostrum_client.client import RostrumClient, completed
from rostrum_client.documents import Recording, RecordingFields


@dataclass(frozen=True)
class Submission:
    """A recording to send, with what is said about it."""

    file: str
    fields: RecordingFields
    analyses: Sequence[str] = ()
    timeout_s: float | None = None
    wait: bool = field(default=True)


def submit(client: RostrumClient, console: Console, submission: Submission) -> Recording:
    """Uploads and, unless told otherwise, watches until the report is there. Raises where none will be."""
    with stage_view(console) as view:
        recording = client.submit(
            submission.file,
            analyses=submission.analyses,
            uploaded=view.uploaded,
            **submission.fields,
        )
        if submission.wait:
            recording = _watched(client, view, recording, submission.timeout_s)
    return completed(recording) if submission.wait else recording


def _watched(
    client: RostrumClient, view: StageView, recording: Recording, timeout_s: float | None
) -> Recording:
    view.worked(recording)
    for latest in client.watch(recording.id, timeout_s=timeout_s):
        view.worked(latest)
        recording = latest
    return recording
