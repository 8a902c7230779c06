"""Loudness as the standard has it, and the quality of a recording, which lowers what is claimed."""

import numpy as np
import pyloudnorm
import pytest

from services.analyze.domain.listening import SAMPLE_RATE
from services.analyze.domain.loudness import integrated_lufs, range_lu
from services.analyze.domain.material import Span
from services.analyze.domain.measure import Measure
from services.analyze.domain.parts import PARTS, run_part
from tests.builders.analyze_material import by_name, spoken
from tests.builders.analyze_sound import Samples, heard, silence, syllables, talk, with_room_tone


def _measures(samples: Samples, spans: list[Span]) -> dict[str, Measure]:
    return by_name(run_part("voice", spoken(samples, spans)).measures)


def _noisy(samples: Samples, snr_db: float) -> Samples:
    power = np.mean(np.square(samples[np.abs(samples) > 0]))
    noise = np.random.default_rng(5).standard_normal(len(samples)) * np.sqrt(power / 10 ** (snr_db / 10))
    return np.asarray(samples + noise, np.float32)


@pytest.mark.parametrize("level", [0.02, 0.1, 0.5])
@pytest.mark.parametrize("pitch_hz", [100.0, 250.0])
def test_loudness_is_that_of_a_library_of_the_standard(level: float, pitch_hz: float) -> None:
    run = syllables(40, 4, pitch_hz=pitch_hz, level=level)
    samples = np.concatenate([run, silence(3), run * np.float32(0.5)])
    expected = pyloudnorm.Meter(SAMPLE_RATE).integrated_loudness(samples.astype(np.float64))
    assert integrated_lufs(heard(samples).loudness) == pytest.approx(expected, abs=0.15)


def test_the_range_is_that_between_loud_and_quiet() -> None:
    run = syllables(80, 4)
    track = heard(np.concatenate([run, run * np.float32(0.25)]))
    assert range_lu(track.loudness) == pytest.approx(12, abs=0.5)


def test_silence_has_no_loudness() -> None:
    assert integrated_lufs(heard(silence(5)).loudness) is None
    assert range_lu(heard(silence(5)).loudness) is None
    assert _measures(silence(5), [Span(0, 5)])["loudness_lufs"].reason == "silent"


@pytest.mark.parametrize(("snr_db", "band"), [(5, "noisy"), (20, "acceptable"), (35, "ideal")])
def test_speech_above_noise(snr_db: float, band: str) -> None:
    samples, spans = talk(8, 12, 4.0, 0.75)
    measure = _measures(_noisy(samples, snr_db), spans)["snr_db"]
    assert measure.value == pytest.approx(snr_db, abs=1.5)
    assert measure.band == band


def test_speech_without_a_gap_has_no_background() -> None:
    samples = syllables(80, 4)
    assert _measures(samples, [Span(0, 20)])["snr_db"].reason == "no_background"


def test_clipping_is_counted() -> None:
    samples, spans = talk(8, 12, 4.0, 0.75)
    assert _measures(samples, spans)["clipping_ratio"].value == 0
    clipped = _measures(np.clip(samples * np.float32(8), -1, 1), spans)["clipping_ratio"]
    assert clipped.band == "clipped"


def test_a_narrow_recording_is_seen() -> None:
    samples, spans = talk(8, 12, 4.0, 0.75)
    wide = with_room_tone(samples) + np.asarray(_noisy(samples, 30) - samples, np.float32)
    spectrum = np.fft.rfft(wide)
    spectrum[np.fft.rfftfreq(len(wide), 1 / SAMPLE_RATE) > 2500] = 0
    narrow = np.fft.irfft(spectrum, len(wide)).astype(np.float32)
    assert _measures(wide, spans)["bandwidth_hz"].band == "ideal"
    assert _measures(narrow, spans)["bandwidth_hz"].value == pytest.approx(2500, abs=100)


def test_a_poor_recording_lowers_what_is_relied_on() -> None:
    samples, spans = talk(8, 12, 4.0, 0.75)
    for part in ("pause", "pace", "fluency", "prosody"):
        good, poor = (
            {
                m.name: m.confidence
                for m in run_part(part, spoken(sound, spans)).measures
                if m.value is not None
            }
            for sound in (_noisy(samples, 40), _noisy(samples, 5))
        )
        shared = good.keys() & poor.keys()
        assert shared
        assert all((poor[name] or 0) < (good[name] or 0) for name in shared)


@pytest.mark.parametrize("part", PARTS)
def test_what_is_measured_says_how_far_to_rely_on_it(part: str) -> None:
    for measure in run_part(part, spoken(*talk(8, 12, 4.0, 0.75))).measures:
        assert (measure.confidence is None) == (measure.value is None)
