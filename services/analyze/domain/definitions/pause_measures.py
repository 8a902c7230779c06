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

PAUSE_MEASURES = (PAUSE_RATE, PAUSE_MEAN, PAUSE_LONGEST, PAUSE_PLACEMENT, BOUNDARY_PAUSE_MEDIAN)
