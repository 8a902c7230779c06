"""How often, how long and where the speech stops."""

from services.analyze.domain.definitions.evidence import (
    PAUSES_EVIDENCE,
    PLACEMENT_EVIDENCE,
    PUNCTUATION_EVIDENCE,
    RATE_EVIDENCE,
)
from services.analyze.domain.measure import NONE, MeasureDefinition
from services.analyze.domain.profiles import Profile
from services.analyze.domain.scales import ACCEPTABLE, IDEAL, Scale, at_least

PART = "pause"
LONG = "long"


def longest_scale(profile: Profile) -> Scale:
    return Scale((profile.long_boundary_s,), (IDEAL, LONG), None, profile.long_boundary_s)


def placement_scale(_: Profile) -> Scale:
    return at_least(0.7, 0.5, "mid_clause")


def boundary_length_scale(_: Profile) -> Scale:
    return Scale((0.3, 0.4, 1.2, 2.0), ("short", ACCEPTABLE, IDEAL, ACCEPTABLE, LONG), 0.4, 1.2)


PAUSE_RATE = MeasureDefinition(
    name="pause_rate",
    label="Pauses per minute",
    part=PART,
    unit="per_min",
    meaning="Pauses per minute from the first to the last speech.",
    evidence=RATE_EVIDENCE,
    source=(
        "Goldman-Eisler 1968; De Jong & Bosker 2013 (minimum length); no band: pauses are good or bad "
        "by their place"
    ),
    sentences={"": "You paused at a rate of {value} per minute.", NONE: "You did not pause."},
    decimals=1,
)

PAUSE_MEAN = MeasureDefinition(
    name="pause_mean_s",
    label="Mean pause",
    part=PART,
    unit="s",
    meaning="Mean length of the pauses.",
    evidence=PAUSES_EVIDENCE,
    source="Campione & Véronis 2002 (classes: brief < 0.2 s, medium to 1.0 s, long above)",
    sentences={"": "Your pauses last {value} s on average."},
)

PAUSE_LONGEST = MeasureDefinition(
    name="pause_longest_s",
    label="Longest pause",
    part=PART,
    unit="s",
    meaning=(
        "Length of the longest pause. The band is `long` when some pause is longer than the profile allows "
        "at its place; a pause of unknown place is judged as one at a boundary."
    ),
    evidence="a pause",
    source="Our synthesis; Zandan: pauses of 2 to 3 s, up to 5 s, are accepted",
    sentences={
        "": "Your longest pause lasts {value} s.",
        IDEAL: "Your longest pause lasts {value} s; none is too long for its place.",
        LONG: "Your longest pause lasts {value} s; the marked pauses are longer than comfortable there.",
    },
    scale=longest_scale,
)

PAUSE_PLACEMENT = MeasureDefinition(
    name="pause_placement",
    label="Pauses at boundaries",
    part=PART,
    unit="ratio",
    meaning=(
        "Share of the pauses with a known place that lie at the end of a clause or sentence. Known from the "
        "punctuation of the text that was read, and then scored; else guessed from function words "
        "beside the pause, and not scored."
    ),
    evidence=PLACEMENT_EVIDENCE,
    source="Kahng 2018 (pauses within clauses weigh most in rated fluency); bands: our synthesis",
    sentences={
        "": "{value} of your pauses are at the end of a clause or sentence.",
        "mid_clause": (
            "Only {value} of your pauses are at the end of a clause; the marked ones break a clause."
        ),
    },
    scale=placement_scale,
)

BOUNDARY_PAUSE_MEDIAN = MeasureDefinition(
    name="boundary_pause_median_s",
    label="Pause at punctuation",
    part=PART,
    unit="s",
    meaning="Median length of the pauses at the punctuation of the text that was read.",
    evidence=PUNCTUATION_EVIDENCE,
    source="Liu et al. 2022 (0.6 s is rated most natural); bands: our synthesis; not scored",
    sentences={
        "": "At punctuation you pause for {value} s.",
        "short": "At punctuation you pause for {value} s; about 0.6 s sounds most natural.",
        LONG: "At punctuation you pause for {value} s; about 0.6 s sounds most natural.",
    },
    scale=boundary_length_scale,
)

PAUSES_PER_100_WORDS = MeasureDefinition(
    name="pauses_per_100_words",
    label="Pauses per 100 words",
    part=PART,
    unit="per_100_words",
    meaning="Pauses per 100 words, fillers left out.",
    evidence=RATE_EVIDENCE,
    source="Goldman-Eisler 1968; no band: pauses are good or bad by their place",
    sentences={"": "You paused {value} times per 100 words.", NONE: "You did not pause."},
    decimals=1,
)

MID_CLAUSE_RATE = MeasureDefinition(
    name="mid_clause_pauses_per_min",
    label="Pauses within clauses",
    part=PART,
    unit="per_min",
    meaning="Pauses per minute whose place is known, or guessed, to be within a clause.",
    evidence=PLACEMENT_EVIDENCE,
    source="Kahng 2018 (the strongest correlate of rated fluency); no band: pause_placement is judged",
    sentences={
        "": "Within a clause you paused {value} times per minute.",
        NONE: "You never paused within a clause.",
    },
    decimals=1,
    confidence=0.7,
)

STRATEGIC_RATE = MeasureDefinition(
    name="strategic_pauses_per_min",
    label="Pauses for effect",
    part=PART,
    unit="per_min",
    meaning="Pauses of 0.5 to 2.5 s at the end of a clause or sentence, per minute.",
    evidence=PLACEMENT_EVIDENCE,
    source="Zandan (average speakers make 3.5 deliberate pauses a minute, good ones more); not scored",
    sentences={
        "": "You made {value} pauses per minute that let a thought sink in.",
        NONE: "You made no pause that lets a thought sink in.",
    },
    decimals=1,
    confidence=0.7,
)

PAUSE_MEASURES = (
    PAUSE_RATE,
    PAUSES_PER_100_WORDS,
    PAUSE_MEAN,
    PAUSE_LONGEST,
    PAUSE_PLACEMENT,
    MID_CLAUSE_RATE,
    STRATEGIC_RATE,
    BOUNDARY_PAUSE_MEDIAN,
)
