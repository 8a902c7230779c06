"""Uploads in pieces over HTTP, by tus 1.0: parse, call the use cases, present."""

from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID

from flask import Response
from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date

from chassis.errors import RostrumError
from chassis.web import Call
from chassis.web.calls import canonical
from services.ingest.adapters.inbound.http import tus_headers as tus
from services.ingest.adapters.inbound.http.upload_intake import UploadBounds, in_time
from services.ingest.adapters.inbound.http.views import recording_path
from services.ingest.application import ResumableUploads
from services.ingest.application.use_cases.append_to_upload import IncomingBytes
from services.ingest.application.use_cases.create_upload import AnnouncedUpload
from services.ingest.domain.containers import HEAD_BYTES
from services.ingest.domain.resumable import Kind, ResumableUpload

PATH = "/v1/uploads"
RECORDING_HEADER = "Rostrum-Recording"


class ArrivingBody:
    """A body that ends where its connection is cut, so that what came before is kept; `trouble` tells."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.trouble: HTTPException | OSError | None = None

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._chunks
        except (HTTPException, OSError) as error:
            self.trouble = error

    def was_cut(self) -> bool:
        return self.trouble is not None


class TusDoor:
    """The handlers of `/v1/uploads`; their docstrings are the API's documentation."""

    def __init__(self, uploads: ResumableUploads, bounds: UploadBounds) -> None:
        self._uploads = uploads
        self._bounds = bounds

    def describe_uploads(self, call: Call) -> Response:
        """Ask what of tus is spoken

        Versions, extensions, the largest upload, and the algorithms of checksums.
        """
        del call  # the same for everybody
        response = _bare(204)
        response.headers["Tus-Version"] = tus.VERSION
        response.headers["Tus-Extension"] = tus.EXTENSIONS
        response.headers["Tus-Max-Size"] = str(self._bounds.max_bytes)
        response.headers["Tus-Checksum-Algorithm"] = ",".join(tus.ALGORITHMS)
        return response

    def create_upload(self, call: Call) -> Response:
        """Begin an upload in pieces

        tus 1.0. `Upload-Metadata` holds the fields of a recording; `Location` is where the bytes go, and
        the first of them may come with this request. With `Upload-Concat` it is a part, or the whole that
        is put together of parts. When all bytes are there they are a recording like every other, and
        `Rostrum-Recording` says where it is.
        """
        headers = call.request.headers
        tus.check_version(headers)
        concatenation = tus.concatenation(headers)
        metadata = headers.get("Upload-Metadata", "")
        announced = AnnouncedUpload(
            tenant_id=call.user.tenant_id,
            user_id=call.user.user_id,
            upload_id=call.resource_id(),
            kind=concatenation.kind,
            length=None if concatenation.kind is Kind.FINAL else tus.announced_length(headers),
            metadata=metadata,
            fields=tus.recording_fields(metadata),
            partials=concatenation.partials,
            allowance=self._bounds.allowance_of(call.user),
        )
        partials = [str(partial) for partial in announced.partials]
        call.settle(canonical([announced.kind, announced.length, metadata, partials]))
        upload = self._uploads.create(announced)
        if call.request.mimetype == tus.CONTENT_TYPE and not upload.is_complete:
            upload = self._begun(call, upload)
        response = _shown(self._finished(upload), 201)
        response.headers["Location"] = f"{PATH}/{upload.id}"
        return response

    def find_upload(self, call: Call, upload_id: UUID) -> Response:
        """Ask where an upload stands

        `Upload-Offset` is what is stored durably: go on from there.
        """
        tus.check_version(call.request.headers)
        upload = self._uploads.find(call.user.tenant_id, upload_id)
        response = _shown(upload, 200)
        if upload.length is None:
            response.headers["Upload-Defer-Length"] = "1"
        else:
            response.headers["Upload-Length"] = str(upload.length)
        if upload.metadata:
            response.headers["Upload-Metadata"] = upload.metadata
        if upload.kind is not Kind.WHOLE:
            response.headers["Upload-Concat"] = tus.concat_header(upload.kind, upload.partials, PATH)
        return response

    def append_to_upload(self, call: Call, upload_id: UUID) -> Response:
        """Send bytes of an upload

        From `Upload-Offset` on, as many as there are; after a cut connection what arrived is kept, unless
        `Upload-Checksum` was sent with it. The answer to the last bytes has `Rostrum-Recording`.
        """
        headers = call.request.headers
        tus.check_version(headers)
        upload = self._append(call, upload_id, tus.number(headers, "Upload-Offset"))
        return _shown(self._finished(upload), 204)

    def abandon_upload(self, call: Call, upload_id: UUID) -> Response:
        """Give an upload up

        What has arrived of it is removed; a recording that it became stays.
        """
        tus.check_version(call.request.headers)
        self._uploads.abandon(call.user.tenant_id, upload_id)
        return _bare(204)

    def _begun(self, call: Call, upload: ResumableUpload) -> ResumableUpload:
        """With its first bytes; without them nobody would know its address, and so it goes."""
        try:
            return self._append(call, upload.id, 0)
        except (RostrumError, HTTPException, OSError):
            with suppress(RostrumError):
                self._uploads.abandon(upload.tenant_id, upload.id)
            raise

    def _append(self, call: Call, upload_id: UUID, offset: int) -> ResumableUpload:
        headers = call.request.headers
        body = ArrivingBody(in_time(call.chunks(HEAD_BYTES), self._bounds.deadline_s))
        length = tus.number(headers, "Upload-Length") if "Upload-Length" in headers else None
        incoming = IncomingBytes(offset, iter(body), body.was_cut, length, tus.checksum(headers))
        upload = self._uploads.append(call.user.tenant_id, upload_id, incoming)
        if body.trouble is not None:
            raise body.trouble
        return upload

    def _finished(self, upload: ResumableUpload) -> ResumableUpload:
        if upload.waits_to_be_finished:
            return self._uploads.finish(upload.tenant_id, upload.id)
        return upload


def _shown(upload: ResumableUpload, status: int) -> Response:
    response = _bare(status)
    response.headers["Upload-Offset"] = str(upload.offset)
    response.headers["Upload-Expires"] = http_date(upload.expires_at)
    if upload.recording_id is not None:
        response.headers[RECORDING_HEADER] = recording_path(upload.recording_id)
    return response


def _bare(status: int) -> Response:
    response = Response(status=status)
    response.headers.pop("Content-Type", None)
    return response
