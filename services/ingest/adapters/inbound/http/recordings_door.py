"""Recordings over HTTP: parse, call one use case, present."""

from contextlib import nullcontext
from uuid import UUID

from flask import Response

from chassis.web import Call, Pages, Reply, preference_applied
from chassis.web.problems import from_error
from services.ingest.adapters.inbound.http.audio_response import audio_response
from services.ingest.adapters.inbound.http.recording_events import RecordingEvents, seen_version
from services.ingest.adapters.inbound.http.recording_fields import RecordingFields
from services.ingest.adapters.inbound.http.upload_intake import BodyForm, UploadIntake
from services.ingest.adapters.inbound.http.views import (
    RecordingListQuery,
    RecordingPage,
    recording_path,
    recording_tag,
    recording_view,
)
from services.ingest.application import ClientApplication
from services.ingest.domain.recording import Recording, Status


class RecordingsDoor:
    """The handlers of `/v1/recordings`; their docstrings are the API's documentation."""

    def __init__(self, application: ClientApplication, pages: Pages, intake: UploadIntake) -> None:
        self._application = application
        self._pages = pages
        self._intake = intake

    def create_recording(self, call: Call, fields: RecordingFields) -> Reply | Response:
        """Send a recording

        Send the audio as the raw body with its fields in the query, or everything as a form whose audio
        part is `file`. The answer is 202 as soon as the audio is stored; the work goes on. With
        `Prefer: wait=N` (60 at most) the answer waits: 200 with the finished recording, or the problem
        with the status it would have had. Follow `links.events` for progress otherwise.

        Decided at once: an unknown container is 415, too many bytes are 413, an empty body or a wrong
        field is 422. What shows only while decoding ends the recording as `failed` with its problem.
        """
        with call.hold_slot() if call.wait_s else nullcontext():
            given = fields.model_dump(exclude_none=True)
            recording = self._intake(call, BodyForm(given=given))
            if call.wait_s:
                return self._finished(call, recording, call.wait_s)
        return self._accepted(recording, {})

    def list_recordings(self, call: Call, query: RecordingListQuery) -> Reply:
        """List your recordings

        The newest first.
        """
        scope = f"recordings:{call.user.tenant_id}"
        after = self._pages.after(scope, query.cursor)
        page = self._application.list_recordings(call.user.tenant_id, query.limit, after)
        cursor = self._pages.cursor(scope, page.after)
        items = [recording_view(recording) for recording in page.items]
        return Reply(RecordingPage(items=items, next_cursor=cursor), headers=call.next_link(cursor))

    def get_recording(self, call: Call, recording_id: UUID) -> Reply:
        """Read a recording

        With the state of the work on it, and the problem where it failed.
        """
        return _shown(self._application.get_recording(call.user.tenant_id, recording_id))

    def delete_recording(self, call: Call, recording_id: UUID) -> Reply:
        """Delete a recording

        With everything that was made of it, in every service. `If-Match` keeps a changed one.
        """

        def unchanged(recording: Recording) -> None:
            call.require_match(recording_tag(recording))

        self._application.delete_recording(call.user.tenant_id, recording_id, call.user.user_id, unchanged)
        return Reply()

    def cancel_recording(self, call: Call, recording_id: UUID) -> Reply:
        """Stop the work on a recording

        What there is of it is kept. Cancelling twice is the same as once.
        """
        return _shown(self._application.cancel_recording(call.user.tenant_id, recording_id))

    def get_recording_audio(self, call: Call, recording_id: UUID) -> Response:
        """Download the audio

        As it was uploaded, byte for byte; one `Range` of bytes is answered with 206.
        """
        return self.audio(call, call.user.tenant_id, recording_id)

    def audio(self, call: Call, tenant_id: UUID, recording_id: UUID) -> Response:
        """The answer, for whoever was found to be allowed to read it."""
        reading = self._application.read_audio
        audio = reading.describe(tenant_id, recording_id)
        return audio_response(call.request, audio, lambda start, length: reading.read(audio, start, length))

    def follow_recording(self, call: Call, recording_id: UUID) -> Reply | Response:
        """Follow a recording

        Server-sent events: `state`, `progress`, and one `done` or `error` at the end, each with the
        recording as its data and its version as its id. After a break, `Last-Event-ID` continues behind
        it; 204 says that nothing more will come.
        """
        recording = self._application.get_recording(call.user.tenant_id, recording_id)
        seen = seen_version(call.last_event_id)
        if recording.ended and seen >= recording.version:
            return Reply(status=204)
        following = self._application.follow_recording(call.user.tenant_id, recording_id, seen)
        return call.stream(RecordingEvents(following, seen))

    def _finished(self, call: Call, recording: Recording, wait_s: int) -> Reply | Response:
        applied = preference_applied(wait_s)
        draining = call.slots.draining.is_set
        waited = self._application.await_recording(recording.tenant_id, recording.id, wait_s, draining)
        if waited.problem is not None:
            response = from_error(waited.problem.to_error(), call.request_id)
            response.headers.update({"Location": recording_path(waited.id), **applied})
            return response
        if waited.status is Status.COMPLETED:
            headers = {"Location": recording_path(waited.id), **applied}
            return Reply(recording_view(waited), 200, headers, recording_tag(waited))
        return self._accepted(waited, applied)

    def _accepted(self, recording: Recording, headers: dict[str, str]) -> Reply:
        location = {"Location": recording_path(recording.id)}
        return Reply(recording_view(recording), 202, location | headers, recording_tag(recording))


def _shown(recording: Recording) -> Reply:
    return Reply(recording_view(recording), etag=recording_tag(recording))
