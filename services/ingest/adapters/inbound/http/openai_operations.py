"""The doors of the trade, as data: what OpenAI's clients call."""

from chassis.web import Content, Operation
from services.ingest.adapters.inbound.http.audio_door import AudioDoor
from services.ingest.adapters.inbound.http.openai_answers import JSON_VIEWS
from services.ingest.adapters.inbound.http.openai_errors import OPENAI_ERRORS
from services.ingest.adapters.inbound.http.openai_form import TranscriptionForm, TranslationForm
from services.ingest.adapters.inbound.http.openai_models import ModelListView, ModelsDoor, ModelView
from services.ingest.adapters.inbound.http.scopes import READ, WRITE
from services.ingest.adapters.inbound.http.upload_intake import FORM_OVERHEAD_BYTES, TAKES

_TAG = "OpenAI's audio interface"
_FORM = ("multipart/form-data",)
ERROR_SHAPES = {"/v1/audio/": OPENAI_ERRORS, "/v1/models": OPENAI_ERRORS}
"""By the addresses that they hold for."""


def audio_operations(door: AudioDoor, models: ModelsDoor, max_bytes: int) -> list[Operation]:
    text = "The transcript, as `response_format` says."
    transcript = Content(("text/plain", "text/vtt", "text/event-stream"), text, JSON_VIEWS)
    translation = Content(("text/plain", "text/vtt"), text, JSON_VIEWS[:2])
    largest = max_bytes + FORM_OVERHEAD_BYTES
    return [
        Operation(
            "POST", "/v1/audio/transcriptions", door.create_transcription, _TAG, "user", {200: transcript},
            (), largest, _FORM, TranscriptionForm, idempotent=True, problems=(404, 503), scope=WRITE,
            takes=TAKES,
        ),
        Operation(
            "POST", "/v1/audio/translations", door.create_translation, _TAG, "user", {200: translation},
            (), largest, _FORM, TranslationForm, idempotent=True, problems=(404, 503), scope=WRITE,
            takes=TAKES,
        ),
        Operation(
            "GET", "/v1/models", models.list_models, _TAG, "user", {200: ModelListView}, problems=(503,),
            scope=READ,
        ),
        Operation(
            "GET", "/v1/models/{model_id}", models.get_model, _TAG, "user", {200: ModelView}, problems=(503,),
            slashes=True, scope=READ,
        ),
    ]  # fmt: skip
