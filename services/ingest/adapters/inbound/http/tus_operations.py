"""The operations of uploads in pieces, as data."""

from dataclasses import dataclass

from chassis.web import Header, Limit, Operation
from services.ingest.adapters.inbound.http.scopes import WRITE
from services.ingest.adapters.inbound.http.tus_door import PATH, TusDoor
from services.ingest.adapters.inbound.http.tus_headers import CONTENT_TYPE, VERSION
from services.ingest.adapters.inbound.http.upload_intake import TAKES

_TAG = "Uploads"
_ONE = f"{PATH}/{{upload_id}}"
_ANY_TYPE = "application/octet-stream"
"""What a request without a body is taken for."""

_RESUMABLE = Header("Tus-Resumable", "The version of the protocol.", VERSION)
_LENGTH = Header("Upload-Length", "Bytes of the upload; or `Upload-Defer-Length: 1`.", "1048576")
_METADATA = Header(
    "Upload-Metadata", "Fields of the recording, each with its value in base64.", "title VGFsaw=="
)
_CONCAT = Header("Upload-Concat", "`partial`, or `final;` and the addresses of the parts.", "partial")
_OFFSET = Header("Upload-Offset", "The place in the upload where these bytes belong.", "0")
_CHECKSUM = Header(
    "Upload-Checksum",
    "sha1 or sha256 of the bytes: others are a 460.",
    "sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
)


@dataclass(frozen=True)
class TusPolicy:
    """`pieces` are of one user in a minute."""

    max_bytes: int
    pieces: int


def tus_operations(door: TusDoor, policy: TusPolicy) -> list[Operation]:
    pieces = (Limit("upload_pieces", policy.pieces),)
    return [
        Operation("OPTIONS", PATH, door.describe_uploads, _TAG, "anonymous", {204: None}),
        Operation(
            "POST",
            PATH,
            door.create_upload,
            _TAG,
            "user",
            responses={201: None},
            takes=TAKES,
            max_body=policy.max_bytes,
            uploads=(CONTENT_TYPE, _ANY_TYPE),
            idempotent=True,
            problems=(412, 503),
            headers=(_RESUMABLE, _LENGTH, _METADATA, _CONCAT),
            scope=WRITE,
        ),
        Operation(
            "HEAD", _ONE, door.find_upload, _TAG, "user", {200: None},
            limits=pieces, problems=(412, 503), headers=(_RESUMABLE,), scope=WRITE,
        ),
        Operation(
            "PATCH", _ONE, door.append_to_upload, _TAG, "user", {204: None}, limits=pieces,
            max_body=policy.max_bytes, uploads=(CONTENT_TYPE,), problems=(403, 409, 412, 503),
            headers=(_RESUMABLE, _OFFSET, _CHECKSUM), scope=WRITE,
        ),
        Operation(
            "DELETE", _ONE, door.abandon_upload, _TAG, "user", {204: None},
            problems=(412, 503), headers=(_RESUMABLE,), scope=WRITE,
        ),
    ]  # fmt: skip
