"""How a text that was read was pronounced, on the scales of the experts that the judges learned from."""

from services.analyze.domain.measure import MeasureDefinition
from services.analyze.domain.profiles import Profile
from services.analyze.domain.scales import ACCEPTABLE, Scale

PART = "pronunciation"
UNIT = "points"
LOW, GOOD = "low", "good"
ACCEPTABLE_FROM, GOOD_FROM = 60.0, 80.0
EVIDENCE = "three words of an English text that was read"
_SOURCE = (
    "Learned from five experts' scores of 2,000 sentences (speechocean762, Zhang et al. 2021); "
    "see the model card"
)


def points_scale(_: Profile) -> Scale:
    """The experts' ten-point scale times ten; the score is the value."""
    return Scale((ACCEPTABLE_FROM, GOOD_FROM), (LOW, ACCEPTABLE, GOOD), curve=((0, 0), (100, 100)))


def _measure(
    name: str, label: str, meaning: str, said: tuple[str, str], confidence: float = 0.7
) -> MeasureDefinition:
    value, low = said
    return MeasureDefinition(
        name=name,
        label=label,
        part=PART,
        unit=UNIT,
        meaning=meaning,
        evidence=EVIDENCE,
        source=_SOURCE,
        sentences={"": value, LOW: low, GOOD: value},
        scale=points_scale,
        english_bands=True,
        decimals=0,
        confidence=confidence,
    )


PRON_SCORE = _measure(
    "pronunciation_score",
    "Pronunciation",
    "The impression that experts would have of the reading, times the share of the text that was read.",
    (
        "Your reading makes an impression of {value} of 100.",
        "Your reading makes an impression of {value} of 100; the marked words are where to begin.",
    ),
)
ACCURACY = _measure(
    "pronunciation_accuracy",
    "Accuracy of the sounds",
    "How close the sounds are to those of the text, as experts would score each sentence.",
    (
        "The sounds are at {value} of 100.",
        "The sounds are at {value} of 100; the marked words show which ones.",
    ),
)
FLUENCY = _measure(
    "pronunciation_fluency",
    "Fluency of the reading",
    "How smoothly the text is read, without breaks, repetitions and stammering, as experts would score it.",
    (
        "The reading flows at {value} of 100.",
        "The reading flows at {value} of 100; read a sentence silently before you say it.",
    ),
)
RHYTHM = _measure(
    "pronunciation_prosody",
    "Rhythm of the reading",
    (
        "Stable speed and rhythm, as experts would score them. Intonation plays next to no part in it: the "
        "score follows the times."
    ),
    (
        "The rhythm is at {value} of 100.",
        "The rhythm is at {value} of 100; stretch the stressed words and let the others be short.",
    ),
)
COMPLETENESS = _measure(
    "pronunciation_completeness",
    "Share of the text that was read",
    (
        "Words of the text without those that were probably left out: not heard by the recogniser and "
        "sounding unlike themselves, or in a passage of which nothing was heard."
    ),
    (
        "About {value} % of the words of the text were read.",
        "About {value} % of the words of the text were read; the rest was left out or is hard to make out.",
    ),
    confidence=0.6,
)

PRONUNCIATION_MEASURES = (PRON_SCORE, ACCURACY, FLUENCY, RHYTHM, COMPLETENESS)
