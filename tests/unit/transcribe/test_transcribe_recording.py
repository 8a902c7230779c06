"""The main use case, with everything around it in memory."""

from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest

from chassis.clock import new_id
from chassis.errors import NotFound, Unavailable
from services.transcribe.application.piecewise import TRIES
from services.transcribe.application.ports.jobs import Cause, Overtaken
from services.transcribe.application.ports.recognizer import Hearing, PieceLost, Task
from services.transcribe.application.use_cases.transcribe_recording import TranscribeRecording
from services.transcribe.domain.audio import Span
from services.transcribe.domain.events import TranscriptCompleted, TranscriptFailed
from services.transcribe.domain.jobs import JobStatus, Order
from services.transcribe.domain.quality import Grade, ReferenceStatus
from services.transcribe.domain.transcript import Transcript
from tests.builders.transcribe_words import GOOD_SOUND, an_order
from tests.fakes.clock import FakeClock
from tests.fakes.filler_detector import FakeFillerDetector
from tests.fakes.speech_recognizer import FakeRecognizer, Script, says, spread
from tests.fakes.transcribe_ports import FakeAudio, FakeLedger, FakeObserver, FakeRecordings, FakeVoice

SPEECH = (Span(1.0, 9.0), Span(10.0, 19.0), Span(20.0, 29.0))
TEXT = "He was not an ill-disposed young man."


@dataclass
class Bench:
    """The use case and what surrounds it."""

    script: Script = field(default_factory=lambda: says("hello there"))
    text: str = ""
    speech: tuple[Span, ...] = SPEECH
    losses: int = 0
    audio: FakeAudio = field(default_factory=FakeAudio)
    ledger: FakeLedger = field(default_factory=FakeLedger)
    observer: FakeObserver = field(default_factory=FakeObserver)
    fillers: FakeFillerDetector = field(default_factory=FakeFillerDetector)

    def __post_init__(self) -> None:
        self.recognizer = FakeRecognizer(self.script, losses=self.losses)
        self.order = an_order(has_reference_text=bool(self.text))
        self.use_case = TranscribeRecording(
            jobs=self.ledger,
            recordings=FakeRecordings(self.text),
            audio=self.audio,
            voice=FakeVoice(self.speech, GOOD_SOUND),
            recognizer=self.recognizer,
            fillers=self.fillers,
            observer=self.observer,
            clock=FakeClock(),
            new_id=new_id,
            lease_s=60.0,
        )

    def run(self, order: Order | None = None, message: str = "first") -> None:
        self.use_case(order or self.order, Cause("test", message))

    @property
    def key(self) -> tuple[UUID, UUID]:
        return (self.order.tenant_id, self.order.recording_id)

    @property
    def transcript(self) -> Transcript:
        return self.ledger.transcripts[self.key]


def test_a_recording_becomes_a_transcript_that_is_announced_once() -> None:
    bench = Bench()
    bench.run()
    bench.run()
    bench.run(message="the same order in another message")
    assert bench.ledger.announced == [TranscriptCompleted(bench.transcript)]
    assert bench.transcript.content.verbatim == "hello there hello there hello there"
    assert bench.ledger.rows[bench.key].attempt == 1


def test_progress_ends_at_the_full_length() -> None:
    bench = Bench()
    bench.run()
    assert bench.observer.progress == sorted(bench.observer.progress)
    assert bench.observer.progress[-1] == pytest.approx(30.0)
    assert bench.observer.recognitions == 1


def test_no_speech_is_finished_without_words() -> None:
    bench = Bench(speech=())
    bench.run()
    assert bench.transcript.content.words == ()
    assert bench.recognizer.tasks == []


def test_a_text_that_fits_needs_no_second_pass() -> None:
    bench = Bench(script=says("he was not an ill disposed young man"), text=TEXT, speech=SPEECH[:1])
    bench.run()
    assert len(bench.recognizer.tasks) == 1
    assert bench.transcript.engine.biased
    assert bench.transcript.content.quality.grade is Grade.HIGH
    assert bench.transcript.content.clean == "He was not an ill disposed young man."


