"""The composition root: settings in, a process's components out. The only place that knows every adapter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from chassis.clock import SystemClock, new_id
from chassis.database import WORKER_STATEMENT_S, Database
from chassis.lifecycle import Component, Resource
from chassis.messaging import ConsumerRunner, MessagingClient
from chassis.object_store import from_settings
from chassis.outbox import Relay
from chassis.rpc import RpcServer
from chassis.trust import Trust
from services.transcribe.adapters.inbound.grpc.transcribe_service import transcribe_service
from services.transcribe.adapters.inbound.messaging.handlers import subscriptions
from services.transcribe.adapters.outbound.grpc import auth_sessions, ingest_recordings
from services.transcribe.adapters.outbound.messaging.events import EventEncoder
from services.transcribe.adapters.outbound.messaging.progress import ProgressSender
from services.transcribe.adapters.outbound.object_store.stored_audio import StoredAudio
from services.transcribe.adapters.outbound.postgres.announcing import Announcer
from services.transcribe.adapters.outbound.postgres.postgres_jobs import PostgresJobs
from services.transcribe.adapters.outbound.postgres.postgres_search import PostgresSearch
from services.transcribe.adapters.outbound.postgres.postgres_transcripts import PostgresErasure
from services.transcribe.adapters.outbound.postgres.postgres_versions import PostgresVersions
from services.transcribe.adapters.outbound.recognizers.pocketsphinx_recognizer import PocketSphinxRecognizer
from services.transcribe.adapters.outbound.recognizers.silero_detector import SileroVoiceDetector
from services.transcribe.adapters.outbound.recognizers.spotting_filler_detector import SpottingFillerDetector
from services.transcribe.adapters.outbound.telemetry import TelemetryObserver
from services.transcribe.application import Application
from services.transcribe.application.ports.audio import PreparedAudio, VoiceDetector
from services.transcribe.application.ports.fillers import FillerDetector
from services.transcribe.application.ports.recognizer import SpeechRecognizer
from services.transcribe.application.ports.recordings import Recordings
from services.transcribe.application.ports.surroundings import Observer
from services.transcribe.application.use_cases.edit_transcript import EditTranscript
from services.transcribe.application.use_cases.export_transcript import ExportTranscript
from services.transcribe.application.use_cases.get_transcript import GetTranscript
from services.transcribe.application.use_cases.give_up_transcription import GiveUpTranscription
from services.transcribe.application.use_cases.list_transcript_versions import ListTranscriptVersions
from services.transcribe.application.use_cases.purge_recording import PurgeRecording
from services.transcribe.application.use_cases.purge_tenant import PurgeTenant
from services.transcribe.application.use_cases.search_transcripts import SearchTranscripts
from services.transcribe.application.use_cases.set_aside_message import SetAsideMessage
from services.transcribe.application.use_cases.stop_transcription import StopTranscription
from services.transcribe.application.use_cases.transcribe_recording import TranscribeRecording
from services.transcribe.config import Settings

SERVICE = "transcribe"


@dataclass(frozen=True)
class Outside:
    """What the use cases reach; tests put their own in its place."""

    voice: VoiceDetector
    recognizer: SpeechRecognizer
    fillers: FillerDetector
    audio: PreparedAudio
    recordings: Recordings
    observer: Observer


def build_application(database: Database, outside: Outside, lease_s: float) -> Application:
    """The same in production and in component tests."""
    clock = SystemClock()
    announcer = Announcer(EventEncoder(clock.now, new_id))
    jobs = PostgresJobs(database, announcer)
    erasure = PostgresErasure(database, announcer)
    versions = PostgresVersions(database, announcer)
    get_transcript = GetTranscript(versions)
    return Application(
        transcribe_recording=TranscribeRecording(
            jobs=jobs,
            recordings=outside.recordings,
            audio=outside.audio,
            voice=outside.voice,
            recognizer=outside.recognizer,
            fillers=outside.fillers,
            observer=outside.observer,
            clock=clock,
            new_id=new_id,
            lease_s=lease_s,
        ),
        get_transcript=get_transcript,
        list_transcript_versions=ListTranscriptVersions(versions),
        edit_transcript=EditTranscript(versions, clock),
        export_transcript=ExportTranscript(get_transcript),
        search_transcripts=SearchTranscripts(PostgresSearch(database)),
        stop_transcription=StopTranscription(jobs),
        give_up_transcription=GiveUpTranscription(jobs),
        purge_recording=PurgeRecording(erasure),
        purge_tenant=PurgeTenant(erasure),
        set_aside_message=SetAsideMessage(jobs),
    )


class Parts:
    """Everything a process may need, each made when first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
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
    def fillers(self) -> SpottingFillerDetector:
        return SpottingFillerDetector()

    @cached_property
    def application(self) -> Application:
        progress = ProgressSender(self.messaging.publish_progress)
        ingest = self.trust.channel("ingest", self.settings.ingest_rpc, ingest_recordings.READS)
        outside = Outside(
            voice=self.voice,
            recognizer=self.recognizer,
            fillers=self.fillers,
            audio=StoredAudio(from_settings(self.settings)),
            recordings=ingest_recordings.IngestRecordings(ingest),
            observer=TelemetryObserver(progress),
        )
        return build_application(self.database, outside, self.settings.ack_wait_s)


def components(settings: Settings, roles: Sequence[str]) -> list[Component]:
    """What the process runs, in the order of starting; stopped in reverse."""
    parts = Parts(settings)
    database = Resource("database", ping=parts.database.ping, close=parts.database.close)
    chosen: dict[int, Component] = {}
    for role in roles:
        needed: list[Component] = [database, parts.messaging, *_ROLES[role](parts)]
        for component in needed:
            chosen.setdefault(id(component), component)
    return list(chosen.values())


def _rpc(parts: Parts) -> list[Component]:
    services = [transcribe_service(parts.application)]
    feed = parts.trust.revocation_feed(parts.messaging)
    return [feed, RpcServer(parts.settings, parts.trust.admission(), services)]


def _worker(parts: Parts) -> list[Component]:
    runner = ConsumerRunner(
        parts.messaging, subscriptions(parts.application), heartbeat_s=parts.settings.heartbeat_s
    )
    return [parts.voice, parts.recognizer, parts.fillers, runner]


def _relay(parts: Parts) -> list[Component]:
    database = Resource("relay-database", ping=parts.relay_database.ping, close=parts.relay_database.close)
    return [database, Relay(parts.relay_database, parts.messaging)]


_ROLES: dict[str, Callable[[Parts], list[Component]]] = {"rpc": _rpc, "worker": _worker, "relay": _relay}
