"""How loud the voice is, and how good the recording of it."""

from services.analyze.domain.definitions.evidence import (
    BACKGROUND_EVIDENCE,
    RANGE_EVIDENCE,
    SPEECH_EVIDENCE,
)
from services.analyze.domain.measure import NONE, MeasureDefinition
from services.analyze.domain.profiles import Profile
from services.analyze.domain.recording_quality import CLIPPED, GOOD_SNR_DB, NARROW_HZ
from services.analyze.domain.scales import ACCEPTABLE, IDEAL, Scale

PART = "voice"
CLEAR_SNR_DB = 25.0
FULL_HZ = 5000.0


def snr_scale(_: Profile) -> Scale:
    return Scale((GOOD_SNR_DB, CLEAR_SNR_DB), ("noisy", ACCEPTABLE, IDEAL))


def clipping_scale(_: Profile) -> Scale:
    return Scale((CLIPPED,), (IDEAL, "clipped"))


def bandwidth_scale(_: Profile) -> Scale:
    return Scale((NARROW_HZ, FULL_HZ), ("narrow", ACCEPTABLE, IDEAL))


LOUDNESS = MeasureDefinition(
    name="loudness_lufs",
    label="Loudness",
    part=PART,
    unit="LUFS",
    meaning="Integrated loudness of the speech, with the gates of the standard.",
    evidence=SPEECH_EVIDENCE,
    source="ITU-R BS.1770-4; podcasts are published at -16; no band: the recording level is no skill",
    sentences={"": "The recording's loudness is {value} LUFS."},
    decimals=1,
)

LOUDNESS_RANGE = MeasureDefinition(
    name="loudness_range_lu",
    label="Loudness range",
    part=PART,
    unit="LU",
    meaning="From the 10th to the 95th percentile of the loudness of 3 s, with the gates of the standard.",
    evidence=RANGE_EVIDENCE,
    source="EBU Tech 3342; no band",
    sentences={"": "The loudness moves within {value} LU."},
    decimals=1,
)

SNR = MeasureDefinition(
    name="snr_db",
    label="Speech above noise",
    part=PART,
    unit="dB",
    meaning=(
        "Level of the speech above the quieter part of what is not speech. Below 15 dB all measures of the "
        "recording are less certain."
    ),
    evidence=BACKGROUND_EVIDENCE,
    source="Own, from level and voice activity; bands: our synthesis; not scored, since it is no skill",
    sentences={
        "": "Your speech is {value} dB louder than the background.",
        "noisy": "Your speech is only {value} dB louder than the background; all measures are less certain.",
    },
    scale=snr_scale,
    decimals=0,
)

CLIPPING = MeasureDefinition(
    name="clipping_ratio",
    label="Clipping",
    part=PART,
    unit="ratio",
    meaning="Share of the samples at full scale.",
    evidence=SPEECH_EVIDENCE,
    source="Own; from 0.1 % on it is heard; not scored, since it is no skill",
    sentences={
        "": "{value} of the recording is clipped.",
        NONE: "Nothing is clipped.",
        "clipped": "{value} of the recording is clipped; speak further from the microphone or turn it down.",
    },
    scale=clipping_scale,
)

BANDWIDTH = MeasureDefinition(
    name="bandwidth_hz",
    label="Bandwidth",
    part=PART,
    unit="Hz",
    meaning="Up to which frequency the recording reaches within 55 dB of its strongest one; 8000 at most.",
    evidence=SPEECH_EVIDENCE,
    source="Own, from the mean spectrum; not scored, since it is no skill",
    sentences={
        "": "The recording reaches up to {value} Hz.",
        "narrow": "The recording reaches up to {value} Hz only, less than a telephone.",
    },
    scale=bandwidth_scale,
    decimals=0,
)

VOICE_MEASURES = (LOUDNESS, LOUDNESS_RANGE, SNR, CLIPPING, BANDWIDTH)
QUALITY_MEASURES = frozenset({SNR.name, CLIPPING.name, BANDWIDTH.name})
"""Of the recording, not of the speaker: they say how far the others may be relied on."""
