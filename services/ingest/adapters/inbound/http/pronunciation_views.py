"""How a text was pronounced, for the API's description; a part of the analysis (result_views)."""

from pydantic import Field

from chassis.web import View


class HeardAsView(View):
    phoneme: str
    score: float


class SpokenPhonemeView(View):
    phoneme: str
    ipa: str
    start_s: float
    end_s: float
    accuracy_score: float
    nbest_phonemes: list[HeardAsView] = Field(description="What it sounded like, the likeliest first.")


class PronunciationHintView(View):
    kind: str = Field(
        description="`omission`, `mispronunciation`, `unexpected_break`, `missing_break` or `monotone`."
    )
    confidence: float


class SpokenWordView(View):
    word: str
    reference_index: int
    start_s: float
    end_s: float
    accuracy_score: float
    error_type: str = Field(description="`none`, or `mispronunciation` where experts would mostly agree.")
    phonemes: list[SpokenPhonemeView]
    hints: list[PronunciationHintView]


class PronunciationView(View):
    """How a text that was read was pronounced; scores are 0 to 100."""

    accuracy_score: float
    fluency_score: float
    completeness_score: float
    prosody_score: float
    pron_score: float
    words: list[SpokenWordView]
