"""The HTTP edge of the http role; production and component tests share this."""

from flask import Flask

from chassis.clock import new_id
from chassis.database import Database
from chassis.idempotency.postgres import PostgresIdempotency
from chassis.rpc import on_behalf
from chassis.settings import required
from chassis.web import Cursors, Edge, Limits, Operation, Site, StreamSlots, TokenVerifier, create_app
from chassis.web.server import HttpServer, Listen
from services.ingest.adapters.inbound.http.analyses_door import AnalysesDoor
from services.ingest.adapters.inbound.http.analyses_operations import analyses_operations
from services.ingest.adapters.inbound.http.asr_door import AsrDoor
from services.ingest.adapters.inbound.http.asr_operations import asr_operations
from services.ingest.adapters.inbound.http.audio_door import AudioDoor
from services.ingest.adapters.inbound.http.awaited_answers import AwaitedAnswers
from services.ingest.adapters.inbound.http.openai_models import ModelsDoor
from services.ingest.adapters.inbound.http.openai_operations import audio_operations
from services.ingest.adapters.inbound.http.operations import description, operations
from services.ingest.adapters.inbound.http.prompts_door import PromptsDoor, prompt_operations
from services.ingest.adapters.inbound.http.recordings_door import RecordingsDoor
from services.ingest.adapters.inbound.http.results_door import ResultsDoor
from services.ingest.adapters.inbound.http.speech_door import SpeechDoor, speech_operations
from services.ingest.adapters.inbound.http.transcript_door import TranscriptDoor
from services.ingest.adapters.inbound.http.transcript_operations import transcript_operations
from services.ingest.adapters.inbound.http.tus_door import TusDoor
from services.ingest.adapters.inbound.http.tus_operations import TusPolicy, tus_operations
from services.ingest.adapters.inbound.http.tus_protocol import speaking_tus
from services.ingest.adapters.inbound.http.upload_intake import UploadBounds, UploadIntake
from services.ingest.application import ClientApplication
from services.ingest.config import Settings, UploadSettings

API_VERSION = "1.0.0"


def http_server(
    client: ClientApplication,
    verifier: TokenVerifier,
    limits: Limits,
    database: Database,
    settings: Settings,
) -> HttpServer:
    """The component: the application is built when it starts, and its streams end when it drains."""
    slots = StreamSlots(settings.http_threads)
    edge = Edge(
        verifier=verifier,
        new_id=new_id,
        slots=slots,
        secret=required(settings.cursor_key, "cursor_key").encode(),
        limits=limits,
        idempotency=PostgresIdempotency(database, new_id),
        acting_for=lambda user, token: on_behalf(tenant_id=user.tenant_id, user_token=token),
        site=Site(settings.public_url, settings.cors_origins),
    )
    listen = Listen(settings.http_host, settings.http_port, settings.http_threads)
    return HttpServer(lambda: web_application(client, edge, settings), listen, on_drain=slots.drain)


def web_application(client: ClientApplication, edge: Edge, uploads: UploadSettings) -> Flask:
    """The WSGI application."""
    bounds = UploadBounds(uploads.upload_max_bytes, uploads.upload_deadline_s)
    intake = UploadIntake(client.submit_recording, bounds)
    recordings = RecordingsDoor(client, Cursors(edge.secret), intake)
    declared = operations(recordings, ResultsDoor(client.read_results), uploads.upload_max_bytes)
    analyses = AnalysesDoor(client.read_results, client.renew_analysis, client.compare_recordings)
    declared += analyses_operations(analyses)
    transcripts = TranscriptDoor(client.revise_transcript, client.search_transcripts, Cursors(edge.secret))
    declared += transcript_operations(transcripts)
    declared += prompt_operations(PromptsDoor(client.manage_prompts))
    declared += _doors_of_the_trade(client, intake, uploads)
    declared += tus_operations(TusDoor(client.uploads, bounds), _tus_policy(uploads))
    app = create_app(description(API_VERSION), declared, edge)
    app.wsgi_app = speaking_tus(app.wsgi_app)  # type: ignore[assignment, method-assign]
    return app


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
