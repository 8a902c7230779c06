"""What was said: how an answer meets its question, and how it is put.

The offline measures count what can be counted. Whether something is right, or well said, is judged by a text
model where one is configured; those criteria are `unavailable` otherwise, never zero.
"""

from services.analyze.domain.measure import MeasureDefinition
from services.analyze.domain.profiles import Profile
from services.analyze.domain.scales import ACCEPTABLE, IDEAL, Scale, at_least, plateau

DOMAIN, COMMUNICATION = "domain", "communication"
_ANSWER = "an answer of 25 words"
_ASKED = "a question or key points, and an answer of 25 words"
_SENTENCES = "an answer of 25 words, written with punctuation"
_OURS = "Counted on the transcript; bands: our synthesis"


def graded(profile: Profile) -> Scale:
    """A judgement of 0 to 100 is its own score."""
    del profile
    return Scale((40, 70), ("weak", ACCEPTABLE, IDEAL), 70, None, ((0, 0), (100, 100)))


DOMAIN_SCORE = MeasureDefinition(
    name="domain_score",
    label="What was said",
    part=DOMAIN,
    unit="score",
    meaning=(
        "Mean score of the criteria of this part: those that the text model judged where there is one, else "
        "relevance, coverage and depth as counted. An empty, short or beside-the-point answer has none."
    ),
    evidence=_ASKED,
    source="Our synthesis; the criteria are those of structured interviews",
    sentences={
        "": "What was said reaches {value} of 100.",
        "weak": "What was said reaches {value} of 100; the criteria below tell what is missing.",
    },
    scale=graded,
    decimals=0,
    confidence=0.5,
)

COMMUNICATION_SCORE = MeasureDefinition(
    name="communication_score",
    label="How it was put",
    part=COMMUNICATION,
    unit="score",
    meaning=(
        "Mean score of the criteria of this part: those that the text model judged where there is one, else "
        "clarity, structure, coherence and conciseness as counted; how varied the words are, wording tells."
    ),
    evidence=_ANSWER,
    source="Our synthesis",
    sentences={
        "": "How it was put reaches {value} of 100.",
        "weak": "How it was put reaches {value} of 100; the criteria below tell what is missing.",
    },
    scale=graded,
    decimals=0,
    confidence=0.5,
)


def _relevance(profile: Profile) -> Scale:
    del profile
    return at_least(0.6, 0.25, "distant")


ANSWER_RELEVANCE = MeasureDefinition(
    name="answer_relevance",
    label="Relevance",
    part=DOMAIN,
    unit="ratio",
    meaning="Share of the question's terms that the answer takes up, by stem; six of a long one are all.",
    evidence=_ASKED,
    source=_OURS,
    sentences={
        "": "The answer takes up {value} of what the question is about.",
        "distant": "The answer takes up {value} of what the question is about; name what you were asked for.",
    },
    scale=_relevance,
    confidence=0.5,
)


def _coverage(profile: Profile) -> Scale:
    del profile
    return at_least(0.8, 0.5, "gaps")


ANSWER_COVERAGE = MeasureDefinition(
    name="answer_coverage",
    label="Coverage",
    part=DOMAIN,
    unit="ratio",
    meaning=(
        "Share of the key points that the answer mentions, a point by half of its terms; without key points, "
        "whether it draws on the skills of the résumé: three of them are all."
    ),
    evidence="key points or skills, and an answer of 25 words",
    source=_OURS,
    sentences={
        "": "{value} of the expected points are there.",
        "gaps": "{value} of the expected points are there.",
    },
    scale=_coverage,
    confidence=0.5,
)


def _depth(profile: Profile) -> Scale:
    del profile
    return at_least(0.5, 0.2, "general")


ANSWER_DEPTH = MeasureDefinition(
    name="answer_depth",
    label="Depth",
    part=DOMAIN,
    unit="ratio",
    meaning="Share of the sentences that hold a number, a name or an explanation: what a listener can check.",
    evidence=_SENTENCES,
    source=_OURS,
    sentences={
        "": "{value} of the sentences are specific.",
        "general": "{value} of the sentences are specific; numbers, names and reasons make it believable.",
    },
    scale=_depth,
    confidence=0.4,
)


def _clarity(profile: Profile) -> Scale:
    del profile
    return plateau((5, 28), (9, 20), "choppy", "winding")


