"""The body of a request becomes a recording while it arrives, the same for every door that takes audio."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from time import monotonic

from werkzeug.exceptions import RequestTimeout

from chassis.web import Call, Caller
from services.ingest.adapters.inbound.http.upload_body import AUDIO_PART, UploadBody
from services.ingest.application.use_cases.submit_recording import IncomingRecording, SubmitRecording
from services.ingest.domain.allowance import Allowance
from services.ingest.domain.containers import HEAD_BYTES
from services.ingest.domain.errors import upload_too_large
from services.ingest.domain.fields import FieldValues
from services.ingest.domain.recording import Recording

TAKES = ("uploads",)
"""Of the limits of the caller's role, what an upload takes one of."""
FORM_OVERHEAD_BYTES = 1024 * 1024
"""What a form may hold beside the audio: its fields and the heads of its parts."""
_SLOWEST_BYTES_PER_S = 256 * 1024
"""Of a body that takes longer than its deadline; slower ones come in parts, by tus."""


@dataclass(frozen=True)
class UploadBounds:
    """`deadline_s` is for a body, so that nobody holds a thread by dripping; a long one has more.

    `allowance_of` tells what a caller may use by their role.
    """

    max_bytes: int
    deadline_s: float
    allowance_of: Callable[[Caller], Allowance]


@dataclass(frozen=True)
class BodyForm:
    """How a door's body is read.

    `part` is the audio's name in a form, `given` are the fields beside the body; `fields` makes the fields of
    a recording of what has been read so far. `head` is put before the audio: what raw samples lack.
    """

    part: str = AUDIO_PART
    given: Mapping[str, str] = field(default_factory=dict)
    fields: Callable[[UploadBody], FieldValues] = UploadBody.fields
    head: bytes = b""


class UploadIntake:
    """Bounded in bytes and in time."""

    def __init__(self, submit: SubmitRecording, bounds: UploadBounds) -> None:
        self._submit = submit
        self._bounds = bounds

    def __call__(self, call: Call, form: BodyForm) -> Recording:
        declared = call.request.content_length
        if declared is not None and declared > self._bounds.max_bytes + FORM_OVERHEAD_BYTES:
            raise upload_too_large(self._bounds.max_bytes)
        # The server gathers as many bytes as are asked for: asked for more, a wrong head would be seen late.
        chunks = in_time(call.chunks(HEAD_BYTES), self._bounds.deadline_s)
        boundary = call.request.mimetype_params.get("boundary")
        body = UploadBody(chunks, form.given, call.request.mimetype, boundary, form.part)
        return self._submit(
            IncomingRecording(
                tenant_id=call.user.tenant_id,
                user_id=call.user.user_id,
                recording_id=call.resource_id(),
                attempt_id=call.new_id(),
                audio=_after(form.head, body.audio()),
                fields=lambda: form.fields(body),
                settle=call.settle,
                allowance=self._bounds.allowance_of(call.user),
                repeatable=call.idempotency is not None,
                replaying=call.replaying,
            )
        )


def _after(head: bytes, audio: Iterator[bytes]) -> Iterator[bytes]:
    if head:
        yield head
    yield from audio


def in_time(chunks: Iterator[bytes], deadline_s: float) -> Iterator[bytes]:
    end = monotonic() + deadline_s
    for chunk in chunks:
        yield chunk
        if monotonic() > end:
            raise RequestTimeout
        end += len(chunk) / _SLOWEST_BYTES_PER_S
