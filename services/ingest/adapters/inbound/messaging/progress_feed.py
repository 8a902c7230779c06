"""The progress of transcription, as a component."""

from collections.abc import Callable
from threading import Event, Thread

from chassis.errors import Unavailable
from chassis.messaging import MessagingClient

SUBJECT = "progress.transcribe.*"
_QUEUE = "ingest"
_RETRY_S = 1.0


class ProgressFeed:
    """Subscribes as soon as the broker is there; one worker of the group gets each message."""

    name = "progress feed"

    def __init__(self, client: MessagingClient, handle: Callable[[str, bytes], None]) -> None:
        self._client = client
        self._handle = handle
        self._stopping = Event()
        self._thread = Thread(target=self._subscribe, name="progress-feed", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, deadline_s: float) -> None:
        self._stopping.set()
        self._thread.join(deadline_s)

    def alive(self) -> bool:
        """The thread ends once it has subscribed; the client then keeps the subscription."""
        return True

    def ready(self) -> bool:
        """Losing progress does no harm, so nothing waits for it."""
        return True

    def _subscribe(self) -> None:
        while not self._stopping.is_set():
            try:
                self._client.subscribe_progress(SUBJECT, self._handle, queue=_QUEUE)
            except Unavailable:
                self._stopping.wait(_RETRY_S)
            else:
                return
