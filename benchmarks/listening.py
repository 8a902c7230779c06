"""A subscriber as other systems have it, which notes when each event arrived."""

import asyncio
import json
import threading
import time
from datetime import UTC, datetime

import nats
from nats.aio.msg import Msg

from deploy.local.platform import LocalPlatform


class Listener:
    """Notes when the events of one kind arrived, by recording, on a thread of its own."""

    def __init__(self, platform: LocalPlatform, subject: str) -> None:
        self._platform = platform
        self._subject = subject
        self._ready = threading.Event()
        self._arrived = threading.Condition()
        self._seen: dict[str, tuple[float, float]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Listener":
        self._thread.start()
        if not self._ready.wait(10):
            raise TimeoutError("the subscriber could not connect")
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._server.close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def arrival(self, recording_id: str, timeout_s: float = 120.0) -> float:
        """When the event about that recording arrived, seconds since the epoch."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: recording_id in self._seen, timeout_s):
                raise TimeoutError(f"no event about {recording_id} within {timeout_s:g} s")
            return self._seen[recording_id][0]

    def latencies_ms(self) -> list[float]:
        """From the event's own time, taken in its transaction before the commit, to its arrival."""
        with self._arrived:
            return [1000 * (arrival - made) for arrival, made in self._seen.values()]

    def _run(self) -> None:
        self._loop.create_task(self._listen())
        self._loop.run_forever()

    async def _listen(self) -> None:
        user, password = self._platform.subscriber
        self._server = await nats.connect(
            self._platform.nats_url, user=user, password=password, inbox_prefix="_INBOX.subscriber"
        )
        await self._server.subscribe(self._subject, cb=self._note)
        await self._server.flush()
        self._ready.set()

    async def _note(self, message: Msg) -> None:
        now = time.time()
        headers = message.headers or {}
        recording_id = str(json.loads(message.data)["recording_id"])
        made = datetime.fromisoformat(headers["ce-time"]).astimezone(UTC).timestamp()
        with self._arrived:
            self._seen[recording_id] = (now, made)
            self._arrived.notify_all()
