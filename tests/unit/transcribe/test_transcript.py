"""Putting a transcript together."""

from services.transcribe.domain.audio import RecordingMeasures, Span, VoiceActivity
from services.transcribe.domain.quality import Grade, Reason, ReferenceStatus
from services.transcribe.domain.reference import read_reference
from services.transcribe.domain.transcript import Content, HeardPiece, Sound, put_together
from services.transcribe.domain.words import PossibleFiller, WordKind
from tests.builders.transcribe_words import GOOD_SOUND, heard, voice_of


def assembled(*texts: str, reference: str = "", hits: tuple[PossibleFiller, ...] = ()) -> Content:
    pieces: list[HeardPiece] = []
    at = 0.0
    for text in texts:
        words = heard(text, start_s=at)
        pieces.append(HeardPiece(words, hits if not pieces else (), biased=bool(reference)))
        at = words[-1].span.end_s + 1.0 if words else at
    said = tuple(word for piece in pieces for word in piece.words)
    sound = Sound(at, voice_of(said), GOOD_SOUND)
    return put_together(pieces, sound, read_reference(reference), follows_free_speech=False)


def test_a_reading_keeps_the_text_s_own_spelling() -> None:
    content = assembled("he was not", "an ill disposed man", reference="He was not an ill-disposed man.")
    assert content.clean == "He was not an ill disposed man."
    assert content.verbatim == "he was not an ill disposed man"
    assert content.quality.grade is Grade.HIGH
    assert content.quality.reference_fit == 1.0


def test_free_speech_is_marked_as_unreliable() -> None:
    content = assembled("um hello there")
    assert [word.kind for word in content.words] == [WordKind.FILLER, WordKind.WORD, WordKind.WORD]
    assert content.quality.reasons == (Reason.ENGINE_FREE_SPEECH,)
    assert content.quality.reference_status is ReferenceStatus.NONE


def test_silence_is_a_finished_transcript_without_words() -> None:
    silence = RecordingMeasures(level_dbfs=None, snr_db=None, clipping_ratio=0.0, bandwidth_hz=None)
    sound = Sound(5.0, VoiceActivity("test", "1", ()), silence)
    content = put_together([], sound, read_reference("Something to read."), follows_free_speech=False)
    assert content.words == ()
    assert content.quality.reasons == (Reason.NO_SPEECH, Reason.REFERENCE_UNCLEAR)
    assert content.quality.reference_status is ReferenceStatus.UNCLEAR


def a_hit(start_s: float, end_s: float) -> PossibleFiller:
    return PossibleFiller("um", Span(start_s, end_s), 0.6, "test", "1")


def test_a_possible_filler_inside_a_known_word_is_dropped() -> None:
    hits = (a_hit(0.1, 0.3),)
    assert assembled("he was", reference="He was.", hits=hits).possible_fillers == ()
    assert assembled("um was", hits=hits).possible_fillers == ()


def test_a_filler_that_the_engine_wrote_is_not_found_again() -> None:
    assert assembled("he um was", hits=(a_hit(0.9, 1.3),)).possible_fillers == ()


def test_a_possible_filler_where_no_word_is_sure_is_kept() -> None:
    hits = (a_hit(0.1, 0.3),)
    assert assembled("he was", hits=hits).possible_fillers == hits


def test_a_possible_filler_in_silence_is_dropped() -> None:
    assert assembled("he was", hits=(a_hit(3.0, 3.2),)).possible_fillers == ()
