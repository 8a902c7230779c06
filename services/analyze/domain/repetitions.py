"""Words and short phrases that are said again at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.analyze.domain.material import Material, Word
from services.analyze.domain.wording import normal_words, reference_tokens

LONGEST_PHRASE = 3
GAP_S = 2.0
"""What is said again later than this is emphasis or a new start."""
ON_PURPOSE = frozenset(
    [
        "very",
        "really",
        "so",
        "no",
        "yes",
        "yeah",
        "bye",
        "ha",
        "far",
        "many",
        "much",
        "long",
        "had",
        "that",
        "now",
        "there",
        "well",
        "hear",
    ]
)
"""English doubles these on purpose or by its grammar (had had, that that)."""


@dataclass(frozen=True)
class Repetition:
    text: str
    start_s: float
    end_s: float
    word_ids: tuple[int, ...]


def find_repetitions(material: Material) -> tuple[Repetition, ...]:
    """What the text that was read doubles too is no repetition of the speaker."""
    words = [word for word in material.transcript.words if not word.is_filler]
    tokens = [" ".join(normal_words(word.text)) for word in words]
    meant = _doubled([token.text for token in reference_tokens(material.reference_text)])
    found: list[Repetition] = []
    index = 0
    while index < len(words):
        length = _repeated_length(words, tokens, index)
        phrase = tuple(tokens[index : index + length])
        if length and phrase not in meant:
            found.append(_repetition(words[index : index + 2 * length], length))
        index += length or 1
    return tuple(found)


def _repeated_length(words: Sequence[Word], tokens: Sequence[str], index: int) -> int:
    for length in range(1, LONGEST_PHRASE + 1):
        first, second = tokens[index : index + length], tokens[index + length : index + 2 * length]
        if len(second) < length or first != second or not all(first):
            continue
        if length == 1 and first[0] in ON_PURPOSE:
            continue
        if words[index + length].start_s - words[index + length - 1].end_s <= GAP_S:
            return length
    return 0


def _doubled(tokens: Sequence[str]) -> set[tuple[str, ...]]:
    """The phrases that a text repeats at once itself."""
    return {
        tuple(tokens[index : index + length])
        for length in range(1, LONGEST_PHRASE + 1)
        for index in range(len(tokens) - 2 * length + 1)
        if tokens[index : index + length] == tokens[index + length : index + 2 * length]
    }


def _repetition(words: Sequence[Word], length: int) -> Repetition:
    return Repetition(
        text=" ".join(word.text for word in words[length:]),
        start_s=words[0].start_s,
        end_s=words[-1].end_s,
        word_ids=tuple(word.word_id for word in words),
    )
