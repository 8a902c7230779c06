"""LISTEN/NOTIFY as a wake-up call, with a poll as the safety net."""

import socket
from collections.abc import Callable
from selectors import EVENT_READ, DefaultSelector
from threading import Event, Thread
from time import monotonic

import psycopg
import structlog
from psycopg import sql

from chassis.database.connection import DeadlineConnection
from chassis.database.engine import Database, Limits, open_connection

_log = structlog.stdlib.get_logger(__name__)

_CHECK_S = 10.0
"""How often an idle connection is asked whether it still lives."""
_RECONNECT_S = 0.5
_STATEMENT_S = 3.0


class Listener:
    """Calls back with each notification's payload, and with None at least every `poll_s` seconds.

    None means: look for yourself, since notifications are lost while the connection is down. The
    callback runs on the listener's thread; what it raises is logged, and the next poll comes anyway.
    """

    def __init__(
        self,
        database: Database,
        channel: str,
        callback: Callable[[str | None], None],
        *,
        poll_s: float = 1.0,
    ) -> None:
        self.name = f"listener {channel}"
        self._database = database
        self._channel = channel
        self._callback = callback
        self._poll_s = poll_s
        self._stopping = Event()
        self._wake: tuple[socket.socket, ...] = ()
        self._connected = Event()
        self._thread = Thread(target=self._run, name=self.name, daemon=True)

    def start(self) -> None:
        self._wake = socket.socketpair()
        self._thread.start()

    def stop(self, deadline_s: float) -> None:
        """Returns when the thread has ended, or after the deadline."""
        self._stopping.set()
        if self._thread.is_alive():
            self._wake[1].shutdown(socket.SHUT_WR)
            self._thread.join(deadline_s)
        if not self._thread.is_alive():
            for end in self._wake:
                end.close()

    def alive(self) -> bool:
        return self._thread.is_alive()

    def ready(self) -> bool:
        """Whether notifications arrive just now; without them the poll still runs."""
        return self._connected.is_set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except psycopg.Error as error:
                _log.warning("listener_disconnected", channel=self._channel, error=type(error).__name__)
            self._connected.clear()
            if not self._stopping.wait(min(_RECONNECT_S, self._poll_s)):
                self._call(None)

    def _listen(self) -> None:
        connection = open_connection(self._database.login, Limits(_STATEMENT_S), autocommit=True)
        try:
            connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
            self._connected.set()
            self._call(None)
            self._receive(connection)
        finally:
            connection.close()

    def _receive(self, connection: DeadlineConnection) -> None:
        poll_at = monotonic() + self._poll_s
        check_at = monotonic() + _CHECK_S
        while not self._stopping.is_set():
            for notification in connection.notifies(timeout=0):
                self._call(notification.payload)
            self._sleep(connection, poll_at - monotonic())
            if monotonic() >= poll_at:
                self._call(None)
                poll_at = monotonic() + self._poll_s
            if monotonic() >= check_at:
                connection.execute("SELECT 1")
                check_at = monotonic() + _CHECK_S

    def _sleep(self, connection: DeadlineConnection, seconds: float) -> None:
        """Until something comes, or a stop. The driver's own wait would look around ten times a second."""
        with DefaultSelector() as selector:
            selector.register(connection, EVENT_READ)
            selector.register(self._wake[0], EVENT_READ)
            selector.select(max(0.0, seconds))

    def _call(self, payload: str | None) -> None:
        try:
            self._callback(payload)
        except Exception:  # noqa: BLE001 - a callback's fault must not end the wake-up calls of all others
            _log.exception("listener_callback_failed", channel=self._channel)
