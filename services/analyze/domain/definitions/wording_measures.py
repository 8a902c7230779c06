"""What the transcript shows: fillers, and the text that was read."""

from services.analyze.domain.definitions.evidence import RATE_EVIDENCE
from services.analyze.domain.measure import NONE, MeasureDefinition
from services.analyze.domain.profiles import Profile
from services.analyze.domain.scales import ACCEPTABLE, IDEAL, Scale, at_most

FILLERS = "fillers"
READING = "reading"


def fillers_scale(profile: Profile) -> Scale:
    return at_most(profile.fillers_ok, profile.fillers_many, "many")


FILLERS_PER_MIN = MeasureDefinition(
    name="fillers_per_min",
    label="Fillers per minute",
    part=FILLERS,
    unit="per_min",
    meaning=(
        "Certain fillers (um, uh, er) per minute from the first to the last speech. Band and score are given "
        "only with 30 s of speech, since recognisers miss fillers, and only where the possible fillers, if "
        "all were real, would leave the band as it is."
    ),
    evidence=RATE_EVIDENCE,
    source="Zandan (about 1 per minute is best, 5 average); Orai; bands: our synthesis",
    sentences={
        "": "Fillers such as um: {value} per minute.",
        NONE: "No filler such as um was heard for certain.",
        ACCEPTABLE: "Fillers such as um: {value} per minute; some, and not too many.",
        IDEAL: "Fillers such as um: {value} per minute, which nobody minds.",
        "many": "Fillers such as um: {value} per minute; a silent pause serves better.",
    },
    scale=fillers_scale,
    decimals=1,
)

POSSIBLE_FILLERS_PER_MIN = MeasureDefinition(
    name="possible_fillers_per_min",
    label="Possible fillers per minute",
    part=FILLERS,
    unit="per_min",
    meaning=(
        "Places per minute where a detector heard what may be a filler; some are none, and others "
        "are missed. Never scored."
    ),
    evidence=RATE_EVIDENCE,
    source="Keyword detector of the recogniser: recall 0.59, precision 0.90 on one speaker",
    sentences={
        "": "Possible fillers: {value} per minute; listen to the marked places to tell.",
        NONE: "No possible filler was heard.",
    },
    decimals=1,
)

DISCOURSE_PER_MIN = MeasureDefinition(
    name="discourse_markers_per_min",
    label="Filling phrases per minute",
    part=FILLERS,
    unit="per_min",
    meaning=(
        "Like, you know, I mean, so, basically and others, per minute, only where they stand between two "
        "pauses, fillers or marks of punctuation: never by the word alone. Not scored, since a pause may "
        "follow a word that is meant."
    ),
    evidence=RATE_EVIDENCE,
    source="Own rule by position; no band",
    sentences={
        "": "Filling phrases such as you know: {value} per minute.",
        NONE: "No filling phrase such as you know was heard.",
    },
    decimals=1,
    confidence=0.6,
)

WORDS_CORRECT_PER_MIN = MeasureDefinition(
    name="words_correct_per_min",
    label="Correct words per minute",
    part=READING,
    unit="words/min",
    meaning=(
        "Words of the text that were heard in their place, per minute from the first to the last speech. "
        "Only where the transcript's quality is high: else the recogniser's errors would count as the "
        "reader's."
    ),
    evidence=RATE_EVIDENCE,
    source="Hasbrouck & Tindal 2017 (oral reading fluency); no band: their norms are by school year",
    sentences={"": "You read {value} words of the text per minute as they are written."},
    decimals=0,
    confidence=0.7,
)

RECOGNIZER_WER = MeasureDefinition(
    name="recognizer_wer",
    label="The recogniser's word error rate",
    part=READING,
    unit="ratio",
    meaning=(
        "Words that the recogniser got wrong against the text that was read, both normalised, divided by the "
        "words of the text. It says how well the recogniser followed, not how well the text was read: a "
        "perfect reading may have a high one. Never scored."
    ),
    evidence="a text that was read",
    source="jiwer; (substitutions + deletions + insertions) / words",
    sentences={
        "": "The recogniser differs from the text in {value} of the words. This is its error, not yours."
    },
)

FILLER_MEASURES = (FILLERS_PER_MIN, POSSIBLE_FILLERS_PER_MIN, DISCOURSE_PER_MIN)
READING_MEASURES = (RECOGNIZER_WER, WORDS_CORRECT_PER_MIN)
