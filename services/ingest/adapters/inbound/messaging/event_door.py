"""Events in: parse, call one use case. What it raises decides what becomes of the message."""

from collections.abc import Sequence
from uuid import UUID

from google.protobuf import json_format
from rostrum.analyze.v1 import events_pb2 as analyze
from rostrum.auth.v1 import events_pb2 as auth
from rostrum.ingest.v1 import events_pb2 as ingest
from rostrum.report.v1 import events_pb2 as report
from rostrum.transcribe.v1 import events_pb2 as transcribe

from chassis.errors import Malformed
from chassis.messaging import DeadLetter, Delivery, Subscription, Superseded, named_id
from services.ingest.adapters.inbound.messaging import consumers
from services.ingest.application import WorkerApplication
from services.ingest.application.ports.records import Cause
from services.ingest.domain.errors import AttemptSuperseded
from services.ingest.domain.recording import Problem, Stage

_STAGES = {
    consumers.TRANSCRIPT.name: Stage.TRANSCRIBE,
    consumers.ANALYSIS.name: Stage.ANALYZE,
    consumers.REPORT.name: Stage.REPORT,
}


class EventDoor:
    """The handlers of the worker, one per consumer."""

    def __init__(self, application: WorkerApplication) -> None:
        self._application = application

    def subscriptions(self) -> Sequence[Subscription]:
        return [
            Subscription(consumers.RECORDING_RECEIVED, self.recording_received, self.give_up_preparation),
            Subscription(consumers.RECORDING_DELETED, self.recording_deleted, self.give_up),
            Subscription(consumers.RECORDING_PURGED, self.recording_purged, self.give_up),
            Subscription(consumers.TRANSCRIPT, self.transcript, self.give_up_outcome),
            Subscription(consumers.ANALYSIS, self.analysis, self.give_up_outcome),
            Subscription(consumers.REPORT, self.report, self.give_up_outcome),
            Subscription(consumers.USER_DELETED, self.user_deleted, self.give_up),
        ]

    def recording_received(self, delivery: Delivery) -> None:
        content = delivery.event.parse(ingest.RecordingReceived)
        try:
            self._application.prepare_recording(_cause(delivery), _id(content.recording_id))
        except AttemptSuperseded as fenced:
            raise Superseded from fenced

    def recording_deleted(self, delivery: Delivery) -> None:
        content = delivery.event.parse(ingest.RecordingDeleted)
        self._application.erase_blobs(_cause(delivery), _id(content.recording_id))

    def recording_purged(self, delivery: Delivery) -> None:
        """The three services' messages are alike: a recording's id."""
        content = delivery.event.parse(transcribe.RecordingPurged)
        service = delivery.event.source.rpartition("/")[2]
        self._application.confirm_erasure(_cause(delivery), _id(content.recording_id), service)

    def transcript(self, delivery: Delivery) -> None:
        if _failed(delivery):
            failure = delivery.event.parse(transcribe.TranscriptFailed)
            self._failed(delivery, failure.recording_id, Stage.TRANSCRIBE, failure.problem)
            return
        content = delivery.event.parse(transcribe.TranscriptCompleted)
        self._application.note_outcome.transcribed(_cause(delivery), _id(content.recording_id))

    def analysis(self, delivery: Delivery) -> None:
        if _failed(delivery):
            failure = delivery.event.parse(analyze.AnalysisFailed)
            self._failed(delivery, failure.recording_id, Stage.ANALYZE, failure.problem)
            return
        content = delivery.event.parse(analyze.AnalysisCompleted)
        self._application.note_outcome.analyzed(_cause(delivery), _id(content.recording_id))

    def report(self, delivery: Delivery) -> None:
        if _failed(delivery):
            failure = delivery.event.parse(report.ReportFailed)
            self._failed(delivery, failure.recording_id, Stage.REPORT, failure.problem)
            return
        content = delivery.event.parse(report.ReportCompleted)
        recording_id, report_id = _id(content.recording_id), _id(content.report_id)
        self._application.note_outcome.completed(_cause(delivery), recording_id, report_id)

    def user_deleted(self, delivery: Delivery) -> None:
        content = delivery.event.parse(auth.UserDeleted)
        self._application.purge_tenant(_cause(delivery), named_id(content.user_id))

    def give_up(self, delivery: Delivery, letter: DeadLetter) -> None:
        self._application.set_aside_message(delivery.event.tenant_id, letter.event)

    def give_up_preparation(self, delivery: Delivery, letter: DeadLetter) -> None:
        recording_id = _subject(delivery)
        if recording_id is None:
            self.give_up(delivery, letter)
            return
        tenant_id, problem = delivery.event.tenant_id, _stored_problem(letter)
        self._application.set_aside_message.preparation(tenant_id, recording_id, problem, letter.event)

    def give_up_outcome(self, delivery: Delivery, letter: DeadLetter) -> None:
        """A step that is not noted is made good by the next; an end that is not noted leaves the recording
        without one."""
        recording_id, stage = _subject(delivery), _STAGES[delivery.consumer.name]
        if recording_id is None or not (stage is Stage.REPORT or _failed(delivery)):
            self.give_up(delivery, letter)
            return
        tenant_id, problem = delivery.event.tenant_id, _stored_problem(letter)
        self._application.set_aside_message.outcome(tenant_id, recording_id, stage, problem, letter.event)

    def _failed(self, delivery: Delivery, recording_id: str, stage: Stage, problem: ingest.Problem) -> None:
        why = Problem(problem.type, problem.title, problem.status, problem.detail, problem.code)
        self._application.note_outcome.failed(_cause(delivery), _id(recording_id), stage, why)


class ProgressDoor:
    """Progress messages in; one that can't be read is nobody's loss."""

    def __init__(self, application: WorkerApplication) -> None:
        self._application = application

    def __call__(self, subject: str, data: bytes) -> None:
        tenant_id = _id(subject.rpartition(".")[2])
        message = json_format.Parse(data, transcribe.TranscriptProgressed(), ignore_unknown_fields=True)
        self._application.note_progress(tenant_id, _id(message.recording_id), message.audio_done_s)


def _subject(delivery: Delivery) -> UUID | None:
    """The recording that the event is about, also where its content can't be read."""
    try:
        return UUID(delivery.event.subject)
    except ValueError:
        return None


def _cause(delivery: Delivery) -> Cause:
    return Cause(delivery.consumer.name, delivery.event.id, delivery.event.tenant_id)


def _failed(delivery: Delivery) -> bool:
    return delivery.event.type.endswith(".failed.v1")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Malformed("The event names no recording.", code="invalid_event") from None


def _stored_problem(letter: DeadLetter) -> Problem:
    told = letter.problem
    return Problem(
        type=str(told["type"]),
        title=str(told["title"]),
        status=int(str(told["status"])),
        detail=str(told["detail"]),
        code=str(told["code"]),
    )
