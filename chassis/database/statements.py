"""Single statements, one round trip each: for what is asked so often that a transaction would be felt.

A pooled transaction asks its connection whether it lives, begins, names the tenant and commits: five round
trips for one statement. Here a connection that turns out dead is an error, and its successor is a new one.
"""

from collections.abc import Mapping
from queue import Empty, LifoQueue
from typing import Any

import psycopg

from chassis.database.connection import DeadlineConnection
from chassis.database.engine import Limits, Login, open_connection
from chassis.errors import Unavailable

_WAIT_FOR_CONNECTION_S = 0.25


class QuickStatements:
    """Commits are not waited for (`synchronous_commit=off`): a crash of the server may lose what was written
    in its last half second. Connects when first used; `deadline_s` is for one statement."""

    def __init__(self, login: Login, *, deadline_s: float = 1.0, connections: int = 4) -> None:
        self._login = login
        self._deadline_s = deadline_s
        self._free: LifoQueue[DeadlineConnection | None] = LifoQueue()
        for _ in range(connections):
            self._free.put(None)

    def fetch(self, statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Its rows. Raises `Unavailable`."""
        connection = self._taken()
        try:
            connection = connection or self._connect()
            return connection.execute(statement, values).fetchall()
        except psycopg.OperationalError as error:
            if connection is not None:
                connection.close()
            raise Unavailable("the database does not answer just now", retry_after_s=1.0) from error
        finally:
            self._free.put(None if connection is None or connection.closed else connection)

    def close(self) -> None:
        """Closes the connections that are free; those in use are given up with the process."""
        while not self._free.empty():
            connection = self._free.get_nowait()
            if connection is not None:
                connection.close()

    def _taken(self) -> DeadlineConnection | None:
        try:
            return self._free.get(timeout=_WAIT_FOR_CONNECTION_S)
        except Empty:
            raise Unavailable("all connections for quick statements are in use", retry_after_s=1.0) from None

    def _connect(self) -> DeadlineConnection:
        connection = open_connection(self._login, Limits(self._deadline_s), autocommit=True)
        connection.deadline_s = self._deadline_s
        connection.execute("SET synchronous_commit TO off")
        return connection