def test_where_the_text_does_not_fit_the_unbiased_pass_is_believed() -> None:
    def script(task: Task) -> Hearing:
        wrong, right = "he saw a pill deposit", "something else entirely was said here today my friend"
        return Hearing(spread(wrong if task.reference else right, task.span))

    bench = Bench(script=script, text=TEXT, speech=SPEECH[:1])
    bench.run()
    assert [task.reference is not None for task in bench.recognizer.tasks] == [True, False]
    assert not bench.transcript.engine.biased
    assert bench.transcript.content.quality.reference_status is ReferenceStatus.NOT_READ


def test_speech_in_which_the_biased_pass_hears_nothing_is_heard_again() -> None:
    def script(task: Task) -> Hearing:
        return Hearing(() if task.reference else spread("something else", task.span))

    bench = Bench(script=script, text=TEXT, speech=SPEECH[:1])
    bench.run()
    assert bench.transcript.content.verbatim == "something else"


def test_a_lost_piece_is_tried_again() -> None:
    bench = Bench(losses=TRIES - 1, speech=SPEECH[:1])
    bench.run()
    assert bench.observer.lost == TRIES - 1
    assert bench.transcript.content.verbatim == "hello there"


def test_a_piece_that_kills_every_worker_ends_the_attempt_and_frees_the_job() -> None:
    bench = Bench(losses=TRIES, speech=SPEECH[:1])
    with pytest.raises(PieceLost):
        bench.run()
    bench.run(message="again")
    assert bench.ledger.rows[bench.key].attempt == 2
    assert len(bench.ledger.announced) == 1


def test_an_unsupported_language_fails_with_what_is_supported() -> None:
    bench = Bench()
    bench.run(replace(bench.order, language="de-AT"))
    (failed,) = bench.ledger.announced
    assert isinstance(failed, TranscriptFailed)
    assert failed.problem["code"] == "unsupported_language"
    assert "'de-AT'" in str(failed.problem["detail"])
    assert "en" in str(failed.problem["detail"])


@pytest.mark.parametrize("language", ["", "e", "english!", "en-\0", "-", "x" * 1000])
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


def test_cancelling_stops_the_work_between_pieces() -> None:
    def script(task: Task) -> Hearing:
        bench.ledger.cancel(*bench.key, Cause("cancel", "message"))
        return says("hello")(task)

    bench = Bench(script=script, speech=tuple(Span(20.0 * i, 20.0 * i + 14.0) for i in range(9)))
    bench.run()
    assert len(bench.recognizer.tasks) == bench.recognizer.slots
    assert bench.ledger.announced == []


def test_a_recording_deleted_under_way_leaves_nothing() -> None:
    def script(task: Task) -> Hearing:
        bench.ledger.erase_recording(*bench.key, Cause("delete", "message"))
        return says("hello")(task)

    bench = Bench(script=script, speech=SPEECH[:1])
    bench.run()
    assert bench.ledger.transcripts == {}


def test_an_overtaken_attempt_settles_nothing() -> None:
    def script(task: Task) -> Hearing:
        bench.ledger.lapse(*bench.key)
        bench.ledger.begin(bench.order, 60.0, Cause("test", "another"))
        return says("hello")(task)

    bench = Bench(script=script, speech=SPEECH[:1])
    with pytest.raises(Overtaken):
        bench.run()
    assert bench.ledger.transcripts == {}


def test_work_in_another_s_hands_is_to_come_again() -> None:
    bench = Bench()
    bench.ledger.begin(bench.order, 60.0, Cause("test", "another"))
    with pytest.raises(Unavailable) as refused:
        bench.run()
    assert refused.value.retry_after_s == 60.0


def test_missing_audio_of_a_recording_that_is_wanted_is_a_fault() -> None:
    bench = Bench(audio=FakeAudio(missing=True))
    with pytest.raises(NotFound):
        bench.run()


def test_a_deleted_recording_is_not_begun() -> None:
    bench = Bench(audio=FakeAudio(missing=True))
    bench.ledger.erase_recording(*bench.key, Cause("delete", "message"))
    bench.run()
    assert bench.ledger.transcripts == {}
