"""A recording only ever moves forwards."""

from datetime import timedelta
from itertools import permutations

import pytest

from chassis.clock import new_id
from chassis.errors import Conflict
from services.ingest.domain.errors import corrupt_audio
from services.ingest.domain.recording import Problem, Recording, Stage, Status
from services.ingest.domain.submission import accept
from tests.builders.recordings import NOW, a_recording, prepared_audio

LATER = NOW + timedelta(seconds=5)
PROBLEM = Problem.of(corrupt_audio())


def steps(recording: Recording) -> list[Recording]:
    prepared = recording.prepared(prepared_audio(recording), LATER)
    transcribed = prepared.transcribed(LATER)
    analyzed = transcribed.analyzed(LATER)
    return [recording, prepared, transcribed, analyzed, analyzed.completed(new_id(), LATER)]


def test_the_way_from_received_to_completed() -> None:
    way = steps(a_recording())
    assert [step.status for step in way] == [
        Status.RECEIVED, Status.PREPARED, Status.TRANSCRIBED, Status.ANALYZED, Status.COMPLETED,
    ]  # fmt: skip
    assert [step.stage for step in way] == [*Stage, Stage.REPORT]
    assert [step.version for step in way] == [1, 2, 3, 4, 5]


def test_the_transcript_ends_the_way_of_those_who_want_no_more() -> None:
    submission = accept({"transcript_only": ["true"]})
    prepared = steps(a_recording(submission=submission))[1]
    ended = prepared.transcribed(LATER)
    assert (ended.status, ended.stage, ended.report_id) == (Status.COMPLETED, Stage.TRANSCRIBE, None)
    assert ended.stages == (Stage.PREPARE, Stage.TRANSCRIBE)
    assert ended.transcribed(LATER) is ended
    sent_again = prepared.failed(Stage.TRANSCRIBE, PROBLEM, LATER).transcribed(LATER)
    assert sent_again.status is Status.COMPLETED


def test_facts_that_come_late_or_twice_change_nothing() -> None:
    for step in steps(a_recording()):
        assert step.transcribed(LATER).version >= step.version
        done = step.transcribed(LATER).analyzed(LATER)
        assert done.transcribed(LATER) is done
        assert done.analyzed(LATER) is done
        assert done.prepared(prepared_audio(done), LATER) is done


def test_whatever_the_order_of_the_facts_the_report_ends_it() -> None:
    report_id = new_id()
    facts = [
        lambda recording: recording.transcribed(LATER),
        lambda recording: recording.analyzed(LATER),
        lambda recording: recording.completed(report_id, LATER),
    ]
    for order in permutations(facts):
        recording = a_recording().prepared(prepared_audio(a_recording()), LATER)
        versions = [recording.version]
        for fact in order:
            recording = fact(recording)
            versions.append(recording.version)
        assert (recording.status, recording.report_id) == (Status.COMPLETED, report_id)
        assert versions == sorted(versions)


def test_a_failure_stays_with_its_first_problem_and_stage() -> None:
    failed = a_recording().failed(Stage.PREPARE, PROBLEM, LATER)
    assert (failed.status, failed.stage, failed.problem) == (Status.FAILED, Stage.PREPARE, PROBLEM)
    assert failed.failed(Stage.REPORT, PROBLEM, LATER) is failed
    assert failed.prepared(prepared_audio(failed), LATER) is failed


def test_a_failed_recording_goes_on_with_what_its_stage_achieved_after_all() -> None:
    failed = steps(a_recording())[1].failed(Stage.TRANSCRIBE, PROBLEM, LATER)
    transcribed = failed.transcribed(LATER)
    assert (transcribed.status, transcribed.stage) == (Status.TRANSCRIBED, Stage.ANALYZE)
    assert (transcribed.problem, transcribed.version) == (None, failed.version + 1)
    assert transcribed.analyzed(LATER).status is Status.ANALYZED


def test_what_an_earlier_stage_achieved_does_not_mend_a_failure() -> None:
    failed = steps(a_recording())[2].failed(Stage.ANALYZE, PROBLEM, LATER)
    assert failed.transcribed(LATER) is failed
    assert failed.reopened(LATER) is failed


def test_a_preparation_that_was_given_up_begins_anew() -> None:
    failed = a_recording().failed(Stage.PREPARE, PROBLEM, LATER)
    reopened = failed.reopened(LATER)
    assert (reopened.status, reopened.problem, reopened.version) == (Status.RECEIVED, None, 3)
    assert reopened.prepared(prepared_audio(failed), LATER).status is Status.PREPARED


def test_a_replayed_dead_letter_may_still_complete_a_failed_recording() -> None:
    failed = a_recording().failed(Stage.REPORT, PROBLEM, LATER)
    completed = failed.completed(new_id(), LATER)
    assert (completed.status, completed.problem) == (Status.COMPLETED, None)


def test_cancelled_is_the_end() -> None:
    cancelled = a_recording().cancelled(LATER)
    assert cancelled.cancelled(LATER) is cancelled
    assert cancelled.completed(new_id(), LATER) is cancelled
    assert cancelled.failed(Stage.REPORT, PROBLEM, LATER) is cancelled


@pytest.mark.parametrize("index", [4])
def test_what_has_completed_or_failed_can_not_be_cancelled(index: int) -> None:
    for ended in (steps(a_recording())[index], a_recording().failed(Stage.PREPARE, PROBLEM, LATER)):
        with pytest.raises(Conflict):
            ended.cancelled(LATER)


def test_progress_goes_forwards_while_it_is_transcribed_and_never_beyond_the_end() -> None:
    received = a_recording()
    assert received.progressed(3.0, LATER) is received
    prepared = received.prepared(prepared_audio(received, 10.0), LATER)
    halfway = prepared.progressed(5.0, LATER)
    assert halfway.fraction == 0.5
    assert halfway.progressed(4.0, LATER) is halfway
    assert halfway.progressed(99.0, LATER).fraction == 1.0
    assert halfway.transcribed(LATER).fraction == 0.0
