"""Following the work on a recording until it ends."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx

from rostrum_client.documents import Recording
from rostrum_client.errors import ConnectionFailed, NotFound, RateLimited, TimedOut, Unavailable
from rostrum_client.events import parse_events
from rostrum_client.transport import Call, Transport, json_of

POLL_S = 1.0
SILENCE_S = 45.0
"""Three missed pings of the server: the stream is taken for broken."""
PATIENCE_S = 60.0
"""How long the server may be away before the watch gives up."""


@dataclass
class Watch:
    """Yields the recording each time it changes, and ends with its last state.

    Follows the event stream; when that breaks, or the server has no slot for one, asks for the recording
    itself and tries the stream again behind the last event seen.
    """

    transport: Transport
    recording_id: str
    timeout_s: float | None = None
    _last_id: str = field(default="", init=False)
    _started: float = field(default=0.0, init=False)

    def __iter__(self) -> Iterator[Recording]:
        self._started = heard = self.transport.retries.monotonic()
        while True:
            for recording in self._heard():
                heard = self.transport.retries.monotonic()
                yield recording
                if recording.is_finished:
                    return
            now = self.transport.retries.monotonic()
            if now - heard > PATIENCE_S:
                raise ConnectionFailed("The server stopped answering while the recording was worked on.")
            self._check_time()
            self.transport.retries.sleep(POLL_S)

    def _check_time(self) -> None:
        now = self.transport.retries.monotonic()
        if self.timeout_s is not None and now - self._started > self.timeout_s:
            raise TimedOut(f"The recording was not finished within {self.timeout_s:g} s.")

    def _heard(self) -> Iterator[Recording]:
        """One connection to the stream, and one question where that ended without the last state."""
        finished = False
        for recording in self._streamed():
            finished = recording.is_finished
            yield recording
        if not finished:
            try:
                yield self._asked()
            except (ConnectionFailed, Unavailable, RateLimited):
                return

    def _streamed(self) -> Iterator[Recording]:
        headers = {"Accept": "text/event-stream", "Cache-Control": "no-cache"}
        if self._last_id:
            headers["Last-Event-ID"] = self._last_id
        call = Call("GET", f"/v1/recordings/{self.recording_id}/events", headers=headers)
        try:
            with self.transport.stream(call, retried=False) as response:
                for event in parse_events(self._in_time(response.iter_lines())):
                    self._last_id = event.id or self._last_id
                    data = event.json()
                    if data.get("status"):
                        yield Recording.of(data)
        except (httpx.TransportError, ConnectionFailed, Unavailable, RateLimited, NotFound):
            return

    def _in_time(self, lines: Iterator[str]) -> Iterator[str]:
        """The lines of a stream; its pings are lines too, so that a silent one is noticed as well."""
        for line in lines:
            yield line
            self._check_time()

    def _asked(self) -> Recording:
        call = Call("GET", f"/v1/recordings/{self.recording_id}")
        return Recording.of(json_of(self.transport.send(call)))
