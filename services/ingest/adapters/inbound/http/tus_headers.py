"""The headers of tus 1.0 (https://tus.io/protocols/resumable-upload), read strictly."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from werkzeug.datastructures import Headers

from chassis.errors import Malformed, PreconditionFailed
from services.ingest.application.use_cases.append_to_upload import Checksum
from services.ingest.domain.resumable import Kind
from services.ingest.domain.submission import FIELDS

VERSION = "1.0.0"
EXTENSIONS = (
    "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination,concatenation"
)
ALGORITHMS = ("sha1", "sha256")
CONTENT_TYPE = "application/offset+octet-stream"
MAX_PARTIALS = 64

_ABOUT_THE_FILE = frozenset({"filename", "filetype", "name", "type", "relativePath"})
"""What tus clients say of themselves; names of files are never used."""
_NUMBER = re.compile(r"\d{1,15}", re.ASCII)
_KEY = re.compile(r"[\x21-\x2b\x2d-\x7e]{1,64}", re.ASCII)


@dataclass(frozen=True)
class Concatenation:
    """What an upload is in one, and the uploads that it is put together of."""

    kind: Kind = Kind.WHOLE
    partials: tuple[UUID, ...] = ()


def check_version(headers: Headers) -> None:
    if headers.get("Tus-Resumable") != VERSION:
        raise PreconditionFailed(
            f"Uploads in pieces speak tus: send Tus-Resumable: {VERSION}.", code="tus_version_unsupported"
        )


def announced_length(headers: Headers) -> int | None:
    """Of a new upload; None where its client will say it later."""
    deferred = headers.get("Upload-Defer-Length")
    if ("Upload-Length" in headers) == (deferred is not None) or deferred not in {None, "1"}:
        raise _malformed("Upload-Length", "a number of bytes is needed, or Upload-Defer-Length: 1")
    return None if deferred else number(headers, "Upload-Length")


def number(headers: Headers, name: str) -> int:
    text = headers.get(name, "")
    if not _NUMBER.fullmatch(text):
        raise _malformed(name, "a number of bytes is needed")
    return int(text)


def checksum(headers: Headers) -> Checksum | None:
    text = headers.get("Upload-Checksum")
    if text is None:
        return None
    algorithm, _, encoded = text.partition(" ")
    if algorithm not in ALGORITHMS:
        raise _malformed("Upload-Checksum", f"algorithms are {' and '.join(ALGORITHMS)}")
    digest = _decoded("Upload-Checksum", encoded)
    if len(digest) != hashlib.new(algorithm, usedforsecurity=False).digest_size:
        raise _malformed("Upload-Checksum", f"this is no {algorithm}")
    return Checksum(algorithm, digest)


def concatenation(headers: Headers) -> Concatenation:
    text = headers.get("Upload-Concat")
    if text is None:
        return Concatenation()
    if text == "partial":
        return Concatenation(Kind.PARTIAL)
    kind, _, urls = text.partition(";")
    places = urls.split()
    if kind != "final" or not 0 < len(places) <= MAX_PARTIALS:
        raise _malformed("Upload-Concat", f"it is partial, or final; and up to {MAX_PARTIALS} addresses")
    try:
        return Concatenation(Kind.FINAL, tuple(UUID(place.rpartition("/")[2]) for place in places))
    except ValueError:
        raise _malformed("Upload-Concat", "these are not addresses of uploads") from None


def recording_fields(metadata: str) -> Mapping[str, list[str]]:
    """What of Upload-Metadata is about the recording; the domain refuses what it does not know."""
    fields: dict[str, list[str]] = {}
    for pair in filter(None, (pair.strip() for pair in metadata.split(","))):
        key, _, encoded = pair.partition(" ")
        if not _KEY.fullmatch(key) or key in fields:
            raise _malformed("Upload-Metadata", "keys are ASCII, and each is there once")
        try:
            fields[key] = [_decoded("Upload-Metadata", encoded).decode()]
        except UnicodeDecodeError:
            raise _malformed("Upload-Metadata", f"the value of {key} is not UTF-8") from None
    return {key: value for key, value in fields.items() if key in FIELDS or key not in _ABOUT_THE_FILE}


def concat_header(kind: Kind, partials: tuple[UUID, ...], path: str) -> str:
    if kind is Kind.PARTIAL:
        return "partial"
    return "final;" + " ".join(f"{path}/{partial}" for partial in partials)


def _decoded(name: str, encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise _malformed(name, "values are base64") from None


def _malformed(name: str, detail: str) -> Malformed:
    return Malformed(f"`{name}`: {detail}.", code="malformed_tus_header")
