"""Progress by stage, with and without a terminal."""

import io

from rich.console import Console
from rostrum_client.cli.stages import StageBars, StageLines, stage_view
from rostrum_client.documents import Recording

from tests.fakes.gateway_recordings import all_stages, recording


def a_console(*, terminal: bool) -> tuple[Console, io.StringIO]:
    file = io.StringIO()
    return Console(file=file, force_terminal=terminal, width=80, color_system=None, _environ={}), file


def test_where_nothing_can_move_each_stage_has_a_line() -> None:
    console, file = a_console(terminal=False)
    moments = iter(range(100))
    with StageLines(console, monotonic=lambda: float(next(moments))) as view:
        view.uploaded(1, 2)
        for step in all_stages():
            view.worked(Recording.of(step))
    assert file.getvalue().splitlines() == [
        "  ✓ Upload        1.0 s",
        "  ✓ Prepare       1.0 s",
        "  ✓ Transcribe    1.0 s",
        "  ✓ Analyze       1.0 s",
        "  ✓ Report        1.0 s",
    ]


def test_the_stage_that_failed_is_named() -> None:
    console, file = a_console(terminal=False)
    with stage_view(console) as view:
        view.worked(Recording.of(recording("prepared", 1)))
        view.worked(Recording.of(recording("failed", 1)))
    assert file.getvalue().splitlines()[-1] == "  ✗ Transcribe: failed"


def test_a_terminal_shows_all_stages_from_the_start_and_all_done_at_the_end() -> None:
    console, file = a_console(terminal=True)
    view = stage_view(console)
    assert isinstance(view, StageBars)
    with view:
        view.uploaded(1_000_000, 2_000_000)
        for step in all_stages():
            view.worked(Recording.of(step))
    last = file.getvalue().rpartition("Upload")[2]
    assert last.count("100 %") == 5


def test_a_stage_at_work_tells_how_much_audio_is_done() -> None:
    console, file = a_console(terminal=True)
    with StageBars(console) as view:
        view.uploaded(1, 1)
        view.worked(Recording.of(recording("prepared", 1, 0.5)))
    last = file.getvalue().rpartition("Upload")[2]
    assert "✓ Prepare" in last
    assert "12 of 24 s of audio" in last
    assert "· Analyze" in last


def test_a_stage_that_is_not_known_here_gets_a_bar_of_its_own() -> None:
    console, file = a_console(terminal=True)
    step = recording("prepared")
    step["progress"] = {"stage": "translate", "fraction": 0.5}
    with StageBars(console) as view:
        view.worked(Recording.of(step))
    assert "Translate" in file.getvalue()
