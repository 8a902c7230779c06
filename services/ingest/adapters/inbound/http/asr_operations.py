"""The doors of whisper-asr-webservice, as data."""

from chassis.web import Content, Operation
from services.ingest.adapters.inbound.http.asr_door import AsrDoor, AsrForm, DetectedLanguageView
from services.ingest.adapters.inbound.http.scopes import WRITE
from services.ingest.adapters.inbound.http.upload_intake import FORM_OVERHEAD_BYTES, TAKES

_TAG = "whisper-asr-webservice"
_FORM = ("multipart/form-data",)


def asr_operations(door: AsrDoor, max_bytes: int) -> list[Operation]:
    text = Content(("text/plain",), "The transcript, as `output` says; JSON too is called text/plain there.")
    largest = max_bytes + FORM_OVERHEAD_BYTES
    return [
        Operation(
            "POST", "/asr", door.transcribe_file, _TAG, "user", {200: text},
            (), largest, _FORM, AsrForm, idempotent=True, problems=(404, 503), scope=WRITE, takes=TAKES,
        ),
        Operation(
            "POST", "/detect-language", door.detect_file_language, _TAG, "user", {200: DetectedLanguageView},
            (), largest, _FORM, AsrForm, problems=(503,), scope=WRITE, takes=TAKES,
        ),
    ]  # fmt: skip
