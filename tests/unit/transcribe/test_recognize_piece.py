"""One piece in a worker's hands, whatever its engine does."""

from dataclasses import replace

import pytest

from services.transcribe.application.ports.jobs import Cause, Overtaken
from services.transcribe.application.ports.recognizer import (
    Hearing,
    PieceLost,
    Task,
)
from services.transcribe.application.setbacks import (
    TRIES,
    PieceAbandoned,
)
from services.transcribe.application.use_cases.recognize_piece import SUSPECT_FROM, OneSuspectAtATime
from services.transcribe.domain.audio import Span
from services.transcribe.domain.events import TranscriptFailed
from services.transcribe.domain.jobs import JobStatus, PieceStatus
from services.transcribe.domain.quality import Grade, ReferenceStatus
from tests.builders.transcribe_bench import SPEECH, Bench
from tests.fakes.speech_recognizer import PLAIN, FakeRecognizer, says, spread

TEXT = "He was not an ill-disposed young man."


def test_progress_ends_at_the_full_length() -> None:
    bench = Bench()
    bench.run()
    assert bench.observer.progress == sorted(bench.observer.progress)
    assert bench.observer.progress[-1] == pytest.approx(30.0)
    assert bench.observer.recognitions == 3


def test_words_have_the_times_of_the_recording() -> None:
    bench = Bench(speech=SPEECH[2:])
    bench.run()
    assert bench.transcript.content.words[0].span.start_s == pytest.approx(19.7)


def test_the_engine_is_told_the_prompt_and_the_transcript_which_and_what_it_cost() -> None:
    def script(task: Task) -> Hearing:
        return replace(says("hello")(task), cost_usd=0.25, language="en")

    bench = Bench(script=script, speech=SPEECH[:2])
    bench.run(replace(bench.order, prompt="Rostrum"))
    prompts = {(task.prompt.endswith("Rostrum"), task.prompt_version) for task in bench.recognizer.tasks}
    assert prompts == {(True, 1)}
    (use,) = bench.transcript.engines_used
    assert (use.engine.name, use.cost_usd, use.prompt_version) == ("fake", 0.5, 1)
    assert use.audio_s == pytest.approx(18.2)


def test_a_language_that_nobody_told_is_the_one_that_was_heard() -> None:
    tongues = iter(("de", "fr", "de"))
    engine = FakeRecognizer(
        lambda task: Hearing(spread("guten tag", task.span), language=next(tongues)),
        capabilities=replace(PLAIN, languages=(), detects_language=True),
    )
    bench = Bench(engines=[engine])
    bench.run(replace(bench.order, language=""))
    assert {task.language for task in engine.tasks} == {""}
    assert bench.transcript.language == "de"


def test_of_an_engine_that_knows_one_language_it_is_that() -> None:
    bench = Bench()
    bench.run(replace(bench.order, language=""))
    assert {task.language for task in bench.recognizer.tasks} == {"en"}
    assert bench.transcript.language == "en"


@pytest.mark.parametrize("speech", [SPEECH, ()])
def test_a_language_that_nobody_can_tell_is_undetermined(speech: tuple[Span, ...]) -> None:
    silent = FakeRecognizer(says("hm"), capabilities=replace(PLAIN, languages=()))
    bench = Bench(engines=[silent], speech=speech)
    bench.run(replace(bench.order, language=""))
    assert bench.transcript.language == "und"


def test_a_text_that_fits_needs_no_second_pass() -> None:
    bench = Bench(script=says("he was not an ill disposed young man"), text=TEXT, speech=SPEECH[:1])
    bench.run()
    assert len(bench.recognizer.tasks) == 1
    assert bench.transcript.engine.biased
    assert bench.transcript.content.quality.grade is Grade.HIGH


def test_where_the_text_does_not_fit_the_unbiased_pass_is_believed() -> None:
    def script(task: Task) -> Hearing:
        wrong, right = "he saw a pill deposit", "something else entirely was said here today my friend"
        return Hearing(spread(wrong if task.reference else right, task.span))

    bench = Bench(script=script, text=TEXT, speech=SPEECH[:1])
    bench.run()
    assert [task.reference is not None for task in bench.recognizer.tasks] == [True, False]
    assert not bench.transcript.engine.biased
    assert bench.transcript.content.quality.reference_status is ReferenceStatus.NOT_READ


def test_an_engine_that_takes_no_text_is_given_none() -> None:
    engine = FakeRecognizer(says("hello"), capabilities=replace(PLAIN, takes_reference=False))
    bench = Bench(engines=[engine], text=TEXT, speech=SPEECH[:1])
    bench.run()
    assert [task.reference for task in engine.tasks] == [None]


