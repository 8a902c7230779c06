"""What is done when an engine is busy, refuses, or makes no sense."""

from dataclasses import replace

from chassis.errors import InvalidInput, Unavailable
from services.transcribe.application.ports.jobs import Cause
from services.transcribe.application.ports.recognizer import EngineBusy, EngineNonsense, EngineRefused
from services.transcribe.application.setbacks import NONSENSE_TRIES, PATIENCE_S, TRIES, Setbacks
from services.transcribe.domain.events import TranscriptFailed
from services.transcribe.domain.jobs import PieceStatus
from services.transcribe.domain.transcript import Engine
from tests.builders.transcribe_bench import SPEECH, Bench
from tests.fakes.speech_recognizer import PLAIN, FakeRecognizer, says

NO_KEY = InvalidInput("The key is wrong.", code="engine_key_wrong")


def two_engines() -> tuple[FakeRecognizer, FakeRecognizer]:
    first = FakeRecognizer(says("from the first"), engine=Engine("first", "1", "m"))
    return first, FakeRecognizer(says("from the second"), engine=Engine("second", "1", "m"))


def test_a_busy_engine_is_waited_for_without_a_failure() -> None:
    bench = Bench(speech=SPEECH[:1])
    bench.recognizer.failures = [EngineBusy(Unavailable("busy", retry_after_s=7.0))] * (TRIES + 1)
    bench.plan()
    (ticket,) = bench.ledger.release()
    bench.hear(ticket)
    piece = bench.ledger.rows[bench.key].pieces[1]
    assert (piece.status, piece.waits_s, piece.failures) == (PieceStatus.WAITING, 7.0, 0)
    bench.work()
    assert bench.transcript.content.verbatim == "hello there"


def test_an_engine_that_is_busy_for_long_is_passed_over_for_that_piece() -> None:
    first, second = two_engines()
    first.failures = [EngineBusy(Unavailable("spent", retry_after_s=3600.0))]
    bench = Bench(engines=[first, second])
    bench.run()
    assert (len(first.tasks), len(second.tasks)) == (3, 1)
    assert bench.transcript.engine.name == "first"


def test_an_engine_that_is_busy_again_and_again_is_passed_over_after_a_minute() -> None:
    first, second = two_engines()
    first.failures = [EngineBusy(Unavailable("out of reach", retry_after_s=PATIENCE_S / 4 - 1))] * 100
    bench = Bench(engines=[first, second], speech=SPEECH[:1])
    bench.run()
    assert (len(first.tasks), len(second.tasks)) == (5, 1)
    assert bench.transcript.engine.name == "second"
    assert [type(failure) for failure in bench.observer.passed] == [EngineBusy]


def test_an_engine_that_took_a_minute_to_fail_is_passed_over_at_once() -> None:
    bench = Bench(engines=[*two_engines()], speech=SPEECH[:1])
    bench.plan()
    (ticket,) = bench.ledger.release()
    held = bench.ledger.take(ticket)
    assert held is not None
    setbacks = Setbacks(bench.ledger, bench.ledger, bench.observer)
    setbacks(
        held,
        EngineBusy(Unavailable("late", retry_after_s=5.0)),
        Cause("test-piece", ticket),
        tried_s=PATIENCE_S - 4,
    )
    bench.work()
    assert bench.transcript.engine.name == "second"


def test_each_engine_has_a_minute_of_its_own() -> None:
    first, second = two_engines()
    third = FakeRecognizer(says("from the third"), engine=Engine("third", "1", "m"))
    for engine in (first, second):
        engine.failures = [EngineBusy(Unavailable("out of reach", retry_after_s=PATIENCE_S / 2 - 1))] * 100
    bench = Bench(engines=[first, second, third], speech=SPEECH[:1])
    bench.run()
    assert (len(first.tasks), len(second.tasks), len(third.tasks)) == (3, 3, 1)


def test_an_engine_that_is_at_work_on_a_piece_is_waited_for() -> None:
    """What it has accepted is paid for."""
    first, second = two_engines()
    at_work = EngineBusy(Unavailable("still at work", retry_after_s=PATIENCE_S), at_work=True)
    first.failures = [at_work] * 10
    bench = Bench(engines=[first, second], speech=SPEECH[:1])
    bench.run()
    assert (len(first.tasks), len(second.tasks)) == (11, 0)


def test_an_engine_that_refuses_is_passed_over_for_all_that_follows() -> None:
    first, second = two_engines()
    first.failures = [EngineRefused(NO_KEY)] * 10
    bench = Bench(engines=[first, second])
    bench.run()
    assert (len(first.tasks), len(second.tasks)) == (1, 3)
    assert bench.transcript.engine.name == "second"


def test_with_no_engine_left_the_recording_fails_with_the_problem() -> None:
    bench = Bench(speech=SPEECH[:1])
    bench.recognizer.failures = [EngineRefused(NO_KEY)]
    bench.run()
    (failed,) = bench.ledger.announced
    assert isinstance(failed, TranscriptFailed)
    assert failed.problem["code"] == "engine_key_wrong"
    assert bench.ledger.dead_letters == []


def test_nonsense_is_asked_again_and_then_passed_on() -> None:
    first, second = two_engines()
    first.failures = [EngineNonsense(Unavailable("nonsense"))] * NONSENSE_TRIES
    bench = Bench(engines=[first, second], speech=SPEECH[:1])
    bench.run()
    assert (len(first.tasks), len(second.tasks)) == (NONSENSE_TRIES, 1)


def test_a_whole_recording_is_cut_for_an_engine_that_takes_pieces() -> None:
    first, second = two_engines()
    first.capabilities = replace(PLAIN, takes_whole=True)
    first.failures = [EngineRefused(NO_KEY)]
    bench = Bench(engines=[first, second])
    bench.run()
    assert (len(first.tasks), len(second.tasks)) == (1, 3)
    assert bench.transcript.content.verbatim.count("from the second") == 3
