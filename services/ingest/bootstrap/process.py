"""The components of a process, by its roles.

What only one role needs is imported where that role is built: a worker has no use for a web server.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

import grpc

from chassis.clock import SystemClock, new_id
from chassis.database import EDGE_STATEMENT_S, WORKER_STATEMENT_S, Database
from chassis.lifecycle import Component, Resource
from chassis.messaging import MessagingClient
from chassis.object_store import ObjectStore, from_settings, room_gauge
from chassis.rpc import RpcServer
from chassis.trust import Trust
from services.ingest.adapters.outbound.grpc import auth_sessions
from services.ingest.adapters.outbound.object_store.recording_blobs import StoredBlobs
from services.ingest.adapters.outbound.postgres.postgres_records import PostgresTransactions
from services.ingest.application.use_cases.get_recording import GetRecording
from services.ingest.bootstrap.applications import (
    Peers,
    client_application,
    upload_limits,
    worker_application,
)
from services.ingest.config import Settings

SERVICE = "ingest"


class Process:
    """The parts that the roles of one process share, each made when first asked for."""

    def __init__(self, settings: Settings, roles: Sequence[str]) -> None:
        self._settings = settings
        self._roles = frozenset(roles)
        self._clock = SystemClock()
        self._trust = Trust(SERVICE, settings, self._clock, auth_sessions.AuthSessions, auth_sessions.READS)

    def components(self) -> list[Component]:
        """In the order of starting: what others stand on comes first."""
        parts = [*self._foundations()]
        if self._roles & {"http", "rpc"}:
            parts += self._trust.upkeep(self._messaging)
        if "worker" in self._roles:
            parts += self._worker_parts()
        if "relay" in self._roles:
            parts += self._relay_parts()
        if "rpc" in self._roles:
            parts.append(self._rpc_server())
        if "http" in self._roles:
            parts += self._http_parts()
        return parts

    def _relay_parts(self) -> list[Component]:
        from chassis.idempotency.postgres import sweep_idempotency
        from chassis.inbox import sweep_claims
        from chassis.messaging import queue_gauges
        from chassis.outbox import Relay, sweep_published
        from chassis.rate_limits.postgres import sweep_rate_limits
        from services.ingest.adapters.inbound.messaging.consumers import CONSUMERS
        from services.ingest.adapters.outbound.postgres.postgres_audio_use import sweep_audio_use

        sweeps = (sweep_published, sweep_claims, sweep_idempotency, sweep_rate_limits, sweep_audio_use)
        relay = Relay(self._relay_database, self._messaging, sweeps=sweeps)
        return [relay, queue_gauges(self._messaging, CONSUMERS)]

    def _foundations(self) -> Iterator[Component]:
        yield self._messaging
        if self._roles & {"http", "rpc", "worker"}:
            yield Resource("database", ping=self._database.ping, close=self._database.close)
        if self._roles & {"http", "worker"}:
            yield Resource("object store", ping=self._store.ping)
        if self._roles & {"worker", "relay"}:
            relay = self._relay_database
            yield Resource("relay database", ping=relay.ping, close=relay.close)

    def _worker_parts(self) -> list[Component]:
        from chassis.messaging import ConsumerRunner
        from services.ingest.adapters.inbound.messaging.consumers import RECORDING_RECEIVED
        from services.ingest.adapters.inbound.messaging.event_door import EventDoor, ProgressDoor
        from services.ingest.adapters.inbound.messaging.progress_feed import ProgressFeed
        from services.ingest.adapters.inbound.schedule.sweeper import expiry, sweeper
        from services.ingest.adapters.outbound.media.limits import DecodeLimits
        from services.ingest.adapters.outbound.media.sandboxed_audio_preparer import (
            Decoders,
            SandboxedAudioPreparer,
        )
        from services.ingest.adapters.outbound.postgres.postgres_records import PostgresInventory

        settings = self._settings
        limits = DecodeLimits(settings.recording_max_s, settings.decode_deadline_s)
        decoders = Decoders(RECORDING_RECEIVED.slots, limits)
        preparer = SandboxedAudioPreparer(self._store, decoders.pool, limits, settings.scratch_dir)
        inventory = PostgresInventory(self._relay_database)
        blobs = StoredBlobs(self._store)
        keep_days = settings.recording_keep_days
        worker = worker_application(self._transactions, inventory, blobs, preparer, self._clock, keep_days)
        subscribed = EventDoor(worker).subscriptions()
        runner = ConsumerRunner(self._messaging, subscribed, heartbeat_s=settings.heartbeat_s)
        feed = ProgressFeed(self._messaging, ProgressDoor(worker))
        sweeps = sweeper(worker.sweep_leftovers, settings.sweep_interval_s)
        room = room_gauge(self._store, SERVICE)
        return [decoders, runner, feed, sweeps, expiry(worker.expire_recordings), room]

    def _http_parts(self) -> list[Component]:
        from chassis.rate_limits.postgres import shared_limiter
        from services.ingest.adapters.outbound.grpc.remote_analyses import READS as ANALYSES_READ
        from services.ingest.adapters.outbound.grpc.remote_analyses import RemoteAnalyses
        from services.ingest.adapters.outbound.grpc.remote_coaching import RemoteCoaching
        from services.ingest.adapters.outbound.grpc.remote_engines import RemoteEngines
        from services.ingest.adapters.outbound.grpc.remote_languages import RemoteLanguages
        from services.ingest.adapters.outbound.grpc.remote_prompts import RemotePrompts
        from services.ingest.adapters.outbound.grpc.remote_results import RemoteResults
        from services.ingest.adapters.outbound.grpc.remote_revisions import READS as REVISIONS_READ
        from services.ingest.adapters.outbound.grpc.remote_revisions import RemoteRevisions
        from services.ingest.adapters.outbound.grpc.remote_spending import RemoteSpending
        from services.ingest.adapters.outbound.grpc.remote_transcripts import RemoteTranscripts
        from services.ingest.adapters.outbound.grpc.token_exchange import RemoteTokenExchange
        from services.ingest.adapters.outbound.postgres.notified_changes import NotifiedChanges
        from services.ingest.adapters.outbound.voices.program_voice import ProgramVoice, encoder_pool
        from services.ingest.bootstrap.edge import http_server

        settings = self._settings
        changes = NotifiedChanges(self._database)
        transcribe = self._results_channel("transcribe")
        encoders = encoder_pool(settings.voice_slots, settings.voice_deadline_s)
        changeable = self._trust.channel("transcribe", settings.transcribe_rpc, REVISIONS_READ)
        peers = Peers(
            RemoteResults(self._results_channel),
            RemoteEngines(transcribe, self._clock),
            RemoteTranscripts(transcribe),
            ProgramVoice(settings.voice_program, encoders, settings.voice_deadline_s),
            RemoteLanguages(transcribe),
            RemoteAnalyses(self._trust.channel("analyze", settings.analyze_rpc, ANALYSES_READ)),
            RemoteRevisions(changeable),
            RemotePrompts(changeable),
            RemoteCoaching(self._trust.channel("auth", settings.auth_rpc, auth_sessions.READS), self._clock),
            RemoteSpending(transcribe),
        )
        client = client_application(
            self._transactions,
            StoredBlobs(self._store),
            changes,
            peers,
            self._clock,
            upload_limits(settings),
        )
        limiter = shared_limiter(self._database)
        exchange = RemoteTokenExchange(self._trust.channel("auth", settings.auth_rpc, auth_sessions.READS))
        server = http_server(client, self._trust.edge(exchange), limiter, self._database, settings)
        return [changes.listener, Resource("rate limits", ping=lambda: None, close=limiter.close), server]

    def _rpc_server(self) -> RpcServer:
        from services.ingest.adapters.inbound.grpc.ingest_servicer import exposed

        services = [exposed(GetRecording(self._transactions))]
        return RpcServer(self._settings, self._trust.admission(), services)

    @cached_property
    def _messaging(self) -> MessagingClient:
        return MessagingClient(self._settings, SERVICE)

    @cached_property
    def _database(self) -> Database:
        if "worker" in self._roles:
            return Database(self._settings, role="app", service=SERVICE, statement_s=WORKER_STATEMENT_S)
        return Database(
            self._settings, role="app", service=SERVICE, statement_s=EDGE_STATEMENT_S, pool_size=10
        )

    @cached_property
    def _relay_database(self) -> Database:
        return Database(self._settings, role="relay", service=SERVICE)

    @cached_property
    def _store(self) -> ObjectStore:
        return from_settings(self._settings)

    @cached_property
    def _transactions(self) -> PostgresTransactions:
        return PostgresTransactions(self._database, self._clock, new_id)

    def _results_channel(self, service: str) -> grpc.Channel:
        from services.ingest.adapters.outbound.grpc.remote_results import READS

        settings = self._settings
        addresses = {
            "transcribe": settings.transcribe_rpc,
            "analyze": settings.analyze_rpc,
            "report": settings.report_rpc,
        }
        return self._trust.channel(service, addresses[service], (READS[service],))