def test_a_lost_piece_is_tried_again_and_the_others_are_not() -> None:
    bench = Bench()
    bench.recognizer.losses = TRIES - 1
    bench.run()
    assert bench.observer.lost == TRIES - 1
    assert len(bench.recognizer.tasks) == len(SPEECH) + TRIES - 1
    assert bench.transcript.content.verbatim == "hello there hello there hello there"


def test_a_piece_that_is_lost_every_time_fails_the_recording_with_a_dead_letter() -> None:
    bench = Bench(speech=SPEECH[:1])
    bench.recognizer.losses = TRIES
    bench.run()
    (failed,) = bench.ledger.announced
    assert isinstance(failed, TranscriptFailed)
    assert failed.problem["failures"] == TRIES
    assert len(bench.ledger.dead_letters) == 1


def test_a_piece_sent_again_lets_the_job_begin_anew_with_what_is_done() -> None:
    bench = Bench()
    bench.plan()
    first, second, third = bench.ledger.release()
    bench.hear(first)
    bench.recognizer.losses = TRIES
    for _ in range(TRIES - 1):
        with pytest.raises(PieceLost):
            bench.hear(second)
    with pytest.raises(PieceAbandoned):
        bench.hear(second)
    bench.give_up(second, {"detail": "d"}, Cause("test-piece", second, dead_letter=second))
    bench.hear(third)
    assert bench.ledger.rows[bench.key].status is JobStatus.FAILED
    bench.hear(second)
    bench.work()
    assert bench.transcript.content.verbatim == "hello there hello there hello there"
    assert len(bench.recognizer.tasks) == 1 + TRIES + 2


def test_a_worker_that_dies_counts_and_one_that_ends_in_order_does_not() -> None:
    bench = Bench(speech=SPEECH[:1])
    bench.plan()
    (ticket,) = bench.ledger.release()
    for _ in range(TRIES):
        held = bench.ledger.take(ticket)
        assert held is not None
        bench.ledger.put_back(held, failed=False)
    for _ in range(TRIES):
        held = bench.ledger.take(ticket)
    assert held is not None
    assert held.failures == TRIES - 1
    with pytest.raises(PieceAbandoned):
        bench.hear(ticket)
    assert bench.recognizer.tasks == []


def test_pieces_that_have_died_with_their_workers_are_worked_on_one_at_a_time() -> None:
    def script(task: Task) -> Hearing:
        if len(bench.recognizer.tasks) == 1:
            with pytest.raises(OneSuspectAtATime):
                bench.hear(innocent)
            bench.hear(fresh)
        return says("hello there")(task)

    bench = Bench(script=script)
    bench.plan()
    poison, innocent, fresh = bench.ledger.release()
    for ticket in (poison, innocent):
        for _ in range(SUSPECT_FROM):
            bench.ledger.take(ticket)
    bench.hear(poison)
    bench.hear(innocent)
    assert bench.ledger.rows[bench.key].pieces[innocent.number].failures == SUSPECT_FROM
    assert bench.transcript.content.verbatim == "hello there hello there hello there"


def test_work_that_is_handed_back_is_begun_anew_and_its_late_end_changes_nothing() -> None:
    def script(task: Task) -> Hearing:
        bench.recognize.hand_back(ticket)
        return says("too late")(task)

    bench = Bench(script=script, speech=SPEECH[:1])
    bench.plan()
    (ticket,) = bench.ledger.release()
    with pytest.raises(Overtaken):
        bench.hear(ticket)
    assert bench.ledger.rows[bench.key].pieces[1].failures == 0
    bench.recognizer.script = says("in time")
    bench.hear(ticket)
    assert bench.transcript.content.verbatim == "in time"


def test_an_overtaken_worker_settles_nothing() -> None:
    def script(task: Task) -> Hearing:
        bench.ledger.take(ticket)
        return says("hello")(task)

    bench = Bench(script=script)
    bench.plan()
    ticket, *_ = bench.ledger.release()
    with pytest.raises(Overtaken):
        bench.hear(ticket)
    assert bench.ledger.rows[bench.key].pieces[1].status is PieceStatus.HELD


@pytest.mark.parametrize("end", ["cancel", "erase_recording"])
def test_what_nobody_wants_any_more_stops_within_a_piece(end: str) -> None:
    def script(task: Task) -> Hearing:
        getattr(bench.ledger, end)(*bench.key, Cause("end", "message"))
        return says("hello")(task)

    bench = Bench(script=script)
    bench.run()
    assert len(bench.recognizer.tasks) == 1
    assert bench.ledger.transcripts == {}
