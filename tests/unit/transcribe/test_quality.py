"""The grade and its reasons."""

from dataclasses import replace

import pytest

from services.transcribe.domain.audio import RecordingMeasures
from services.transcribe.domain.quality import Evidence, Grade, Reason, ReferenceStatus, grade
from tests.builders.transcribe_words import GOOD_SOUND

READ = Evidence(
    speech=True,
    words=True,
    follows_free_speech=False,
    reference_status=ReferenceStatus.READ,
    reference_fit=0.95,
)
FREE = replace(READ, reference_status=ReferenceStatus.NONE, reference_fit=None)


@pytest.mark.parametrize(
    ("evidence", "expected", "reasons"),
    [
        (READ, Grade.HIGH, []),
        (replace(READ, reference_fit=0.6), Grade.MEDIUM, [Reason.LOW_REFERENCE_FIT]),
        (
            replace(READ, reference_status=ReferenceStatus.PARTLY_READ, reference_fit=0.5),
            Grade.MEDIUM,
            [Reason.REFERENCE_PARTLY_READ],
        ),
        (
            replace(READ, reference_status=ReferenceStatus.NOT_READ, reference_fit=0.0),
            Grade.LOW,
            [Reason.REFERENCE_NOT_READ, Reason.ENGINE_FREE_SPEECH],
        ),
        (
            replace(READ, reference_status=ReferenceStatus.UNCLEAR, reference_fit=0.1),
            Grade.LOW,
            [Reason.REFERENCE_UNCLEAR],
        ),
        (FREE, Grade.LOW, [Reason.ENGINE_FREE_SPEECH]),
        (replace(FREE, follows_free_speech=True), Grade.HIGH, []),
        (replace(FREE, speech=False, words=False, follows_free_speech=True), Grade.LOW, [Reason.NO_SPEECH]),
        (replace(FREE, words=False, follows_free_speech=True), Grade.LOW, [Reason.NO_WORDS]),
    ],
)
def test_what_was_said_decides(evidence: Evidence, expected: Grade, reasons: list[Reason]) -> None:
    quality = grade(evidence, GOOD_SOUND)
    assert quality.grade is expected
    assert list(quality.reasons) == reasons


@pytest.mark.parametrize(
    ("sound", "expected", "reasons"),
    [
        (replace(GOOD_SOUND, snr_db=9.0), Grade.MEDIUM, [Reason.NOISY_RECORDING]),
        (replace(GOOD_SOUND, level_dbfs=-60.0), Grade.MEDIUM, [Reason.QUIET_RECORDING]),
        (replace(GOOD_SOUND, clipping_ratio=0.05), Grade.MEDIUM, [Reason.CLIPPED_RECORDING]),
        (replace(GOOD_SOUND, bandwidth_hz=3400.0), Grade.MEDIUM, [Reason.NARROW_BAND_RECORDING]),
        (
            RecordingMeasures(level_dbfs=-60.0, snr_db=3.0, clipping_ratio=0.0, bandwidth_hz=None),
            Grade.LOW,
            [Reason.NOISY_RECORDING, Reason.QUIET_RECORDING],
        ),
    ],
)
def test_each_weakness_of_the_recording_costs_a_step(
    sound: RecordingMeasures, expected: Grade, reasons: list[Reason]
) -> None:
    quality = grade(READ, sound)
    assert quality.grade is expected
    assert list(quality.reasons) == reasons
