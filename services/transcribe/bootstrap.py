"""The composition root: settings in, a process's components out. The only place that knows every adapter."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from chassis.clock import SystemClock, new_id
from chassis.database import WORKER_STATEMENT_S, Database
from chassis.lent_keys import READS as VAULT_READS
from chassis.lent_keys import KeyVault
from chassis.lifecycle import Component, Resource
from chassis.messaging import ConsumerRunner, MessagingClient, queue_gauges
from chassis.object_store import from_settings
from chassis.outbox import Relay
from chassis.rpc import RpcServer
from chassis.trust import Trust
from services.transcribe.adapters.inbound.grpc.transcribe_service import transcribe_service
from services.transcribe.adapters.inbound.messaging.consumers import CONSUMERS
from services.transcribe.adapters.inbound.messaging.handlers import subscriptions
from services.transcribe.adapters.inbound.rounds.attendance import Attendance
from services.transcribe.adapters.inbound.rounds.dispatcher import Dispatcher
from services.transcribe.adapters.outbound.child_assembler import ChildAssembler
from services.transcribe.adapters.outbound.grpc import auth_sessions, ingest_recordings
from services.transcribe.adapters.outbound.grpc.auth_vault import auth_vault
from services.transcribe.adapters.outbound.messaging.events import EventEncoder
from services.transcribe.adapters.outbound.messaging.progress import ProgressSender
from services.transcribe.adapters.outbound.messaging.released_pieces import PieceEncoder
from services.transcribe.adapters.outbound.object_store.stored_audio import StoredAudio
from services.transcribe.adapters.outbound.postgres.announcing import Announcer
from services.transcribe.adapters.outbound.postgres.postgres_dispatch import PostgresDispatch
from services.transcribe.adapters.outbound.postgres.postgres_engine_calls import (
    PostgresEngineCalls,
    PostgresSpending,
)
from services.transcribe.adapters.outbound.postgres.postgres_erasure import PostgresErasure
from services.transcribe.adapters.outbound.postgres.postgres_jobs import PostgresJobs
from services.transcribe.adapters.outbound.postgres.postgres_passages import PostgresPassages
from services.transcribe.adapters.outbound.postgres.postgres_pieces import PostgresPieces
from services.transcribe.adapters.outbound.postgres.postgres_plans import PostgresPlans
from services.transcribe.adapters.outbound.postgres.postgres_prompts import PostgresPrompts
from services.transcribe.adapters.outbound.postgres.postgres_proofreadings import PostgresProofreadings
from services.transcribe.adapters.outbound.postgres.postgres_raw_answers import PostgresRawAnswers
from services.transcribe.adapters.outbound.postgres.postgres_search import PostgresSearch
from services.transcribe.adapters.outbound.postgres.postgres_versions import PostgresVersions
from services.transcribe.adapters.outbound.postgres.postgres_workers import PostgresWorkerRegister
from services.transcribe.adapters.outbound.recognizers.configured import configured_engines
from services.transcribe.adapters.outbound.recognizers.engines_at_hand import EnginesAtHand
from services.transcribe.adapters.outbound.recognizers.pocketsphinx.recognizer import PocketSphinxRecognizer
from services.transcribe.adapters.outbound.recognizers.resources import Resources
from services.transcribe.adapters.outbound.recognizers.silero_detector import SileroVoiceDetector
from services.transcribe.adapters.outbound.recognizers.spotting_filler_detector import SpottingFillerDetector
from services.transcribe.adapters.outbound.telemetry import TelemetryObserver
from services.transcribe.adapters.outbound.text_models.text_models_of_jobs import TextModelsOfJobs
from services.transcribe.application import Application
from services.transcribe.application.merging import Merging
from services.transcribe.application.ports.assembling import Assembler
from services.transcribe.application.ports.audio import PreparedAudio, VoiceDetector
from services.transcribe.application.ports.engines import Engines
from services.transcribe.application.ports.fillers import FillerDetector
from services.transcribe.application.ports.recordings import Recordings
from services.transcribe.application.ports.surroundings import Observer
from services.transcribe.application.ports.text_model import TextModels
from services.transcribe.application.reading_texts import ReadingTexts
from services.transcribe.application.setbacks import Setbacks
from services.transcribe.application.use_cases.detect_language import DetectLanguage
from services.transcribe.application.use_cases.edit_transcript import EditTranscript
from services.transcribe.application.use_cases.export_transcript import ExportTranscript
from services.transcribe.application.use_cases.get_raw_answers import GetRawAnswers
from services.transcribe.application.use_cases.get_transcript import GetTranscript
from services.transcribe.application.use_cases.give_up_piece import GiveUpPiece
from services.transcribe.application.use_cases.give_up_proofreading import GiveUpProofreading
from services.transcribe.application.use_cases.give_up_transcription import GiveUpTranscription
from services.transcribe.application.use_cases.list_engines import ListEngines
from services.transcribe.application.use_cases.list_recognized_pieces import ListRecognizedPieces
from services.transcribe.application.use_cases.list_transcript_versions import ListTranscriptVersions
from services.transcribe.application.use_cases.manage_prompts import ManagePrompts
from services.transcribe.application.use_cases.plan_transcription import PlanTranscription
from services.transcribe.application.use_cases.proofread_transcript import ProofreadTranscript
from services.transcribe.application.use_cases.purge_recording import PurgeRecording
from services.transcribe.application.use_cases.purge_tenant import PurgeTenant
from services.transcribe.application.use_cases.read_spending import ReadSpending
from services.transcribe.application.use_cases.reclaim_pieces import ReclaimPieces
from services.transcribe.application.use_cases.recognize_piece import Listeners, RecognizePiece
from services.transcribe.application.use_cases.release_pieces import ReleasePieces
from services.transcribe.application.use_cases.report_worker import ReportWorker
from services.transcribe.application.use_cases.request_proofreading import RequestProofreading
from services.transcribe.application.use_cases.search_transcripts import SearchTranscripts
from services.transcribe.application.use_cases.set_aside_message import SetAsideMessage
from services.transcribe.application.use_cases.stop_transcription import StopTranscription
from services.transcribe.application.use_cases.watch_queues import WatchQueues
from services.transcribe.config import Settings
from services.transcribe.domain.jobs import Queue

SERVICE = "transcribe"


@dataclass(frozen=True)
class Outside:
    """What the use cases reach; tests put their own in its place."""

    voice: VoiceDetector
    engines: Engines
    fillers: FillerDetector
    assembler: Assembler
    audio: PreparedAudio
    recordings: Recordings
    observer: Observer
    text_models: TextModels
    engine_spend_per_day_usd: float = 0.0


def build_application(database: Database, outside: Outside) -> Application:
    """The same in production and in component tests."""
    clock = SystemClock()
    announcer = Announcer(EventEncoder(clock.now, new_id))
    jobs, pieces = PostgresJobs(database, announcer), PostgresPieces(database, announcer)
    erasure, versions = PostgresErasure(database, announcer), PostgresVersions(database, announcer)
    get_transcript, models = GetTranscript(versions), outside.text_models
    proofreadings, prompts = PostgresProofreadings(database, announcer), PostgresPrompts(database)
    merge = Merging(jobs, outside.assembler, outside.observer, clock, new_id)
    return Application(
        plan_transcription=PlanTranscription(
            plans=PostgresPlans(database),
            jobs=jobs,
            engines=outside.engines,
            prompts=prompts,
            recordings=outside.recordings,
            audio=outside.audio,
            voice=outside.voice,
            merge=merge,
        ),
        recognize_piece=RecognizePiece(
            pieces=pieces,
            listeners=Listeners(outside.engines, outside.audio, ReadingTexts(jobs), outside.fillers),
            setbacks=Setbacks(pieces, jobs, outside.observer),
            merge=merge,
            observer=outside.observer,
        ),
        give_up_piece=GiveUpPiece(pieces),
        report_worker=ReportWorker(PostgresWorkerRegister(database), new_id()),
        list_recognized_pieces=ListRecognizedPieces(PostgresPassages(database)),
        get_transcript=get_transcript,
        list_transcript_versions=ListTranscriptVersions(versions),
        get_raw_answers=GetRawAnswers(versions, PostgresRawAnswers(database)),
        edit_transcript=EditTranscript(versions, clock),
        export_transcript=ExportTranscript(get_transcript),
        search_transcripts=SearchTranscripts(PostgresSearch(database)),
        request_proofreading=RequestProofreading(versions, proofreadings, prompts, models),
        proofread_transcript=ProofreadTranscript(versions, proofreadings, prompts, models, clock),
        give_up_proofreading=GiveUpProofreading(proofreadings),
        manage_prompts=ManagePrompts(prompts),
        list_engines=ListEngines(outside.engines),
        detect_language=DetectLanguage(outside.engines, outside.audio, new_id),
        read_spending=ReadSpending(PostgresSpending(database, outside.engine_spend_per_day_usd)),
        stop_transcription=StopTranscription(jobs),
        give_up_transcription=GiveUpTranscription(jobs),
        purge_recording=PurgeRecording(erasure),
        purge_tenant=PurgeTenant(erasure),
        set_aside_message=SetAsideMessage(jobs),
    )


class Parts:
    """Everything a process may need, each made when first asked for. `engines` replaces the configured ones,
    which then don't start: measurements bring their own."""

    def __init__(self, settings: Settings, engines: Engines | None = None) -> None:
        self.settings = settings
        self._engines = engines
        self.trust = Trust(SERVICE, settings, SystemClock(), auth_sessions.AuthSessions, auth_sessions.READS)

    @cached_property
    def database(self) -> Database:
        return Database(
            self.settings, role="app", service=SERVICE, statement_s=WORKER_STATEMENT_S, pool_size=8
        )

    @cached_property
    def relay_database(self) -> Database:
        return Database(self.settings, role="relay", service=SERVICE, pool_size=2)

    @cached_property
    def messaging(self) -> MessagingClient:
        return MessagingClient(self.settings, SERVICE)

    @cached_property
    def recognizer(self) -> PocketSphinxRecognizer:
        return PocketSphinxRecognizer(self.settings.recognizer_processes)

    @cached_property
    def voice(self) -> SileroVoiceDetector:
        return SileroVoiceDetector()

    @cached_property
    def assembler(self) -> ChildAssembler:
        return ChildAssembler()

    @cached_property
    def fillers(self) -> SpottingFillerDetector:
        return SpottingFillerDetector()

    @cached_property
    def configured_engines(self) -> EnginesAtHand:
        settings = self.settings
        announcer = Announcer(EventEncoder(SystemClock().now, new_id))
        book = PostgresEngineCalls(self.database, settings.engine_spend_per_day_usd, announcer, new_id)
        resources = Resources(
            self.recognizer, book, settings.recognizer_processes, SystemClock().now, self.vault
        )
        return configured_engines(settings, resources)

    @cached_property
    def vault(self) -> KeyVault:
        return auth_vault(self.trust.channel("auth", self.settings.auth_rpc, VAULT_READS))

    @cached_property
    def engines(self) -> Engines:
        return self._engines or self.configured_engines

    @cached_property
    def text_models(self) -> TextModelsOfJobs:
        return TextModelsOfJobs(self.vault, self.settings, SystemClock().now)

    @property
    def engine_parts(self) -> list[Component]:
        """What starts and stops with a worker."""
        return [] if self._engines else [self.recognizer, self.configured_engines, self.fillers]

    @cached_property
    def observer(self) -> Observer:
        return TelemetryObserver(ProgressSender(self.messaging.publish_progress))

    @property
    def slots(self) -> Mapping[Queue, int]:
        """How many pieces a worker process has in hand at a time."""
        return {Queue.LOCAL: self.settings.recognizer_processes, Queue.REMOTE: self.settings.remote_slots}

    @cached_property
    def application(self) -> Application:
        ingest = self.trust.channel("ingest", self.settings.ingest_rpc, ingest_recordings.READS)
        outside = Outside(
            voice=self.voice,
            engines=self.engines,
            fillers=self.fillers,
            assembler=self.assembler,
            audio=StoredAudio(from_settings(self.settings)),
            recordings=ingest_recordings.IngestRecordings(ingest),
            observer=self.observer,
            text_models=self.text_models,
            engine_spend_per_day_usd=self.settings.engine_spend_per_day_usd,
        )
        return build_application(self.database, outside)


