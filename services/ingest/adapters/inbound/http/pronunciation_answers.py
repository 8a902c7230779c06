"""A pronunciation in the names and units that clients of Azure's Pronunciation Assessment read.

Only names and units change. What is a hint here stays one: it has its confidence and is no `ErrorType`.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_pascal

from chassis.web import View
from services.ingest.adapters.inbound.http.pronunciation_views import (
    PronunciationHintView,
    PronunciationView,
    SpokenPhonemeView,
    SpokenWordView,
)

Alphabet = Literal["arpabet", "ipa"]

PHONEMES_IN_IPA: Mapping[str, str] = {
    "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "aʊ", "AY": "aɪ", "B": "b", "CH": "tʃ", "D": "d",
    "DH": "ð", "EH": "ɛ", "ER": "ɝ", "EY": "eɪ", "F": "f", "G": "ɡ", "HH": "h", "IH": "ɪ", "IY": "i",
    "JH": "dʒ", "K": "k", "L": "l", "M": "m", "N": "n", "NG": "ŋ", "OW": "oʊ", "OY": "ɔɪ", "P": "p",
    "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ", "UH": "ʊ", "UW": "u", "V": "v", "W": "w",
    "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip
_TICKS_PER_S = 10_000_000
"""Azure counts in steps of 100 ns."""
_CERTAIN = 0.75
"""From which confidence Azure's documentation suggests to take a break for wrong."""
_ERROR_TYPES = {"none": "None", "mispronunciation": "Mispronunciation", "omission": "Omission"}


class _PascalView(View):
    model_config = ConfigDict(alias_generator=to_pascal, populate_by_name=True)


class ConfidenceView(_PascalView):
    confidence: float = Field(description="0 to 1; 0 where there is no hint.")


class BreakFeedbackView(_PascalView):
    """Of the silence before the word."""

    error_types: list[str] = Field(description=f"By confidences from {_CERTAIN}; else `None` alone.")
    unexpected_break: ConfidenceView
    missing_break: ConfidenceView


class IntonationFeedbackView(_PascalView):
    error_types: list[str] = Field(description="Always empty: it is never certain.")
    monotone: ConfidenceView


class ProsodyFeedbackView(_PascalView):
    break_: BreakFeedbackView = Field(alias="Break")
    intonation: IntonationFeedbackView


class PossibleErrorView(_PascalView):
    error_type: str = Field(description="`Mispronunciation` or `Omission`.")
    confidence: float


class WordFeedbackView(_PascalView):
    prosody: ProsodyFeedbackView
    possible_errors: list[PossibleErrorView] = Field(description="Ours: hints that are not certain.")


class WordAssessmentView(_PascalView):
    accuracy_score: float
    error_type: str = Field(description="`None`, or `Mispronunciation` where experts would mostly agree.")
    feedback: WordFeedbackView


class LikelyPhonemeView(_PascalView):
    phoneme: str
    score: float = Field(description="Share of the likelihood, 0 to 100.")


class PhonemeAssessmentView(_PascalView):
    accuracy_score: float
    n_best_phonemes: list[LikelyPhonemeView] = Field(description="What it sounded like, the likeliest first.")


class AssessedPhonemeView(_PascalView):
    phoneme: str
    offset: int
    duration: int
    pronunciation_assessment: PhonemeAssessmentView


class AssessedWordView(_PascalView):
    word: str
    offset: int
    duration: int
    pronunciation_assessment: WordAssessmentView
    phonemes: list[AssessedPhonemeView]


class ReadingAssessmentView(_PascalView):
    accuracy_score: float
    fluency_score: float
    completeness_score: float
    prosody_score: float
    pron_score: float


class AssessedReadingView(_PascalView):
    display: str
    pronunciation_assessment: ReadingAssessmentView
    words: list[AssessedWordView] = Field(description="Words that were not read are missing.")


