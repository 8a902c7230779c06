"""How fast, and how evenly."""

from services.analyze.domain.definitions.evidence import RATE_EVIDENCE, VARIATION_EVIDENCE
from services.analyze.domain.measure import NONE, MeasureDefinition
from services.analyze.domain.profiles import Profile
from services.analyze.domain.scales import ACCEPTABLE, IDEAL, Scale, at_least, plateau

PART = "pace"
SLOW, FAST = "slow", "fast"

SYLLABLES_PER_WORD = 1.5
"""Of plain English (Flesch 1948 counts 150 syllables per 100 words); turns bands of words into syllables."""


def words_scale(profile: Profile) -> Scale:
    return plateau(profile.wpm_acceptable, profile.wpm_ideal, SLOW, FAST)


def syllables_scale(profile: Profile, syllables_per_word: float = SYLLABLES_PER_WORD) -> Scale:
    factor = syllables_per_word / 60
    low, high = profile.wpm_acceptable
    ideal_low, ideal_high = profile.wpm_ideal
    return plateau((low * factor, high * factor), (ideal_low * factor, ideal_high * factor), SLOW, FAST)


def variation_scale(_: Profile) -> Scale:
    return Scale(
        edges=(0.08, 0.10, 0.30, 0.40),
        bands=("monotone", ACCEPTABLE, IDEAL, ACCEPTABLE, "erratic"),
        ideal_low=0.10,
        ideal_high=0.30,
        curve=((0.0, 30), (0.08, 60), (0.10, 100), (0.30, 100), (0.40, 60), (0.80, 0)),
    )


def share_scale(_: Profile) -> Scale:
    whole = at_least(0.7, 0.5, "unsteady")
    return Scale(whole.edges, whole.bands, whole.ideal_low)


SPEECH_RATE_WPM = MeasureDefinition(
    name="speech_rate_wpm",
    label="Speech rate",
    part=PART,
    unit="words/min",
    meaning=(
        "Words, fillers left out, per minute from the first to the last speech, pauses included. Where a "
        "text was read, its words count; of what was heard otherwise, only runs of three words or more do."
    ),
    evidence=RATE_EVIDENCE,
    source="Street & Brady 1982; Rodero 2012; Brysbaert 2019 (bands: our synthesis)",
    sentences={
        "": "You spoke {value} words per minute.",
        SLOW: "You spoke {value} words per minute, which is slow here; listeners may drift off.",
        ACCEPTABLE: "You spoke {value} words per minute, which is easy to follow, if not ideal.",
        IDEAL: "You spoke {value} words per minute, which is easy to follow.",
        FAST: "You spoke {value} words per minute, which is fast here; listeners may not keep up.",
    },
    scale=words_scale,
    english_bands=True,
    decimals=0,
)

SPEECH_RATE_SPS = MeasureDefinition(
    name="speech_rate_sps",
    label="Syllable rate",
    part=PART,
    unit="syllables/s",
    meaning=(
        "Syllable nuclei, found in the audio, per second from the first to the last speech, pauses "
        "included. Its bands are those of the speech rate, at the syllables per word of the transcript where "
        "its words count (20 words or more with known syllables), else at 1.5."
    ),
    evidence=RATE_EVIDENCE,
    source="De Jong & Wempe 2009 (nuclei); bands as speech_rate_wpm",
    sentences={
        "": "You spoke {value} syllables per second, pauses included.",
        SLOW: "You spoke {value} syllables per second, pauses included, which is slow here.",
        ACCEPTABLE: "You spoke {value} syllables per second, pauses included: easy to follow, if not ideal.",
        IDEAL: "You spoke {value} syllables per second, pauses included, which is easy to follow.",
        FAST: "You spoke {value} syllables per second, pauses included, which is fast here.",
    },
    scale=syllables_scale,
    english_bands=True,
)

PACE_CV = MeasureDefinition(
    name="pace_cv",
    label="Pace variation",
    part=PART,
    unit="ratio",
    meaning=(
        "Standard deviation divided by mean of the syllable rate in windows of 10 s, one each 5 s; "
        "windows with less than 1 s of speech are left out."
    ),
    evidence=VARIATION_EVIDENCE,
    source="Our synthesis; Rodero 2022 for medium variation",
    sentences={
        "": "Your pace varied by {value}.",
        "monotone": "Your pace hardly varied ({value}); slow down for what matters.",
        ACCEPTABLE: "Your pace varied by {value}, near the range that keeps attention.",
        IDEAL: "Your pace varied by {value}, which keeps attention.",
        "erratic": "Your pace varied by {value}, which is hard to follow.",
    },
    scale=variation_scale,
)

PACE_IN_BAND = MeasureDefinition(
    name="pace_in_band_share",
    label="Time at a good pace",
    part=PART,
    unit="ratio",
    meaning=(
        "Share of the 10 s windows whose syllable rate is within the acceptable range of the profile: "
        "neither slow nor fast."
    ),
    evidence=VARIATION_EVIDENCE,
    source="Share of the windows in the band; not scored, since the rate itself is",
    sentences={
        "": "Your pace was good for {value} of the time.",
        "unsteady": "Your pace was good for {value} of the time; the marked places are the others.",
    },
    scale=share_scale,
    english_bands=True,
)

PACE_SLOW = MeasureDefinition(
    name="pace_slow_share",
    label="Time at a slow pace",
    part=PART,
    unit="ratio",
    meaning="Share of the 10 s windows whose syllable rate is below the acceptable range of the profile.",
    evidence=VARIATION_EVIDENCE,
    source="Share of the windows; not scored, since the rate itself is",
    sentences={"": "Your pace was slow for {value} of the time.", NONE: "Your pace was slow at no time."},
)

PACE_FAST = MeasureDefinition(
    name="pace_fast_share",
    label="Time at a fast pace",
    part=PART,
    unit="ratio",
    meaning="Share of the 10 s windows whose syllable rate is above the acceptable range of the profile.",
    evidence=VARIATION_EVIDENCE,
    source="Share of the windows; not scored, since the rate itself is",
    sentences={"": "Your pace was fast for {value} of the time.", NONE: "Your pace was fast at no time."},
)

PACE_MEASURES = (SPEECH_RATE_WPM, SPEECH_RATE_SPS, PACE_CV, PACE_IN_BAND, PACE_SLOW, PACE_FAST)
