"""What may not change a measure, and what must."""

import numpy as np
import pytest

from services.analyze.domain.listening import SAMPLE_RATE
from services.analyze.domain.material import Material, Span
from services.analyze.domain.measure import Measure
from services.analyze.domain.parts import PARTS
from tests.builders.analyze_material import by_name, spoken
from tests.builders.analyze_sound import silence, talk

RATES = (
    "speech_rate_sps",
    "articulation_rate",
    "pause_rate",
    "phonation_time_ratio",
    "pause_mean_s",
    "pace_cv",
)


def _measures(material: Material) -> dict[str, Measure]:
    return by_name([measure for part in PARTS.values() for measure in part(material).measures])


def _moved(spans: list[Span], by_s: float) -> list[Span]:
    return [Span(span.start_s + by_s, span.end_s + by_s) for span in spans]


@pytest.mark.parametrize(("before_s", "after_s"), [(0, 5), (3, 0), (7.3, 4.1), (60, 60)])
def test_silence_at_the_ends_changes_no_rate(before_s: float, after_s: float) -> None:
    samples, spans = talk(12, 12, 4.0, 0.6)
    longer = np.concatenate([silence(before_s), samples, silence(after_s)])
    plain, padded = _measures(spoken(samples, spans)), _measures(spoken(longer, _moved(spans, before_s)))
    for name in RATES:
        assert padded[name].value == pytest.approx(plain[name].value, rel=0.01, abs=0.005), name
        assert padded[name].band == plain[name].band


@pytest.mark.parametrize("name", ["speech_rate_sps", "articulation_rate", "pause_rate"])
def test_twice_the_speed_is_twice_the_rate(name: str) -> None:
    """Every second sample: all of it is twice as fast, and an octave up."""
    samples, spans = talk(16, 10, 3.0, 0.8)
    fast = samples[::2]
    faster = [Span(span.start_s / 2, span.end_s / 2) for span in spans]
    slow, quick = _measures(spoken(samples, spans))[name], _measures(spoken(fast, faster))[name]
    assert slow.value
    assert quick.value == pytest.approx(2 * slow.value, rel=0.08)


def test_said_twice_is_as_fast_as_said_once() -> None:
    samples, spans = talk(6, 12, 4.0, 0.6)
    length = len(samples) / SAMPLE_RATE
    twice = np.concatenate([samples, silence(0.6), samples])
    once = _measures(spoken(samples, spans))
    both = _measures(spoken(twice, [*spans, *_moved(spans, length + 0.6)]))
    assert both["articulation_rate"].value == pytest.approx(once["articulation_rate"].value, rel=0.02)
    assert both["speaking_time_s"].value == pytest.approx(2 * (once["speaking_time_s"].value or 0), rel=0.02)


@pytest.mark.parametrize("factor", [0.01, 0.1, 3.0])
def test_the_level_changes_nothing(factor: float) -> None:
    samples, spans = talk(6, 12, 4.0, 0.6)
    plain, other = _measures(spoken(samples, spans)), _measures(spoken(samples * np.float32(factor), spans))
    for name in ("speech_rate_sps", "pause_rate", "pause_mean_s"):
        assert other[name].value == pytest.approx(plain[name].value, rel=0.02, abs=0.03)


def test_the_same_recording_has_the_same_measures() -> None:
    samples, spans = talk(6, 12, 4.0, 0.6)
    assert _measures(spoken(samples, spans)) == _measures(spoken(samples, spans))
