"""What is told of a reading: scores from 0 to 100, named as clients of other services know them."""

from dataclasses import dataclass

NO_ERROR = "none"
MISPRONUNCIATION = "mispronunciation"


@dataclass(frozen=True)
class HeardAs:
    """What a phone sounded like, the likeliest first; the score is the share of the likelihood."""

    phoneme: str
    score: float


@dataclass(frozen=True)
class SpokenPhoneme:
    # ARPAbet without stress, and the same in IPA.
    phoneme: str
    ipa: str
    start_s: float
    end_s: float
    accuracy_score: float
    nbest_phonemes: tuple[HeardAs, ...] = ()


@dataclass(frozen=True)
class Hint:
    """Something that may be worth listening to; never certain, and never held against anybody."""

    # omission, mispronunciation, unexpected_break, missing_break or monotone
    kind: str
    confidence: float


@dataclass(frozen=True)
class SpokenWord:
    word: str
    # Position in the reference text, from 0.
    reference_index: int
    start_s: float
    end_s: float
    accuracy_score: float
    # none or mispronunciation: only what was right often enough with speakers that were never heard before.
    error_type: str
    phonemes: tuple[SpokenPhoneme, ...] = ()
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True)
class Pronunciation:
    """Of all that was scored; words that were not read, or could not be found in the sound, are missing."""

    accuracy_score: float
    fluency_score: float
    completeness_score: float
    prosody_score: float
    pron_score: float
    words: tuple[SpokenWord, ...]
