"""Words that stand out of their surroundings: higher, louder and longer than the speaker's other words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.material import SoundTrack, Word
from services.analyze.domain.pitch import PitchTrack, semitones

PROMINENT = 1.0
"""Mean of the three, in standard deviations."""
FEWEST_WORDS = 20
MOST_SHARE = 0.1
"""Where everything is emphasised, nothing is."""


@dataclass(frozen=True)
class EmphasizedWord:
    text: str
    start_s: float
    end_s: float
    word_id: int
    prominence: float


def find_emphasis(words: Sequence[Word], sound: SoundTrack, track: PitchTrack) -> tuple[EmphasizedWord, ...]:
    """An overlay to look at, never a score: what ought to be emphasised is the speaker's to say."""
    spoken = [word for word in words if not word.is_filler and word.end_s > word.start_s]
    if len(spoken) < FEWEST_WORDS:
        return ()
    traits = np.array([_traits(word, sound, track) for word in spoken])
    prominence = np.mean([_standing_out(column) for column in traits.T], axis=0)
    most = int(len(spoken) * MOST_SHARE)
    chosen = [i for i in np.argsort(-prominence, kind="stable")[:most] if prominence[i] >= PROMINENT]
    return tuple(_emphasized(spoken[index], float(prominence[index])) for index in sorted(chosen))


def _traits(word: Word, sound: SoundTrack, track: PitchTrack) -> tuple[float, float, float]:
    """Highest pitch, highest level, and time per syllable; NaN where it is not known."""
    pitches = track.between(word.start_s, word.end_s)
    low, high = round(word.start_s / sound.hop_s), round(word.end_s / sound.hop_s) + 1
    levels = sound.vowel_db[low:high]
    pitch = float(np.percentile(semitones(pitches), 90)) if len(pitches) else float("nan")
    level = float(levels.max()) if len(levels) else float("nan")
    return pitch, level, (word.end_s - word.start_s) / max(word.syllables, 1)


def _standing_out(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard deviations above the mean; 0 where nothing is known."""
    known = np.isfinite(values)
    if not known.any() or values[known].std() == 0:
        return np.zeros(len(values))
    scores = (values - values[known].mean()) / values[known].std()
    return np.where(known, scores, 0.0)


def _emphasized(word: Word, prominence: float) -> EmphasizedWord:
    return EmphasizedWord(word.text, word.start_s, word.end_s, word.word_id, round(prominence, 2))