def components(settings: Settings, roles: Sequence[str], engines: Engines | None = None) -> list[Component]:
    """What the process runs, in the order of starting; stopped in reverse."""
    parts = Parts(settings, engines)
    database = Resource("database", ping=parts.database.ping, close=parts.database.close)
    chosen: dict[int, Component] = {}
    for role in roles:
        needed: list[Component] = [database, parts.messaging, *_ROLES[role](parts)]
        for component in needed:
            chosen.setdefault(id(component), component)
    return list(chosen.values())


def _rpc(parts: Parts) -> list[Component]:
    services = [transcribe_service(parts.application)]
    upkeep = parts.trust.upkeep(parts.messaging)
    return [*upkeep, RpcServer(parts.settings, parts.trust.admission(), services)]


def _worker(parts: Parts) -> list[Component]:
    runner = ConsumerRunner(
        parts.messaging,
        subscriptions(parts.application, parts.slots),
        heartbeat_s=parts.settings.heartbeat_s,
    )
    attendance = Attendance(parts.application.report_worker, parts.slots)
    text_model = Resource("text model", ping=lambda: True, close=parts.text_models.close)
    return [parts.voice, parts.assembler, *parts.engine_parts, text_model, runner, attendance]


def _relay(parts: Parts) -> list[Component]:
    database = Resource("relay-database", ping=parts.relay_database.ping, close=parts.relay_database.close)
    clock = SystemClock()
    dispatch = PostgresDispatch(parts.relay_database, PieceEncoder(clock.now, new_id))
    dispatcher = Dispatcher(
        parts.relay_database,
        ReleasePieces(dispatch),
        ReclaimPieces(dispatch),
        WatchQueues(dispatch, parts.observer),
    )
    gauges = queue_gauges(parts.messaging, CONSUMERS)
    return [database, Relay(parts.relay_database, parts.messaging), dispatcher, gauges]


_ROLES: dict[str, Callable[[Parts], list[Component]]] = {"rpc": _rpc, "worker": _worker, "relay": _relay}