class PronunciationAssessmentView(_PascalView):
    """Scores are 0 to 100; `Offset` and `Duration` count steps of 100 ns from the recording's start."""

    recognition_status: Literal["Success"] = "Success"
    offset: int
    duration: int
    display_text: str = Field(description="The words that were assessed, as the reference text has them.")
    n_best: list[AssessedReadingView] = Field(description="Always one.")


def pronunciation_answer(spoken: PronunciationView, alphabet: Alphabet) -> PronunciationAssessmentView:
    text = " ".join(word.word for word in spoken.words)
    start_s = min((word.start_s for word in spoken.words), default=0.0)
    end_s = max((word.end_s for word in spoken.words), default=0.0)
    scores = ReadingAssessmentView(**spoken.model_dump(exclude={"words"}))
    words = _words(spoken.words, alphabet)
    return PronunciationAssessmentView(
        offset=_ticks(start_s),
        duration=_ticks(end_s - start_s),
        display_text=text,
        n_best=[AssessedReadingView(display=text, pronunciation_assessment=scores, words=words)],
    )


def _words(words: Sequence[SpokenWordView], alphabet: Alphabet) -> list[AssessedWordView]:
    """Our hints at a break are those of the word before it, Azure's of the word behind it."""
    hints_before = [[], *(word.hints for word in words)]
    return [
        AssessedWordView(
            word=word.word,
            offset=_ticks(word.start_s),
            duration=_ticks(word.end_s - word.start_s),
            pronunciation_assessment=WordAssessmentView(
                accuracy_score=word.accuracy_score,
                error_type=_ERROR_TYPES[word.error_type],
                feedback=_feedback(before, word.hints),
            ),
            phonemes=[_phoneme(phoneme, alphabet) for phoneme in word.phonemes],
        )
        for before, word in zip(hints_before, words, strict=False)
    ]


def _feedback(
    before: Sequence[PronunciationHintView], own: Sequence[PronunciationHintView]
) -> WordFeedbackView:
    breaks = {
        "UnexpectedBreak": _confidence(before, "unexpected_break"),
        "MissingBreak": _confidence(before, "missing_break"),
    }
    certain = [name for name, hint in breaks.items() if hint.confidence >= _CERTAIN]
    return WordFeedbackView(
        prosody=ProsodyFeedbackView(
            break_=BreakFeedbackView(
                error_types=certain or ["None"],
                unexpected_break=breaks["UnexpectedBreak"],
                missing_break=breaks["MissingBreak"],
            ),
            intonation=IntonationFeedbackView(error_types=[], monotone=_confidence(own, "monotone")),
        ),
        possible_errors=[
            PossibleErrorView(error_type=_ERROR_TYPES[hint.kind], confidence=hint.confidence)
            for hint in own
            if hint.kind in _ERROR_TYPES
        ],
    )


def _confidence(hints: Sequence[PronunciationHintView], kind: str) -> ConfidenceView:
    return ConfidenceView(
        confidence=max((hint.confidence for hint in hints if hint.kind == kind), default=0.0)
    )


def _phoneme(phoneme: SpokenPhonemeView, alphabet: Alphabet) -> AssessedPhonemeView:
    return AssessedPhonemeView(
        phoneme=_named(phoneme.phoneme, alphabet),
        offset=_ticks(phoneme.start_s),
        duration=_ticks(phoneme.end_s - phoneme.start_s),
        pronunciation_assessment=PhonemeAssessmentView(
            accuracy_score=phoneme.accuracy_score,
            n_best_phonemes=[
                LikelyPhonemeView(phoneme=_named(heard.phoneme, alphabet), score=heard.score)
                for heard in phoneme.nbest_phonemes
            ],
        ),
    )


def _named(phoneme: str, alphabet: Alphabet) -> str:
    """ARPAbet as Azure's default, SAPI, writes it: in lower case, and `h`. SAPI's `ax` is `ah` here."""
    if alphabet == "ipa":
        return PHONEMES_IN_IPA[phoneme]
    return "h" if phoneme == "HH" else phoneme.lower()


def _ticks(seconds: float) -> int:
    return round(seconds * _TICKS_PER_S)
