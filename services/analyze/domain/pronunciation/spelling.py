"""How a word that the dictionary lacks is probably said: letter by letter, from what stands around each."""

from collections.abc import Mapping
from dataclasses import dataclass

CONTEXTS = ((4, 4), (3, 4), (3, 3), (2, 3), (2, 2), (1, 2), (1, 1), (0, 1), (0, 0))
"""Letters before and after, the most telling first."""
EDGE = "_"


@dataclass(frozen=True)
class Spelling:
    """What letters in their context are said as, learned from the dictionary."""

    # Such as `_kn>i` for a k... each key is the letters before, the letter, the letters after.
    sounds: Mapping[str, tuple[str, ...]]

    def pronounce(self, word: str) -> tuple[str, ...]:
        """ARPAbet phones of a word of the letters a to z."""
        return tuple(phone for place in range(len(word)) for phone in self._sound(word, place))

    def _sound(self, word: str, place: int) -> tuple[str, ...]:
        for before, after in CONTEXTS:
            sound = self.sounds.get(context(word, place, before, after))
            if sound is not None:
                return sound
        return ()


def context(word: str, place: int, before: int, after: int) -> str:
    """A letter with its surroundings, which the edges of the word end."""
    padded = EDGE * before + word + EDGE * after
    at = place + before
    return f"{padded[at - before : at]}<{word[place]}>{padded[at + 1 : at + 1 + after]}"