CLARITY = MeasureDefinition(
    name="clarity",
    label="Clarity",
    part=COMMUNICATION,
    unit="words",
    meaning="Median words of a sentence: short ones are followed easily by ear.",
    evidence=_SENTENCES,
    source="Median of 12 to 20 words in speech; bands: our synthesis",
    sentences={
        "": "A usual sentence has {value} words.",
        "choppy": "A usual sentence has {value} words; some could be joined.",
        "winding": "A usual sentence has {value} words, hard to follow by ear; end sentences earlier.",
    },
    scale=_clarity,
    decimals=0,
    confidence=0.5,
)


def _structure(profile: Profile) -> Scale:
    del profile
    return at_least(0.75, 0.5, "loose")


STRUCTURE = MeasureDefinition(
    name="structure",
    label="Structure",
    part=COMMUNICATION,
    unit="ratio",
    meaning=(
        "Share of a framework's parts whose opening phrases occur: situation, task, action and result where "
        "an experience was asked for, else opening, sequence, reasons and close."
    ),
    evidence=_ANSWER,
    source="STAR as interviewers use it; phrases and bands: our synthesis",
    sentences={
        "": "{value} of the parts of a well-built answer are there.",
        "loose": "{value} of the parts of a well-built answer are there; say where you are in it.",
    },
    scale=_structure,
    confidence=0.4,
)


def _coherence(profile: Profile) -> Scale:
    del profile
    return at_least(0.7, 0.4, "disjointed")


COHERENCE = MeasureDefinition(
    name="coherence",
    label="Coherence",
    part=COMMUNICATION,
    unit="ratio",
    meaning="Share of the sentences that take up a word of the one before or begin with a link such as then.",
    evidence="three sentences, written with punctuation",
    source="Lexical cohesion (Halliday and Hasan 1976); bands: our synthesis",
    sentences={
        "": "{value} of the sentences tie to the one before.",
        "disjointed": "{value} of the sentences tie to the one before; links such as so or then help.",
    },
    scale=_coherence,
    confidence=0.4,
)


def _conciseness(profile: Profile) -> Scale:
    del profile
    return at_least(0.93, 0.8, "padded")


CONCISENESS = MeasureDefinition(
    name="conciseness",
    label="Conciseness",
    part=COMMUNICATION,
    unit="ratio",
    meaning="Share of the words that are no fillers, no padding such as basically, and not said twice.",
    evidence=_ANSWER,
    source=_OURS,
    sentences={
        "": "{value} of the words carry something.",
        "padded": "{value} of the words carry something; the others can go.",
    },
    scale=_conciseness,
    confidence=0.5,
)


def _judged(part: str, name: str, label: str, asks: str) -> MeasureDefinition:
    return MeasureDefinition(
        name=f"judged_{name}",
        label=f"{label}, judged",
        part=part,
        unit="score",
        meaning=f"{asks} A text model gives a level of 0 to 4 with a quotation, or it does not count.",
        evidence=_ANSWER,
        source="Text model; median of its repeats, their spread as the interval",
        sentences={
            "": f"{label}: {{value}} of 100, as a text model judges it.",
            "weak": f"{label}: only {{value}} of 100, as a text model judges it.",
        },
        scale=graded,
        decimals=0,
        confidence=0.6,
    )


JUDGED: dict[str, tuple[MeasureDefinition, ...]] = {
    DOMAIN: (
        _judged(DOMAIN, "correctness", "Correctness", "Whether what is said is right."),
        _judged(DOMAIN, "depth", "Depth", "Whether it goes beyond the obvious, with reasons and specifics."),
        _judged(DOMAIN, "coverage", "Coverage", "Whether it has what an expert expects of the answer."),
        _judged(DOMAIN, "relevance", "Relevance", "Whether it answers what was asked."),
    ),
    COMMUNICATION: (
        _judged(COMMUNICATION, "clarity", "Clarity", "Whether it is understood at first hearing."),
        _judged(
            COMMUNICATION, "structure", "Structure", "Whether it has a plan that the listener can follow."
        ),
        _judged(COMMUNICATION, "coherence", "Coherence", "Whether each thought follows from the one before."),
        _judged(COMMUNICATION, "conciseness", "Conciseness", "Whether nothing could be left out."),
        _judged(COMMUNICATION, "vocabulary", "Vocabulary", "Whether the words are apt and varied."),
        _judged(COMMUNICATION, "grammar", "Grammar", "Whether the sentences are well formed, for speech."),
    ),
}

CONTENT_MEASURES = (
    DOMAIN_SCORE,
    ANSWER_RELEVANCE,
    ANSWER_COVERAGE,
    ANSWER_DEPTH,
    *JUDGED[DOMAIN],
    COMMUNICATION_SCORE,
    CLARITY,
    STRUCTURE,
    COHERENCE,
    CONCISENESS,
    *JUDGED[COMMUNICATION],
)
