"""The HTTP API of ingest, as data."""

from chassis.web import IF_MATCH, IF_NONE_MATCH, Content, Description, Header, Operation
from services.ingest.adapters.inbound.http.openai_operations import ERROR_SHAPES
from services.ingest.adapters.inbound.http.recording_fields import RecordingForm
from services.ingest.adapters.inbound.http.recordings_door import RecordingsDoor
from services.ingest.adapters.inbound.http.result_views import MetricsView
from services.ingest.adapters.inbound.http.results_door import JSON, MARKDOWN, ResultsDoor
from services.ingest.adapters.inbound.http.scopes import READ, WRITE
from services.ingest.adapters.inbound.http.upload_intake import FORM_OVERHEAD_BYTES, TAKES
from services.ingest.adapters.inbound.http.views import RecordingPage, RecordingView
from services.ingest.domain.containers import MEDIA_TYPES

_TAG = "Recordings"
_RESULTS = "Results"
_ONE = "/v1/recordings/{recording_id}"
UPLOAD_TYPES = ("multipart/form-data", "application/octet-stream", "audio/*", "video/*", "application/ogg")
"""What a body may be called; what it is, is found from its content."""

_PREFER = Header("Prefer", "`wait=N`: wait up to N seconds (60 at most) for the report.", "wait=30")
AUDIO = Content(tuple(MEDIA_TYPES.values()), "The audio, or the asked part of it.")
REPORT = Content((JSON, MARKDOWN), "The report.")
RANGE = Header("Range", "One range of bytes.", "bytes=0-1023")
_LAST_EVENT = Header("Last-Event-ID", "The id of the last event that was seen: what follows it is sent.", "4")


def description(version: str) -> Description:
    return Description(
        name="ingest",
        title="Rostrum recordings",
        version=version,
        summary="Send a recording, follow the work on it, and read its transcript, measures and report.",
        openapi_path="/v1/openapi.json",
        docs_path="/docs",
        siblings={"Rostrum accounts": "/v1/auth/openapi.json"},
        error_shapes=ERROR_SHAPES,
    )


def operations(recordings: RecordingsDoor, results: ResultsDoor, max_bytes: int) -> list[Operation]:
    return [*_recording_operations(recordings, max_bytes), *_result_operations(recordings, results)]


def _recording_operations(door: RecordingsDoor, max_bytes: int) -> list[Operation]:
    one = {200: RecordingView}
    return [
        Operation(
            "POST",
            "/v1/recordings",
            door.create_recording,
            _TAG,
            "user",
            responses={200: RecordingView, 202: RecordingView},
            takes=TAKES,
            max_body=max_bytes + FORM_OVERHEAD_BYTES,
            uploads=UPLOAD_TYPES,
            upload_form=RecordingForm,
            idempotent=True,
            problems=(503,),
            headers=(_PREFER,),
            scope=WRITE,
        ),
        Operation(
            "GET", "/v1/recordings", door.list_recordings, _TAG, "user", {200: RecordingPage}, scope=READ
        ),
        Operation("GET", _ONE, door.get_recording, _TAG, "user", one, headers=(IF_NONE_MATCH,), scope=READ),
        Operation(
            "DELETE", _ONE, door.delete_recording, _TAG, "user", {204: None},
            problems=(412,), headers=(IF_MATCH,), scope=WRITE,
        ),
        Operation(
            "POST", f"{_ONE}/cancel", door.cancel_recording, _TAG, "user", one, problems=(409,), scope=WRITE
        ),
    ]  # fmt: skip


def _result_operations(recordings: RecordingsDoor, results: ResultsDoor) -> list[Operation]:
    events = Content(("text/event-stream",), "`state`, `progress`, `done`, `error`; data: the recording.")
    return [
        Operation(
            "GET", f"{_ONE}/events", recordings.follow_recording, _TAG, "user",
            {200: events, 204: None}, problems=(503,), headers=(_LAST_EVENT,), scope=READ,
        ),
        Operation(
            "GET", f"{_ONE}/audio", recordings.get_recording_audio, _TAG, "user",
            {200: AUDIO, 206: AUDIO}, problems=(416, 503), headers=(RANGE, IF_NONE_MATCH), scope=READ,
        ),
        Operation(
            "GET", f"{_ONE}/report", results.get_recording_report, _RESULTS, "user",
            {200: REPORT}, problems=(503,), headers=(IF_NONE_MATCH,), scope=READ,
        ),
        Operation(
            "GET", "/v1/metrics", results.list_metrics, _RESULTS, "user",
            {200: MetricsView}, problems=(503,), headers=(IF_NONE_MATCH,), scope=READ,
        ),
    ]  # fmt: skip
