"""Where the work of putting a long transcript together is done."""

from collections.abc import Sequence
from typing import Protocol

from services.transcribe.domain.reference import ReferenceText
from services.transcribe.domain.transcript import Content, HeardPiece, Sound


class Assembler(Protocol):
    """`put_together` of domain/transcript.py, which for hours of speech takes seconds."""

    def __call__(
        self,
        pieces: Sequence[HeardPiece],
        sound: Sound,
        reference: ReferenceText | None,
        *,
        follows_free_speech: bool,
    ) -> Content: ...
