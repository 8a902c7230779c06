"""The doors of whisper-asr-webservice, as data."""

from chassis.web import Content, Limit, Operation
from services.ingest.adapters.inbound.http.asr_door import AsrDoor, AsrForm, DetectedLanguageView
from services.ingest.adapters.inbound.http.scopes import WRITE
from services.ingest.adapters.inbound.http.upload_intake import FORM_OVERHEAD_BYTES, UploadPolicy

_TAG = "whisper-asr-webservice"
_FORM = ("multipart/form-data",)


def asr_operations(door: AsrDoor, uploads: UploadPolicy) -> list[Operation]:
    text = Content(("text/plain",), "The transcript, as `output` says; JSON too is called text/plain there.")
    limits = (Limit("uploads", uploads.per_minute),)
    largest = uploads.max_bytes + FORM_OVERHEAD_BYTES
    return [
        Operation(
            "POST", "/asr", door.transcribe_file, _TAG, "user", {200: text},
            limits, largest, _FORM, AsrForm, idempotent=True, problems=(404, 503), scope=WRITE,
        ),
        Operation(
            "POST", "/detect-language", door.detect_file_language, _TAG, "user", {200: DetectedLanguageView},
            limits, largest, _FORM, AsrForm, problems=(503,), scope=WRITE,
        ),
    ]  # fmt: skip
