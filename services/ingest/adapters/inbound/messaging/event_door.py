"""Events in: parse, call one use case. What it raises decides what becomes of the message."""

from collections.abc import Callable, Sequence
from uuid import UUID

from google.protobuf import json_format
from rostrum.analyze.v1 import events_pb2 as analyze
from rostrum.auth.v1 import events_pb2 as auth
from rostrum.ingest.v1 import events_pb2 as ingest
from rostrum.report.v1 import events_pb2 as report
from rostrum.transcribe.v1 import events_pb2 as transcribe

from chassis.errors import Malformed
from chassis.messaging import Consumer, DeadLetter, Delivery, Subscription, Superseded
from services.ingest.adapters.inbound.messaging import consumers
from services.ingest.application import WorkerApplication
from services.ingest.application.ports.records import Cause
from services.ingest.domain.errors import AttemptSuperseded
from services.ingest.domain.recording import Problem, Stage

_Handle = Callable[[Delivery], None]


class EventDoor:
    """The handlers of the worker, one per consumer."""

    def __init__(self, application: WorkerApplication) -> None:
        self._application = application

    def subscriptions(self) -> Sequence[Subscription]:
        handlers: Sequence[tuple[Consumer, _Handle]] = (
            (consumers.RECORDING_DELETED, self.recording_deleted),
            (consumers.RECORDING_PURGED, self.recording_purged),
            (consumers.TRANSCRIPT, self.transcript),
            (consumers.ANALYSIS, self.analysis),
            (consumers.REPORT, self.report),
            (consumers.USER_DELETED, self.user_deleted),
        )
        received = Subscription(
            consumers.RECORDING_RECEIVED, self.recording_received, self.give_up_preparation
        )
        return [received, *(Subscription(consumer, handle, self.give_up) for consumer, handle in handlers)]

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
        delivery.event.parse(auth.UserDeleted)
        self._application.purge_tenant(_cause(delivery))

    def give_up(self, delivery: Delivery, letter: DeadLetter) -> None:
        self._application.abandon_event(delivery.event.tenant_id, letter.event)

    def give_up_preparation(self, delivery: Delivery, letter: DeadLetter) -> None:
        """The subject is the recording, also where the content can't be read."""
        tenant_id = delivery.event.tenant_id
        problem = _stored_problem(letter)
        try:
            recording_id = UUID(delivery.event.subject)
        except ValueError:
            self._application.abandon_event(tenant_id, letter.event)
            return
        self._application.abandon_event.preparation(tenant_id, recording_id, problem, letter.event)

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
