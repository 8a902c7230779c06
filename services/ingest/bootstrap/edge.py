"""The HTTP edge of the http role; production and component tests share this."""

from contextlib import AbstractContextManager
from uuid import UUID

from flask import Flask

from chassis.clock import new_id
from chassis.database import Database
from chassis.idempotency.postgres import PostgresIdempotency
from chassis.rate_limits import RateLimiter
from chassis.role_limits import RoleLimits, read_role_limits
from chassis.rpc import on_behalf
from chassis.settings import required
from chassis.web import (
    Cursors,
    Edge,
    Limits,
    Operation,
    Pages,
    Site,
    StreamSlots,
    TokenVerifier,
    create_app,
)
from chassis.web.server import HttpServer, Listen
from services.ingest.adapters.inbound.http.analyses_door import AnalysesDoor
from services.ingest.adapters.inbound.http.analyses_operations import analyses_operations
from services.ingest.adapters.inbound.http.asr_door import AsrDoor
from services.ingest.adapters.inbound.http.asr_operations import asr_operations
from services.ingest.adapters.inbound.http.audio_door import AudioDoor
from services.ingest.adapters.inbound.http.awaited_answers import AwaitedAnswers
from services.ingest.adapters.inbound.http.limits_door import LimitsDoor
from services.ingest.adapters.inbound.http.openai_models import ModelsDoor
from services.ingest.adapters.inbound.http.openai_operations import audio_operations
from services.ingest.adapters.inbound.http.operations import description, operations
from services.ingest.adapters.inbound.http.prompts_door import PromptsDoor, prompt_operations
from services.ingest.adapters.inbound.http.recordings_door import RecordingsDoor
from services.ingest.adapters.inbound.http.results_door import ResultsDoor
from services.ingest.adapters.inbound.http.share_operations import share_operations, shared_operations
from services.ingest.adapters.inbound.http.shared_door import Readers, SharedDoor
from services.ingest.adapters.inbound.http.shares_door import SharesDoor
from services.ingest.adapters.inbound.http.speech_door import SpeechDoor, speech_operations
from services.ingest.adapters.inbound.http.transcript_door import TranscriptDoor
from services.ingest.adapters.inbound.http.transcript_operations import transcript_operations
from services.ingest.adapters.inbound.http.tus_door import TusDoor
from services.ingest.adapters.inbound.http.tus_operations import TusPolicy, tus_operations
from services.ingest.adapters.inbound.http.tus_protocol import speaking_tus
from services.ingest.adapters.inbound.http.upload_intake import UploadBounds, UploadIntake
from services.ingest.application import ClientApplication, Sharing
from services.ingest.bootstrap.allowances import allowances
from services.ingest.config import Settings, UploadSettings

API_VERSION = "1.0.0"


def http_server(
    client: ClientApplication,
    verifier: TokenVerifier,
    limiter: RateLimiter,
    database: Database,
    settings: Settings,
) -> HttpServer:
    """The component: the application is built when it starts, and its streams end when it drains."""
    slots = StreamSlots(settings.http_threads)
    role_limits = read_role_limits(settings.limits_file)
    edge = Edge(
        verifier=verifier,
        new_id=new_id,
        slots=slots,
        secret=required(settings.cursor_key, "cursor_key").encode(),
        limits=Limits(limiter, lambda user: role_limits.rates(user.roles)),
        idempotency=PostgresIdempotency(database, new_id),
        acting_for=lambda user, token: on_behalf(tenant_id=user.tenant_id, user_token=token),
        site=Site(settings.public_url, settings.cors_origins),
    )
    listen = Listen(settings.http_host, settings.http_port, settings.http_threads)
    return HttpServer(
        lambda: web_application(client, edge, role_limits, settings), listen, on_drain=slots.drain
    )


def web_application(
    client: ClientApplication, edge: Edge, role_limits: RoleLimits, uploads: UploadSettings
) -> Flask:
    """The WSGI application."""
    allowance_of = allowances(role_limits)
    bounds = UploadBounds(uploads.upload_max_bytes, uploads.upload_deadline_s, allowance_of)
    intake = UploadIntake(client.submit_recording, bounds)
    recordings = RecordingsDoor(client, Pages(edge.secret), intake)
    results = ResultsDoor(client.read_results)
    declared = operations(recordings, results, uploads.upload_max_bytes)
    analyses = AnalysesDoor(client.read_results, client.renew_analysis, client.compare_recordings)
    declared += analyses_operations(analyses)
    transcripts = TranscriptDoor(client.revise_transcript, client.search_transcripts, Cursors(edge.secret))
    declared += transcript_operations(transcripts)
    declared += prompt_operations(PromptsDoor(client.manage_prompts))
    declared += _doors_of_the_trade(client, intake, uploads)
    declared += tus_operations(TusDoor(client.uploads, bounds), _tus_policy(uploads))
    declared += LimitsDoor(client.read_use, edge.limits, allowance_of).operations()
    readers = Readers(recordings, results, analyses, transcripts)
    declared += _sharing_operations(client.sharing, readers, Pages(edge.secret))
    app = create_app(description(API_VERSION), declared, edge)
    app.wsgi_app = speaking_tus(app.wsgi_app)  # type: ignore[assignment, method-assign]
    return app


def _sharing_operations(sharing: Sharing, readers: Readers, pages: Pages) -> list[Operation]:
    def act_for(tenant_id: UUID) -> AbstractContextManager[None]:
        return on_behalf(tenant_id=tenant_id)

    shared = SharedDoor(sharing, readers, act_for, pages)
    return [*share_operations(SharesDoor(sharing.share, pages)), *shared_operations(shared)]


def _doors_of_the_trade(
    client: ClientApplication, intake: UploadIntake, uploads: UploadSettings
) -> list[Operation]:
    answers = AwaitedAnswers(client.await_transcript, uploads.transcript_wait_s)
    audio, models = AudioDoor(client, intake, answers), ModelsDoor(client.list_models)
    return [
        *audio_operations(audio, models, uploads.upload_max_bytes),
        *speech_operations(SpeechDoor(client.speak_text), uploads.speech_per_minute),
        *asr_operations(AsrDoor(client, intake, answers), uploads.upload_max_bytes),
    ]


def _tus_policy(uploads: UploadSettings) -> TusPolicy:
    return TusPolicy(uploads.upload_max_bytes, uploads.upload_pieces_per_minute)
