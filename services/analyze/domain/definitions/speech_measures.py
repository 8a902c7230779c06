"""How much of the time is speech, and how it flows between the pauses."""

from services.analyze.domain.definitions.evidence import RATE_EVIDENCE, SPEECH_EVIDENCE
from services.analyze.domain.measure import NONE, MeasureDefinition

PART = "fluency"

SPEAKING_TIME = MeasureDefinition(
    name="speaking_time_s",
    label="Speaking time",
    part=PART,
    unit="s",
    meaning="Time with speech: from the first to the last speech, the pauses left out.",
    evidence=SPEECH_EVIDENCE,
    source="Voice activity and energy",
    sentences={"": "You spoke for {value} s, pauses not counted."},
    decimals=1,
)

PHONATION_TIME_RATIO = MeasureDefinition(
    name="phonation_time_ratio",
    label="Share of speech",
    part=PART,
    unit="ratio",
    meaning="Speaking time divided by the time from the first to the last speech.",
    evidence=RATE_EVIDENCE,
    source="De Jong & Wempe 2009; no band: compare it with your own",
    sentences={"": "You were speaking for {value} of the time; the rest is pauses."},
)

ARTICULATION_RATE = MeasureDefinition(
    name="articulation_rate",
    label="Articulation rate",
    part=PART,
    unit="syllables/s",
    meaning="Syllable nuclei, found in the audio, per second of speaking time, the pauses left out.",
    evidence=RATE_EVIDENCE,
    source="De Jong & Wempe 2009; Jacewicz 2010 (differs by dialect and age, so no band)",
    sentences={"": "Between pauses you spoke {value} syllables per second."},
)

MEAN_LENGTH_OF_RUN = MeasureDefinition(
    name="mean_length_of_run",
    label="Mean length of run",
    part=PART,
    unit="syllables",
    meaning="Mean number of syllable nuclei between two pauses.",
    evidence=RATE_EVIDENCE,
    source="Hincks 2005; no band: longer is not always better",
    sentences={"": "You spoke {value} syllables from pause to pause on average."},
    decimals=1,
)

REPETITIONS = MeasureDefinition(
    name="repetitions_per_100_words",
    label="Repetitions",
    part=PART,
    unit="per_100_words",
    meaning=(
        "Words or phrases of up to three words said again at once, per 100 words; what the text repeats "
        "too, and words that are doubled on purpose (very, very), are left out."
    ),
    evidence=RATE_EVIDENCE,
    source="Bortfeld 2001 (rise with the load of planning, so no band)",
    sentences={
        "": "Words said again at once: {value} per 100 words.",
        NONE: "No word or phrase was heard twice in a row.",
    },
    decimals=1,
)

RESTARTS = MeasureDefinition(
    name="restarts_per_100_words",
    label="Restarts",
    part=PART,
    unit="per_100_words",
    meaning=(
        "Places, per 100 words, where a word that opens a phrase is said again 2 to 4 words later, after a "
        "pause or a filler, and goes on otherwise (we want, we need); what the text that was read has too "
        "is left out."
    ),
    evidence=RATE_EVIDENCE,
    source="Bortfeld 2001 (rise with the load of planning, so no band); own rule",
    sentences={
        "": "Sentences begun anew: {value} per 100 words.",
        NONE: "No sentence was begun anew.",
    },
    decimals=1,
    confidence=0.6,
)

REPAIRS = MeasureDefinition(
    name="repairs_per_100_words",
    label="Repairs",
    part=PART,
    unit="per_100_words",
    meaning=(
        "Editing terms after a pause, a filler or punctuation (sorry, or rather, no wait), per 100 words."
    ),
    evidence=RATE_EVIDENCE,
    source="Levelt 1983; no band: to put right what was wrong is no fault",
    sentences={
        "": "You put yourself right {value} times per 100 words.",
        NONE: "You did not take back anything you said.",
    },
    decimals=1,
    confidence=0.7,
)

FLUENCY_MEASURES = (
    SPEAKING_TIME,
    PHONATION_TIME_RATIO,
    ARTICULATION_RATE,
    MEAN_LENGTH_OF_RUN,
    REPETITIONS,
    RESTARTS,
    REPAIRS,
)
