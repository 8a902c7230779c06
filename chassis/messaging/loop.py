"""An asyncio loop on a thread of its own: the only place where nats-py runs."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import CancelledError, Future
from threading import Thread
from typing import Any, TypeVar

from chassis.errors import Unavailable

T = TypeVar("T")


class LoopThread:
    """Runs coroutines for threads."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def alive(self) -> bool:
        return self._thread.is_alive()

    def submit(self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        """Starts it; cancelling the future cancels the task."""
        if not self.alive():
            coroutine.close()
            raise Unavailable("messaging has ended")
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def run(self, coroutine: Coroutine[Any, Any, T], timeout_s: float) -> T:
        """Waits for the result; raises `Unavailable` after the time-out, and the task is cancelled."""
        future = self.submit(coroutine)
        try:
            return future.result(timeout_s)
        except (TimeoutError, CancelledError) as error:
            future.cancel()
            raise Unavailable("the message broker does not answer just now", retry_after_s=1.0) from error

    def stop(self, deadline_s: float) -> None:
        """Cancels what still runs and ends the thread."""
        if self.alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(deadline_s)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._cancel_tasks()
            self._loop.close()

    def _cancel_tasks(self) -> None:
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
