"""Audio as it is handed out: whole or in part, always to be saved and never to be guessed at."""

from collections.abc import Callable, Iterator

from flask import Request, Response
from werkzeug.http import http_date

from chassis.errors import RangeNotSatisfiable
from services.ingest.application.use_cases.read_audio import Audio

Read = Callable[[int, int], Iterator[bytes]]
"""(start, length) -> chunks."""


def audio_response(request: Request, audio: Audio, read: Read) -> Response:
    """200 or 206 (one range of bytes; several are answered with the whole, as RFC 9110 14.2 allows)."""
    tag = audio.recording.upload.sha256
    if request.if_none_match.contains_weak(tag):
        return _unchanged(tag)  # before anything is opened that nobody would read and close
    span = _span(request, audio.size, tag)
    start, stop = span or (0, audio.size)
    response = Response(read(start, stop - start), status=206 if span else 200, content_type=audio.media_type)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Length"] = str(stop - start)
    response.headers["Content-Disposition"] = f'attachment; filename="{audio.filename}"'
    response.headers["Last-Modified"] = http_date(audio.recording.created_at)
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(tag)
    if span:
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{audio.size}"
    return response


def _unchanged(tag: str) -> Response:
    response = Response(status=304)
    response.headers.pop("Content-Type", None)
    response.set_etag(tag)
    return response


def _span(request: Request, size: int, tag: str) -> tuple[int, int] | None:
    """The asked bytes, end exclusive; None for all of them."""
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1 or not _still_same(request, tag):
        return None
    span = asked.range_for_length(size)
    if span is None or span[0] is None or span[1] is None:
        raise RangeNotSatisfiable(f"The audio has {size} bytes, from 0 to {size - 1}.")
    return span[0], span[1]


def _still_same(request: Request, tag: str) -> bool:
    """If-Range: a part only of the version that the client has begun with."""
    condition = request.if_range
    if condition is None or (condition.etag is None and condition.date is None):
        return True
    return condition.etag == tag
