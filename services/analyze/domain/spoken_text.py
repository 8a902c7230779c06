"""What was said as one text, each normalised word with the place where it can be heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from services.analyze.domain.material import Word
from services.analyze.domain.measure import ListenTo
from services.analyze.domain.placement import heard_tokens
from services.analyze.domain.wording import Token


@dataclass(frozen=True)
class SpokenText:
    """Without fillers."""

    words: tuple[Word, ...]

    @classmethod
    def of(cls, words: Sequence[Word]) -> "SpokenText":
        return cls(tuple(word for word in words if not word.is_filler))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return heard_tokens(self.words)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(token.text for token in self.tokens)

    def word(self, token: int) -> Word:
        """The word that a token is of."""
        return self.words[self.tokens[token].index]

    def place(self, first: int, last: int, note: str) -> ListenTo:
        """From one token to another."""
        return ListenTo(self.word(first).start_s, self.word(last).end_s, note)

    def said(self, first: int, last: int) -> str:
        return " ".join(self.texts[first : last + 1])
