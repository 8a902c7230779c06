"""Which phones were to be said, and where in the sound each of them lies. Frames are 10 ms."""

from dataclasses import dataclass

FRAME_S = 0.01


@dataclass(frozen=True)
class TextWord:
    """A word to be read, with the ways in which it may be said (phones, the commonest first)."""

    text: str
    # Position of its source in the reference text, from 0.
    index: int
    pronunciations: tuple[tuple[str, ...], ...]
    # Punctuation after it asks for a break.
    ends_clause: bool = False


@dataclass(frozen=True)
class PhoneSpan:
    phone: str
    # First frames of its three states, and the frame after its last.
    states: tuple[int, int, int]
    end: int

    @property
    def start(self) -> int:
        return self.states[0]

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class WordSpan:
    word: TextWord
    phones: tuple[PhoneSpan, ...]

    @property
    def start(self) -> int:
        return self.phones[0].start

    @property
    def end(self) -> int:
        return self.phones[-1].end
