"""What every filler detector promises, on the spotter in its child process and on the fake."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from services.transcribe.adapters.outbound.recognizers.spotting_filler_detector import SpottingFillerDetector
from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.application.ports.fillers import FillerDetector
from services.transcribe.domain.audio import Span
from services.transcribe.domain.words import PossibleFiller
from tests.builders.prepared_audio import RATE, noise, prepared, samples_of, silence
from tests.builders.speech import Speech
from tests.fakes.filler_detector import FakeFillerDetector

SENTENCE = "We met in the morning, uh, and left in the evening."
UNTIL_UH_S = 3.0
"""More than the words before the hesitation take."""


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> LocalAudio:
    folder = tmp_path_factory.mktemp("speech")
    return prepared(folder, samples_of(Speech(folder).say(SENTENCE)))


@pytest.fixture(scope="module")
def spotter() -> Iterator[FillerDetector]:
    detector = SpottingFillerDetector()
    detector.start()
    yield detector
    detector.stop(5.0)


@pytest.fixture(params=["fake", "spotter"])
def detector(request: pytest.FixtureRequest) -> FillerDetector:
    if request.param == "fake":
        return FakeFillerDetector((PossibleFiller("um", Span(1.5, 1.9), 0.6, "fake", "1"),))
    chosen: FillerDetector = request.getfixturevalue("spotter")
    return chosen


def whole(audio: LocalAudio) -> Span:
    return Span(0.0, audio.duration_s)


def test_a_hesitation_is_found_and_says_who_found_it(detector: FillerDetector, spoken: LocalAudio) -> None:
    (filler,) = detector.find(spoken, whole(spoken))
    assert filler.text in ("um", "uh")
    assert 1.0 < filler.span.middle_s < UNTIL_UH_S
    assert 0.0 < filler.confidence < 1.0
    assert filler.detector
    assert filler.version


def test_times_count_from_the_start_of_the_recording(
    spotter: FillerDetector, spoken: LocalAudio, tmp_path: Path
) -> None:
    late = prepared(tmp_path, np.concatenate((silence(5.0), samples_of(spoken.path))))
    (early,) = spotter.find(spoken, whole(spoken))
    (filler,) = spotter.find(late, Span(5.0, late.duration_s))
    assert filler.span.start_s == pytest.approx(early.span.start_s + 5.0, abs=0.02)


def test_a_piece_without_one_has_none(detector: FillerDetector, spoken: LocalAudio) -> None:
    assert detector.find(spoken, Span(0.0, 1.0)) == ()


@pytest.mark.parametrize(
    "samples",
    [silence(2.0), silence(1 / RATE), noise(2.0), np.ones(RATE), noise(0.02), noise(1.0, 1e-4)],
    ids=["silence", "one-sample", "noise", "constant", "a-moment", "faint-noise"],
)
def test_sound_without_speech_has_none(
    spotter: FillerDetector, tmp_path: Path, samples: "np.ndarray[tuple[int], np.dtype[np.float64]]"
) -> None:
    audio = prepared(tmp_path, samples)
    assert spotter.find(audio, whole(audio)) == ()
