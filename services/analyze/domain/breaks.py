"""Between which words the speech breaks: at a pause, a filler, or punctuation of the transcript."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.material import Word
from services.analyze.domain.pauses import Pause
from services.analyze.domain.spoken_text import SpokenText

_PUNCTUATION = ",.;:!?…—–"


class Breaks:
    """Of one text. Its beginning and its end are breaks."""

    def __init__(self, text: SpokenText, pauses: Sequence[Pause], words: Sequence[Word]) -> None:
        """`words` are all words of the transcript, fillers included."""
        self._text = text
        middles = np.array([word.middle_s for word in text.words])
        fillers = np.array([word.middle_s for word in words if word.is_filler])
        heard = _between(middles, np.array([pause.middle_s for pause in pauses])) | _between(middles, fillers)
        written = [word.clean[-1:] in _PUNCTUATION and bool(word.clean) for word in text.words[:-1]]
        inner = heard | np.array(written, np.bool_) if len(middles) else np.zeros(0, np.bool_)
        self._before = np.concatenate([[True], inner, [True]])

    def before(self, token: int) -> bool:
        """Whether it breaks between this token and the one before it."""
        if token >= len(self._text.tokens):
            return True
        word = self._text.tokens[token].index
        within = token > 0 and self._text.tokens[token - 1].index == word
        return not within and bool(self._before[word])


def _between(middles: NDArray[np.float64], events: NDArray[np.float64]) -> NDArray[np.bool_]:
    """For each two words that follow each other, whether an event lies between them."""
    counts = np.searchsorted(np.sort(events), middles)
    return np.asarray(np.diff(counts) > 0, np.bool_)
