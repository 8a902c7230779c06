"""The composition root: settings in, a process's components out. The only place that knows every adapter."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import grpc

from chassis.clock import SystemClock, new_id
from chassis.database import EDGE_STATEMENT_S, WORKER_STATEMENT_S, Database
from chassis.lifecycle import Component, Resource
from chassis.messaging import ConsumerRunner, MessagingClient, queue_gauges
from chassis.outbox import Relay
from chassis.rpc import RpcServer
from chassis.trust import Trust
from services.report.adapters.inbound.grpc.report_servicer import report_service
from services.report.adapters.inbound.messaging.consumers import CONSUMERS, SERVICE
from services.report.adapters.inbound.messaging.subscriptions import subscriptions
from services.report.adapters.outbound.grpc import auth_sessions, peers
from services.report.adapters.outbound.messaging.announcements import Announcements
from services.report.adapters.outbound.postgres.eraser import PostgresDeadLetters, PostgresEraser
from services.report.adapters.outbound.postgres.outgoing import Outgoing
from services.report.adapters.outbound.postgres.report_jobs import PostgresReportJobs
from services.report.adapters.outbound.postgres.report_shelf import PostgresReportShelf
from services.report.application import Application
from services.report.application.ports.readers import AnalysisReader, RecordingReader, TranscriptReader
from services.report.application.use_cases.compose_report import ComposeReport
from services.report.application.use_cases.export_report import ExportReport
from services.report.application.use_cases.give_up_report import GiveUpReport
from services.report.application.use_cases.purge_recording import PurgeRecording
from services.report.application.use_cases.purge_tenant import PurgeTenant
from services.report.application.use_cases.set_aside_message import SetAsideMessage
from services.report.application.use_cases.stop_report import StopReport
from services.report.config import Settings


@dataclass(frozen=True)
class Readers:
    """What production and component tests choose differently."""

    recordings: RecordingReader
    transcripts: TranscriptReader
    analyses: AnalysisReader


def application(database: Database, readers: Readers) -> Application:
    """Production and component tests share this."""
    clock = SystemClock()
    outgoing = Outgoing(Announcements(clock, new_id))
    jobs = PostgresReportJobs(database, outgoing)
    eraser = PostgresEraser(database, outgoing)
    return Application(
        compose_report=ComposeReport(
            jobs, readers.recordings, readers.transcripts, readers.analyses, clock, new_id
        ),
        give_up_report=GiveUpReport(jobs),
        stop_report=StopReport(jobs),
        purge_recording=PurgeRecording(eraser),
        purge_tenant=PurgeTenant(eraser),
        set_aside_message=SetAsideMessage(PostgresDeadLetters(database, outgoing)),
        export_report=ExportReport(PostgresReportShelf(database)),
    )


class Process:
    """The parts that the roles of one process share, each made when first asked for."""

    def __init__(self, settings: Settings, roles: Sequence[str]) -> None:
        self._settings = settings
        self._roles = frozenset(roles)
        self._trust = Trust(SERVICE, settings, SystemClock(), auth_sessions.AuthSessions, auth_sessions.READS)

    def components(self) -> list[Component]:
        """In the order of starting: what others stand on comes first."""
        parts: list[Component] = [self._messaging]
        if self._roles & {"rpc", "worker"}:
            parts.append(Resource("database", ping=self._database.ping, close=self._database.close))
        if "rpc" in self._roles:
            parts += [*self._trust.upkeep(self._messaging), self._rpc_server()]
        if "worker" in self._roles:
            parts.append(self._consumers())
        if "relay" in self._roles:
            parts += self._relay()
        return parts

    @cached_property
    def _messaging(self) -> MessagingClient:
        return MessagingClient(self._settings, SERVICE)

    @cached_property
    def _database(self) -> Database:
        statement_s = WORKER_STATEMENT_S if "worker" in self._roles else EDGE_STATEMENT_S
        return Database(self._settings, role="app", service=SERVICE, statement_s=statement_s, pool_size=10)

    @cached_property
    def _application(self) -> Application:
        settings = self._settings
        return application(
            self._database,
            Readers(
                recordings=peers.IngestRecordings(self._channel("ingest", settings.ingest_rpc)),
                transcripts=peers.TranscribeTranscripts(self._channel("transcribe", settings.transcribe_rpc)),
                analyses=peers.AnalyzeAnalyses(self._channel("analyze", settings.analyze_rpc)),
            ),
        )

    def _rpc_server(self) -> RpcServer:
        services = [report_service(self._application.export_report)]
        return RpcServer(self._settings, self._trust.admission(), services)

    def _consumers(self) -> ConsumerRunner:
        subscribed = subscriptions(self._application)
        return ConsumerRunner(self._messaging, subscribed, heartbeat_s=self._settings.heartbeat_s)

    def _relay(self) -> list[Component]:
        database = Database(self._settings, role="relay", service=SERVICE)
        resource = Resource("relay database", ping=database.ping, close=database.close)
        return [resource, Relay(database, self._messaging), queue_gauges(self._messaging, CONSUMERS)]

    def _channel(self, peer: str, address: str) -> grpc.Channel:
        return self._trust.channel(peer, address, peers.READS[peer])
