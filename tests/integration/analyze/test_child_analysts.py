"""Analyses in child processes: the same findings, and failures that stay alone."""

import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from chassis.errors import Unavailable
from chassis.processes import ChildPool
from services.analyze.adapters.outbound.processes import child_analysts
from services.analyze.adapters.outbound.processes.child_analysts import ChildAnalysts
from services.analyze.adapters.outbound.processes.tasks import PRELOAD
from services.analyze.domain.errors import AnalysisCrashed, AnalysisOverran, AudioUnreadable
from services.analyze.domain.material import Material, Span
from services.analyze.domain.parts import PARTS, run_part
from tests.builders.analyze_material import spoken
from tests.builders.analyze_sound import heard, talk
from tests.builders.failing_analyses import die, die_once, hang, trip


@pytest.fixture(scope="module")
def material() -> Material:
    return spoken(*talk(8, 12, 4.0, 0.75))


@pytest.fixture(scope="module")
def minute() -> tuple[np.ndarray, list[Span]]:
    return talk(16, 12, 4.0, 0.75)


def _stored(folder: Path, samples: np.ndarray, rate: int = 16_000, kind: str = "FLAC") -> Path:
    path = folder / "audio"
    soundfile.write(path, samples, rate, format=kind, subtype="PCM_16")
    return path


def test_a_child_finds_what_this_process_finds(analysts: ChildAnalysts, material: Material) -> None:
    pending = {part: analysts.begin(part, material) for part in PARTS}
    for part, call in pending.items():
        assert call.result() == run_part(part, material)
        assert call.elapsed_s() >= 0


def test_a_child_hears_what_this_process_hears(analysts: ChildAnalysts, tmp_path: Path) -> None:
    samples, _ = talk(3, 12, 4.0, 0.75)
    track = analysts.listen(_stored(tmp_path, samples))
    np.testing.assert_allclose(track.vowel_db, heard(samples).vowel_db, atol=1.0)


@pytest.mark.parametrize(
    ("rate", "channels", "kind"), [(8000, 1, "FLAC"), (16_000, 2, "FLAC"), (16_000, 1, "WAV")]
)
def test_audio_that_ingest_did_not_prepare_is_refused(
    analysts: ChildAnalysts, tmp_path: Path, rate: int, channels: int, kind: str
) -> None:
    samples = np.zeros((1000, channels), np.float32)
    with pytest.raises(AudioUnreadable):
        analysts.listen(_stored(tmp_path, samples, rate, kind))


@pytest.mark.parametrize("content", [b"", b"x", b"fLaC", b"RIFF" + bytes(1000), bytes(10_000)])
def test_bytes_that_are_no_audio_are_refused(analysts: ChildAnalysts, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "audio"
    path.write_bytes(content)
    with pytest.raises(AudioUnreadable):
        analysts.listen(path)


@pytest.mark.parametrize("samples", [1, 159, 160])
def test_audio_of_next_to_nothing_is_heard(analysts: ChildAnalysts, tmp_path: Path, samples: int) -> None:
    track = analysts.listen(_stored(tmp_path, np.zeros(samples, np.float32)))
    assert len(track.level_db) <= 2


@pytest.mark.parametrize(
    ("work", "error"), [(hang, AnalysisOverran), (die, AnalysisCrashed), (trip, AnalysisCrashed)]
)
def test_one_that_fails_is_stopped_alone(
    pool: ChildPool, material: Material, monkeypatch: pytest.MonkeyPatch, work: object, error: type[Exception]
) -> None:
    analysts = ChildAnalysts(pool, deadline_s=2.0)
    healthy = analysts.begin("pause", material)
    monkeypatch.setattr(child_analysts, "work", work)
    broken = analysts.begin("pace", material)
    monkeypatch.undo()
    after = analysts.begin("fluency", material)
    with pytest.raises(error):
        broken.result()
    assert healthy.result() == run_part("pause", material)
    assert after.result() == run_part("fluency", material)


def test_a_child_that_was_killed_is_replaced_and_asked_once_more(
    pool: ChildPool, material: Material, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(child_analysts, "work", die_once)
    pending = ChildAnalysts(pool, deadline_s=10.0).begin("pace", material, tmp_path / "died")
    assert pending.result() == run_part("pace", material)


def test_work_that_is_cut_off_by_the_end_of_the_process_is_no_failure(
    material: Material, monkeypatch: pytest.MonkeyPatch
) -> None:
    analysts = ChildAnalysts(ChildPool(1, preload=PRELOAD), deadline_s=2.0)
    analysts.start()
    monkeypatch.setattr(child_analysts, "work", hang)
    running, waiting = analysts.begin("pace", material), analysts.begin("pause", material)
    analysts.stop(1.0)
    for pending in (waiting, running):
        with pytest.raises(Unavailable):
            pending.result()


def test_a_minute_takes_less_than_half_a_second_of_one_core(minute: tuple[np.ndarray, list[Span]]) -> None:
    """Processor time, so that a busy machine does not matter; measured 0.15 s."""
    samples, spans = minute
    begun = time.process_time()
    material = spoken(samples, spans)
    for part in PARTS:
        run_part(part, material)
    assert time.process_time() - begun < 0.5
