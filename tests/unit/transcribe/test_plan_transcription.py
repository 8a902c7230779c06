"""From a prepared recording to pieces, and from the last piece to the transcript."""

from dataclasses import replace

import pytest

from chassis.errors import NotFound
from services.transcribe.application.ports.audio import Listening, LocalAudio, OnSpeech, unheeded
from services.transcribe.application.ports.jobs import Cause
from services.transcribe.application.ports.recognizer import PieceLost
from services.transcribe.domain.audio import Span
from services.transcribe.domain.events import TranscriptCompleted, TranscriptFailed
from services.transcribe.domain.jobs import JobStatus, PieceStatus
from tests.builders.transcribe_bench import SPEECH, Bench
from tests.builders.transcribe_words import GOOD_SOUND
from tests.fakes.speech_recognizer import PLAIN, FakeRecognizer, says
from tests.fakes.transcribe_ports import FakeAudio, FakeVoice

LONG = tuple(Span(20.0 * i, 20.0 * i + 14.0) for i in range(9))


def test_a_recording_becomes_a_transcript_that_is_announced_once() -> None:
    bench = Bench()
    bench.run()
    bench.run()
    bench.run(message="the same order in another message")
    assert bench.ledger.announced == [TranscriptCompleted(bench.transcript)]
    assert bench.transcript.content.verbatim == "hello there hello there hello there"
    assert bench.transcript.engine.name == "fake"


def test_the_first_piece_is_there_before_the_last_is_found() -> None:
    bench = Bench(speech=LONG, audio=FakeAudio(200.0))
    known: list[int] = []

    class Watched:
        def listen(self, audio: LocalAudio, on_speech: OnSpeech = unheeded) -> Listening:
            for span in LONG:
                on_speech([span])
                known.append(len(bench.ledger.release()))
            return FakeVoice(LONG, GOOD_SOUND).listen(audio)

    bench.plan_it = replace(bench.plan_it, voice=Watched())
    bench.plan()
    assert sum(known) > 0


def test_a_plan_made_again_keeps_what_is_done_and_adds_nothing() -> None:
    bench = Bench()
    bench.plan()
    first, *_ = bench.ledger.release()
    bench.hear(first)
    row = bench.ledger.rows[bench.key]
    row.count = None
    before = [piece.piece for piece in row.pieces.values()]
    bench.plan(message="again")
    assert [piece.piece for piece in row.pieces.values()] == before
    assert row.pieces[1].status is PieceStatus.DONE


def test_no_speech_is_finished_without_words() -> None:
    bench = Bench(speech=())
    bench.run()
    assert bench.transcript.content.words == ()
    assert bench.recognizer.tasks == []
    assert bench.transcript.engine.name == "fake"


def test_a_worker_that_died_before_merging_leaves_it_to_the_next() -> None:
    bench = Bench(speech=SPEECH[:1])
    bench.plan()
    (ticket,) = bench.ledger.release()
    with bench.ledger.dying_at_the_end(), pytest.raises(KeyboardInterrupt):
        bench.hear(ticket)
    bench.hear(ticket)
    assert bench.transcript.content.verbatim == "hello there"
    assert len(bench.recognizer.tasks) == 1


def test_a_planner_that_died_before_merging_leaves_it_to_the_next() -> None:
    bench = Bench(speech=())
    with bench.ledger.dying_at_the_end(), pytest.raises(KeyboardInterrupt):
        bench.plan()
    bench.plan()
    assert bench.transcript.content.words == ()


def test_an_engine_that_takes_whole_recordings_gets_one_piece_where_it_fits() -> None:
    whole = replace(PLAIN, takes_whole=True, longest_s=60.0)
    for longest_s, count in ((60.0, 1), (10.0, 3)):
        engine = FakeRecognizer(says("hello"), capabilities=replace(whole, longest_s=longest_s))
        bench = Bench(engines=[engine], speech=SPEECH)
        bench.run()
        assert len(engine.tasks) == count


def test_an_unsupported_language_fails_with_what_is_supported() -> None:
    bench = Bench()
    bench.run(replace(bench.order, language="de-AT"))
    (failed,) = bench.ledger.announced
    assert isinstance(failed, TranscriptFailed)
    assert failed.problem["code"] == "unsupported_language"
    assert "'de-AT'" in str(failed.problem["detail"])
    assert "en" in str(failed.problem["detail"])


def test_an_engine_nobody_knows_fails_with_what_there_is() -> None:
    bench = Bench()
    bench.run(replace(bench.order, engine="oracle"))
    (failed,) = bench.ledger.announced
    assert isinstance(failed, TranscriptFailed)
    assert "fake" in str(failed.problem["detail"])


@pytest.mark.parametrize("language", ["e", "english!", "en-\0", "-", "x" * 1000])
def test_a_language_tag_that_is_none_fails_the_same_way(language: str) -> None:
    bench = Bench()
    bench.run(replace(bench.order, language=language))
    (failed,) = bench.ledger.announced
    assert isinstance(failed, TranscriptFailed)
    assert len(str(failed.problem["detail"])) < 200
    assert str(failed.problem["detail"]).isprintable()


@pytest.mark.parametrize("language", ["en", "en-GB", "EN_us"])
def test_every_kind_of_english_is_heard(language: str) -> None:
    bench = Bench()
    bench.run(replace(bench.order, language=language))
    assert bench.ledger.rows[bench.key].status is JobStatus.COMPLETED


def test_a_cancelled_recording_is_not_begun() -> None:
    bench = Bench()
    bench.ledger.cancel(*bench.key, Cause("cancel", "message"))
    bench.run()
    assert bench.recognizer.tasks == []
    assert bench.ledger.announced == []


def test_a_recording_cancelled_while_it_is_planned_gets_no_further_pieces() -> None:
    bench = Bench(speech=LONG, audio=FakeAudio(200.0))

    class CancelledMeanwhile:
        def listen(self, audio: LocalAudio, on_speech: OnSpeech = unheeded) -> Listening:
            bench.ledger.cancel(*bench.key, Cause("cancel", "message"))
            on_speech(LONG)
            raise AssertionError("the plan went on")

    bench.plan_it = replace(bench.plan_it, voice=CancelledMeanwhile())
    bench.run()
    assert bench.ledger.rows[bench.key].pieces == {}


def test_a_lost_detector_is_tried_again_by_whoever_delivers_orders() -> None:
    bench = Bench()

    class Lost:
        def listen(self, audio: LocalAudio, on_speech: OnSpeech = unheeded) -> Listening:
            raise PieceLost("killed")

    whole = bench.plan_it
    bench.plan_it = replace(whole, voice=Lost())
    with pytest.raises(PieceLost):
        bench.plan()
    bench.plan_it = whole
    bench.run()
    assert len(bench.ledger.announced) == 1


def test_missing_audio_of_a_recording_that_is_wanted_is_a_fault() -> None:
    bench = Bench(audio=FakeAudio(missing=True))
    with pytest.raises(NotFound):
        bench.run()


def test_a_deleted_recording_is_not_begun() -> None:
    bench = Bench(audio=FakeAudio(missing=True))
    bench.ledger.erase_recording(*bench.key, Cause("delete", "message"))
    bench.run()
    assert bench.ledger.transcripts == {}
