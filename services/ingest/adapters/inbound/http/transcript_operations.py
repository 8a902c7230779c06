"""The operations on transcripts, as data."""

from chassis.web import IF_MATCH, IF_NONE_MATCH, Content, Operation
from services.ingest.adapters.inbound.http.result_views import TranscriptView
from services.ingest.adapters.inbound.http.scopes import READ, WRITE
from services.ingest.adapters.inbound.http.transcript_door import TranscriptDoor
from services.ingest.adapters.inbound.http.transcript_views import RawAnswersView, SearchPage, VersionListView

_TAG = "Transcripts"
_TRANSCRIPT = "/v1/recordings/{recording_id}/transcript"
FILE_TYPES = (
    "text/plain",
    "text/markdown",
    "application/x-subrip",
    "text/vtt",
    "text/tab-separated-values",
)
READABLE = Content(
    ("application/json", *FILE_TYPES), "The transcript, or the file that was asked for.", (TranscriptView,)
)


def transcript_operations(door: TranscriptDoor) -> list[Operation]:
    return [
        Operation(
            "GET", _TRANSCRIPT, door.get_recording_transcript, _TAG, "user",
            {200: READABLE}, problems=(503,), headers=(IF_NONE_MATCH,), scope=READ,
        ),
        Operation(
            "PATCH", _TRANSCRIPT, door.edit_recording_transcript, _TAG, "user",
            {200: TranscriptView}, problems=(409, 412, 503), headers=(IF_MATCH,), scope=WRITE,
        ),
        Operation(
            "GET", f"{_TRANSCRIPT}/versions", door.list_transcript_versions, _TAG, "user",
            {200: VersionListView}, problems=(503,), scope=READ,
        ),
        Operation(
            "GET", f"{_TRANSCRIPT}/raw", door.get_raw_answers, _TAG, "user",
            {200: RawAnswersView}, problems=(503,), scope=READ,
        ),
        Operation(
            "POST", f"{_TRANSCRIPT}/proofread", door.proofread_recording_transcript, _TAG, "user",
            {202: None}, problems=(409, 503), scope=WRITE,
        ),
        Operation(
            "GET", "/v1/transcripts", door.search_transcripts, _TAG, "user",
            {200: SearchPage}, problems=(503,), scope=READ,
        ),
    ]  # fmt: skip
