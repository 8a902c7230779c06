"""What is known of the sound of a sentence before anything learned judges it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.pronunciation.alignment import PhoneSpan, WordSpan
from services.analyze.domain.pronunciation.spectrum import BANDS

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Evidence:
    """Log likelihoods are natural logarithms; phones are in our order, silence last where there are 40."""

    words: tuple[WordSpan, ...]
    # Of each phone of the text, in each of its states: the mean over the frames, of every phone in the same
    # context, [phone, state, 39].
    competitors: Floats
    # Of each frame without context, [frame, 40].
    context_free: Floats
    # Logarithmic band levels relative to the sentence's, [frame, band].
    levels: Floats
    # The same as longer and shorter vocal tracts would have made them.
    warped: tuple[Floats, ...]

    @property
    def phones(self) -> tuple[PhoneSpan, ...]:
        return tuple(phone for word in self.words for phone in word.phones)

    @property
    def frames(self) -> int:
        return len(self.levels)


def relative_levels(levels: Floats, words: Sequence[WordSpan]) -> Floats:
    """Without the mean of the spoken part: the microphone and the room weigh on all frames alike."""
    spoken = levels[words[0].start : words[-1].end]
    return levels - (spoken.mean(axis=0) if len(spoken) else np.zeros(BANDS, np.float32))
