"""How the voice moves: pitch and loudness, named by what is measured and never by a feeling."""

from services.analyze.domain.definitions.evidence import (
    PHRASES_EVIDENCE,
    VARIATION_EVIDENCE,
    VOICED_EVIDENCE,
)
from services.analyze.domain.measure import NONE, MeasureDefinition
from services.analyze.domain.profiles import Profile
from services.analyze.domain.scales import ACCEPTABLE, IDEAL, Scale

PART = "prosody"
MONOTONE = "monotone"
FLAT_BELOW_IDEAL, EXAGGERATED_ABOVE_IDEAL = 0.03, 0.07


def pitch_variation_scale(profile: Profile) -> Scale:
    low, high = profile.pitch_variation_ideal
    flat, exaggerated = low - FLAT_BELOW_IDEAL, high + EXAGGERATED_ABOVE_IDEAL
    return Scale(
        edges=(flat, low, high, exaggerated),
        bands=(MONOTONE, ACCEPTABLE, IDEAL, ACCEPTABLE, "exaggerated"),
        ideal_low=low,
        ideal_high=high,
        curve=((0.0, 20), (flat, 60), (low, 100), (high, 100), (exaggerated, 60), (2 * exaggerated, 0)),
    )


PITCH_MEDIAN = MeasureDefinition(
    name="pitch_median_hz",
    label="Median pitch",
    part=PART,
    unit="Hz",
    meaning="Median of the pitch wherever the speech is voiced.",
    evidence=VOICED_EVIDENCE,
    source="Boersma 1993 (autocorrelation); De Jong & Wempe 2009; a voice's own height has no band",
    sentences={"": "Your voice lies at {value} Hz."},
    decimals=0,
)

PITCH_RANGE = MeasureDefinition(
    name="pitch_range_st",
    label="Pitch range",
    part=PART,
    unit="semitones",
    meaning="From the 5th to the 95th percentile of the pitch.",
    evidence=VOICED_EVIDENCE,
    source="Traunmüller & Eriksson 1995 (in semitones women and men are alike); no band: compare your own",
    sentences={"": "Your voice moves within {value} semitones."},
    decimals=1,
)

PITCH_SD = MeasureDefinition(
    name="pitch_sd_st",
    label="Pitch deviation",
    part=PART,
    unit="semitones",
    meaning="Standard deviation of the pitch in windows of 10 s, one each 5 s, averaged.",
    evidence=VARIATION_EVIDENCE,
    source="Hincks & Edlund 2009; no band: pitch_variation says the same and is judged",
    sentences={"": "Around its middle your voice moves by {value} semitones."},
    decimals=1,
)

PITCH_VARIATION = MeasureDefinition(
    name="pitch_variation",
    label="Pitch variation",
    part=PART,
    unit="ratio",
    meaning=(
        "Standard deviation of the pitch in Hz divided by its mean (pitch variation quotient), in windows "
        "of 10 s, one each 5 s, averaged; windows with less than 1.5 s of voice are left out."
    ),
    evidence=VARIATION_EVIDENCE,
    source="Hincks 2004 and 2005; Rodero 2022 for medium variation; bands: our synthesis",
    sentences={
        "": "Your pitch varies by {value}.",
        MONOTONE: "Your pitch varies by {value}, which is flat; let it rise and fall for what matters.",
        ACCEPTABLE: "Your pitch varies by {value}, near the range that is lively to listen to.",
        IDEAL: "Your pitch varies by {value}, which is lively to listen to.",
        "exaggerated": "Your pitch varies by {value}, which is more than listeners like.",
    },
    scale=pitch_variation_scale,
    confidence=0.8,
)

MONOTONE_SHARE = MeasureDefinition(
    name="monotone_share",
    label="Monotone stretches",
    part=PART,
    unit="ratio",
    meaning="Share of the windows of 10 s whose pitch variation is in the band `monotone` of the profile.",
    evidence=VARIATION_EVIDENCE,
    source="Hincks 2004 (windows); not scored, since the variation itself is",
    sentences={
        "": "For {value} of the time your pitch hardly moves; listen to the marked places.",
        NONE: "No stretch of 10 s is monotone.",
    },
    confidence=0.8,
)

TERMINAL_RISES = MeasureDefinition(
    name="terminal_rise_share",
    label="Rising ends",
    part=PART,
    unit="ratio",
    meaning=(
        "Share of the phrases, from pause to pause, whose pitch rises by more than 2 semitones in their last "
        "half second. Described, never judged: questions and many ways of speaking rise."
    ),
    evidence=PHRASES_EVIDENCE,
    source="Own, from the pitch; no band on purpose",
    sentences={
        "": "Your pitch rises at the end of {value} of your phrases.",
        NONE: "Your pitch rises at the end of no phrase.",
    },
    confidence=0.7,
)

LOUDNESS_VARIATION = MeasureDefinition(
    name="loudness_variation_db",
    label="Loudness variation",
    part=PART,
    unit="dB",
    meaning="Standard deviation of the mean levels of the phrases, from pause to pause.",
    evidence=PHRASES_EVIDENCE,
    source="Own, from the level; no band: distance to the microphone counts in it",
    sentences={"": "From phrase to phrase your loudness varies by {value} dB."},
    decimals=1,
    confidence=0.8,
)

PROSODY_MEASURES = (
    PITCH_MEDIAN,
    PITCH_RANGE,
    PITCH_SD,
    PITCH_VARIATION,
    MONOTONE_SHARE,
    TERMINAL_RISES,
    LOUDNESS_VARIATION,
)
