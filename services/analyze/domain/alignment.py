"""What was heard against what was to be read, word by word."""

from collections.abc import Sequence
from dataclasses import dataclass

import jiwer

MAX_TOKENS = 20_000
"""Beyond this many words on a side the comparison would not end in time."""


@dataclass(frozen=True)
class Chunk:
    """A run of one kind: equal, substitute, delete (not heard) or insert (heard only)."""

    kind: str
    reference: range
    heard: range


@dataclass(frozen=True)
class Alignment:
    chunks: tuple[Chunk, ...]
    word_error_rate: float

    def matches(self) -> dict[int, int]:
        """Positions heard, each with the position in the reference that it is equal to."""
        return {
            heard: reference
            for chunk in self.chunks
            if chunk.kind == "equal"
            for heard, reference in zip(chunk.heard, chunk.reference, strict=True)
        }


def align(reference: Sequence[str], heard: Sequence[str]) -> Alignment:
    """Both sides are single normalised words; the reference has at least one."""
    assert 0 < len(reference) <= MAX_TOKENS
    assert len(heard) <= MAX_TOKENS
    output = jiwer.process_words(" ".join(reference), " ".join(heard))
    chunks = tuple(
        Chunk(
            chunk.type,
            range(chunk.ref_start_idx, chunk.ref_end_idx),
            range(chunk.hyp_start_idx, chunk.hyp_end_idx),
        )
        for chunk in output.alignments[0]
    )
    return Alignment(chunks, float(output.wer))
