"""Voice: its loudness, and the quality of the recording, on which the certainty of all measures depends."""

from services.analyze.domain.definitions.evidence import RANGE_SPEECH_S
from services.analyze.domain.definitions.voice_measures import (
    BANDWIDTH,
    CLIPPING,
    LOUDNESS,
    LOUDNESS_RANGE,
    PART,
    SNR,
)
from services.analyze.domain.findings import Findings, given, missing_speech, nothing, scale_of
from services.analyze.domain.loudness import integrated_lufs, range_lu
from services.analyze.domain.material import Material
from services.analyze.domain.measure import Measure, MeasureDefinition, measured
from services.analyze.domain.recording_quality import snr_db


def analyze_voice(material: Material) -> Findings:
    if not material.speech:
        return nothing(PART, "no_speech")
    sound = material.sound
    powers = sound.loudness[sound.frames_within(material.speech)]
    short = missing_speech(material.extent.length_s, RANGE_SPEECH_S)
    return Findings(
        (
            _valued(material, LOUDNESS, integrated_lufs(powers)),
            given(short, LOUDNESS_RANGE, lambda: _valued(material, LOUDNESS_RANGE, range_lu(powers))),
            _valued(material, SNR, snr_db(sound, material.speech), "no_background"),
            _valued(material, CLIPPING, sound.clipping_ratio if len(powers) else None),
            _valued(material, BANDWIDTH, sound.bandwidth_hz or None),
        )
    )


def _valued(
    material: Material, definition: MeasureDefinition, value: float | None, otherwise: str = "silent"
) -> Measure:
    reason = otherwise if value is None else ""
    return given(
        reason, definition, lambda: measured(definition, value or 0.0, scale_of(definition, material))
    )
