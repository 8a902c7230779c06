"""Hours of speech, put together beside the threads that keep messages alive."""

from collections.abc import Iterator

import pytest

from services.transcribe.adapters.outbound.child_assembler import ChildAssembler
from services.transcribe.domain.reference import read_reference
from services.transcribe.domain.transcript import HeardPiece, Sound, put_together
from tests.builders.transcribe_words import GOOD_SOUND, heard, voice_of

SENTENCE = "nothing that was acknowledged is ever lost whatever happens"


@pytest.fixture
def assembler() -> Iterator[ChildAssembler]:
    assembler = ChildAssembler()
    yield assembler
    assembler.stop(1.0)


@pytest.mark.parametrize("pieces", [2, 600])
def test_the_place_of_the_work_makes_no_difference(assembler: ChildAssembler, pieces: int) -> None:
    spoken = [heard(SENTENCE, start_s=10.0 * number) for number in range(pieces)]
    sound = Sound(10.0 * pieces, voice_of(tuple(word for words in spoken for word in words)), GOOD_SOUND)
    reference = read_reference(f"{SENTENCE}. " * pieces)
    heard_pieces = [HeardPiece(words, biased=True) for words in spoken]
    there = assembler(heard_pieces, sound, reference, follows_free_speech=False)
    assert there == put_together(heard_pieces, sound, reference, follows_free_speech=False)
    assert len(there.words) == 9 * pieces
