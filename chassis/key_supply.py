"""Nobody's token can be checked before auth was heard once: until then a process takes no requests."""

from collections.abc import Callable
from threading import Event, Thread

RETRY_S = 0.25
"""Between two tries. Auth restarts in a few seconds, and who waits for it waits no longer than needed."""
PATIENCE_S = 5.0
"""How long the start is held up: who holds requests for a restarting service (Caddy, for 8 s) goes on holding
them. After that the process comes up without keys, unready, and tells who asks that it can't check tokens."""


class KeySupply:
    """A component. `prepare` answers whether the first set of keys is there, and fetches it where it is not;
    once it is, requests keep it fresh, and the process stays ready while auth is away."""

    name = "signing keys"

    def __init__(self, prepare: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
        self._prepare = prepare
        self._patience_s = patience_s
        self._prepared = Event()
        self._stopping = Event()
        self._thread = Thread(target=self._run, name=self.name, daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._prepared.wait(self._patience_s)

    def stop(self, deadline_s: float) -> None:
        self._stopping.set()
        self._thread.join(deadline_s)

    def alive(self) -> bool:
        return self._thread.is_alive() or self._prepared.is_set()

    def ready(self) -> bool:
        return self._prepared.is_set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            if self._prepare():
                self._prepared.set()
                return
            self._stopping.wait(RETRY_S)
