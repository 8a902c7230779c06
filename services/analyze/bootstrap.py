"""Composition root: from settings to the use cases and to the components of a process."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from chassis.chat import OwnModels, Prices
from chassis.clock import SystemClock, new_id
from chassis.database import EDGE_STATEMENT_S, WORKER_STATEMENT_S, Database
from chassis.lent_keys import READS as VAULT_READS
from chassis.lifecycle import Component, Resource
from chassis.messaging import ConsumerRunner, MessagingClient, queue_gauges
from chassis.object_store import from_settings
from chassis.outbox import Relay
from chassis.processes import ChildPool
from chassis.remote import RemoteApi, bearer
from chassis.rpc import RpcServer
from chassis.trust import Trust
from services.analyze.adapters.inbound.grpc.analyze_servicer import analyze_service
from services.analyze.adapters.inbound.messaging.consumers import CONSUMERS, SERVICE
from services.analyze.adapters.inbound.messaging.subscriptions import subscriptions
from services.analyze.adapters.outbound.grpc import auth_sessions
from services.analyze.adapters.outbound.grpc.auth_vault import auth_vault
from services.analyze.adapters.outbound.grpc.peers import (
    INGEST_READS,
    TRANSCRIBE_READS,
    IngestRecordings,
    TranscribeTranscripts,
)
from services.analyze.adapters.outbound.messaging.announcements import Announcements
from services.analyze.adapters.outbound.object_store.stored_audio import StoredAudio
from services.analyze.adapters.outbound.postgres.postgres_analysis_jobs import PostgresAnalysisJobs
from services.analyze.adapters.outbound.postgres.postgres_analysis_shelf import PostgresAnalysisShelf
from services.analyze.adapters.outbound.postgres.postgres_eraser import PostgresDeadLetters, PostgresEraser
from services.analyze.adapters.outbound.processes.child_analysts import ChildAnalysts
from services.analyze.adapters.outbound.processes.tasks import PRELOAD
from services.analyze.adapters.outbound.standards.phrase_file import read_phrases
from services.analyze.adapters.outbound.standards.profile_file import read_profiles
from services.analyze.adapters.outbound.text_model.chat_judge import ChatJudge
from services.analyze.adapters.outbound.text_model.job_judges import JobJudges
from services.analyze.application import Application
from services.analyze.application.judging import JudgingAnalysts
from services.analyze.application.making import AnalysisMaker
from services.analyze.application.ports.analysts import AnalystsOf
from services.analyze.application.ports.sources import AudioReader, RecordingReader, TranscriptReader
from services.analyze.application.use_cases.analyze_recording import AnalyzeRecording
from services.analyze.application.use_cases.compare_analyses import CompareAnalyses
from services.analyze.application.use_cases.give_up_analysis import GiveUpAnalysis
from services.analyze.application.use_cases.list_metrics import ListMetrics
from services.analyze.application.use_cases.purge_recording import PurgeRecording
from services.analyze.application.use_cases.purge_tenant import PurgeTenant
from services.analyze.application.use_cases.read_analysis import ReadAnalysis
from services.analyze.application.use_cases.renew_analysis import RenewAnalysis
from services.analyze.application.use_cases.request_analysis import RequestAnalysis
from services.analyze.application.use_cases.set_aside_message import SetAsideMessage
from services.analyze.application.use_cases.stop_analysis import StopAnalysis
from services.analyze.config import Settings
from services.analyze.domain.standards import Standards


@dataclass(frozen=True)
class Outside:
    """What production and component tests choose differently."""

    recordings: RecordingReader
    transcripts: TranscriptReader
    audio: AudioReader
    analysts_of: AnalystsOf
    standards: Standards


def application(database: Database, outside: Outside) -> Application:
    """Production and component tests share this."""
    clock = SystemClock()
    announcements = Announcements(clock, new_id)
    jobs = PostgresAnalysisJobs(database, announcements)
    eraser = PostgresEraser(database, announcements)
    shelf = PostgresAnalysisShelf(database)
    read_analysis = ReadAnalysis(shelf)
    maker = AnalysisMaker(outside.audio, outside.analysts_of, outside.standards, clock, new_id)
    return Application(
        analyze_recording=AnalyzeRecording(jobs, outside.recordings, outside.transcripts, maker),
        renew_analysis=RenewAnalysis(jobs, outside.recordings, outside.transcripts, shelf, maker),
        give_up_analysis=GiveUpAnalysis(jobs),
        stop_analysis=StopAnalysis(jobs),
        purge_recording=PurgeRecording(eraser),
        purge_tenant=PurgeTenant(eraser),
        set_aside_message=SetAsideMessage(PostgresDeadLetters(database)),
        read_analysis=read_analysis,
        request_analysis=RequestAnalysis(jobs, shelf, time.sleep),
        compare_analyses=CompareAnalyses(read_analysis, outside.recordings),
        list_metrics=ListMetrics(outside.standards.profiles),
    )


class Process:
    """The parts that the roles of one process share, each made when first asked for."""

    def __init__(self, settings: Settings, roles: Sequence[str]) -> None:
        self._settings = settings
        self._roles = roles
        self._trust = Trust(SERVICE, settings, SystemClock(), auth_sessions.AuthSessions, auth_sessions.READS)

    def components(self) -> list[Component]:
        """In the order of starting: what others stand on comes first."""
        parts: list[Component] = [self._messaging]
        if {"rpc", "worker"} & set(self._roles):
            parts.append(Resource("database", ping=self._database.ping, close=self._database.close))
        if "worker" in self._roles:
            parts.append(self._analysts)
            parts += self._text_model
        if "rpc" in self._roles:
            parts += [*self._trust.upkeep(self._messaging), self._rpc_server()]
        if "worker" in self._roles:
            parts.append(self._consumers())
        if "relay" in self._roles:
            database = Database(self._settings, role="relay", service=SERVICE)
            parts.append(Resource("relay database", ping=database.ping, close=database.close))
            parts += [Relay(database, self._messaging), queue_gauges(self._messaging, CONSUMERS)]
        return parts

    @cached_property
    def _messaging(self) -> MessagingClient:
        return MessagingClient(self._settings, SERVICE)

    @cached_property
    def _database(self) -> Database:
        statement_s = WORKER_STATEMENT_S if "worker" in self._roles else EDGE_STATEMENT_S
        return Database(self._settings, role="app", service=SERVICE, statement_s=statement_s, pool_size=10)

    @cached_property
    def _analysts(self) -> ChildAnalysts:
        pool = ChildPool(self._settings.analysis_processes, preload=PRELOAD)
        return ChildAnalysts(pool, self._settings.analysis_deadline_s)

    @cached_property
    def _standards(self) -> Standards:
        return Standards(
            profiles=read_profiles(self._settings.profiles_file),
            replaceable=read_phrases(self._settings.inclusive_file),
        )

    def _rpc_server(self) -> RpcServer:
        service = analyze_service(self._application)
        return RpcServer(self._settings, self._trust.admission(), [service])

    @cached_property
    def _judges(self) -> JobJudges:
        auth = self._trust.channel("auth", self._settings.auth_rpc, VAULT_READS)
        private_urls = self._settings.private_provider_urls
        own = OwnModels(auth_vault(auth), SystemClock().now, private_urls=private_urls)
        return JobJudges(own, self._standing_judge())

    def _standing_judge(self) -> ChatJudge | None:
        """None where no text model is configured."""
        settings = self._settings
        if not settings.text_model_url or not settings.text_model:
            return None
        key = settings.text_model_key.get_secret_value() if settings.text_model_key else None
        api = RemoteApi("text_model", settings.text_model_url, bearer(key), now=SystemClock().now)
        prices = Prices(settings.text_model_prompt_usd, settings.text_model_completion_usd)
        return ChatJudge(api, settings.text_model, prices)

    @cached_property
    def _judging(self) -> JudgingAnalysts:
        return JudgingAnalysts(self._analysts, self._judges, self._settings.text_model_slots)

    @property
    def _text_model(self) -> list[Component]:
        """Closed with the process. That it is out of order makes nobody unready: the rest is analysed."""
        return [
            Resource("text model", ping=lambda: None, close=self._judges.close),
            Resource("judging", ping=lambda: None, close=self._judging.close),
        ]

    @cached_property
    def _application(self) -> Application:
        ingest = self._trust.channel("ingest", self._settings.ingest_rpc, INGEST_READS)
        transcribe = self._trust.channel("transcribe", self._settings.transcribe_rpc, TRANSCRIBE_READS)
        outside = Outside(
            recordings=IngestRecordings(ingest),
            transcripts=TranscribeTranscripts(transcribe),
            audio=StoredAudio(from_settings(self._settings)),
            analysts_of=self._judging.of,
            standards=self._standards,
        )
        return application(self._database, outside)

    def _consumers(self) -> ConsumerRunner:
        subscribed = subscriptions(self._application)
        return ConsumerRunner(self._messaging, subscribed, heartbeat_s=self._settings.heartbeat_s)
