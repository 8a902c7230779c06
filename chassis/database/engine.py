"""The door to a service's own database: a small pool, hard time limits and one tenant per transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import SecretStr

from chassis.database.connection import DeadlineConnection
from chassis.database.failures import unavailable_when_transient
from chassis.deadlines import remaining_s
from chassis.errors import Unavailable
from chassis.settings import DatabaseSettings, required

Role = Literal["app", "relay", "owner"]

EDGE_STATEMENT_S = 5.0
"""Where a person waits for the answer."""
WORKER_STATEMENT_S = 60.0
_CLIENT_GRACE_S = 2.0
"""The server's own time-out speaks first, with a better message; the client's is for a frozen server."""
_PING_S = 1.5
_LOCK_TIMEOUT_S = 2.0
_POOL_WAIT_S = 0.75
"""With the time-out of a lock less than three seconds: so long may somebody wait who gets no answer."""
_WAITING_PER_CONNECTION = 4
"""A queue that is longer is for the next second: who is refused at once holds no thread meanwhile."""
_MIGRATION_LOCK_TIMEOUT_S = 10.0
_IDLE_IN_TRANSACTION_S = 10.0
_SET_TENANT = sa.text("SELECT set_config('app.tenant_id', :tenant_id, true)")


@dataclass(frozen=True)
class Login:
    """Where and as whom to connect; the password is kept out of every repr."""

    host: str
    port: int
    database: str
    user: str
    password: SecretStr

    @classmethod
    def of(cls, settings: DatabaseSettings, service: str, role: Role) -> "Login":
        passwords = {
            "app": settings.database_app_password,
            "relay": settings.database_relay_password,
            "owner": settings.database_owner_password,
        }
        return cls(
            host=settings.database_host,
            port=settings.database_port,
            database=settings.database_name or service,
            user=f"{service}_{role}",
            password=SecretStr(required(passwords[role], f"database_{role}_password")),
        )


@dataclass(frozen=True)
class Limits:
    """Time limits of one role, in seconds."""

    statement_s: float
    lock_s: float = _LOCK_TIMEOUT_S

    def as_options(self) -> str:
        """The server's part, as libpq's `options`."""
        milliseconds = {
            "statement_timeout": self.statement_s,
            "lock_timeout": self.lock_s,
            "idle_in_transaction_session_timeout": _IDLE_IN_TRANSACTION_S,
            "client_connection_check_interval": 5.0,
        }
        return " ".join(f"-c {name}={int(value * 1000)}" for name, value in milliseconds.items())


def open_connection(login: Login, limits: Limits, *, autocommit: bool = False) -> DeadlineConnection:
    """One connection outside any pool, with the limits on both sides."""
    connection = DeadlineConnection.connect(
        host=login.host,
        port=login.port,
        dbname=login.database,
        user=login.user,
        password=login.password.get_secret_value(),
        connect_timeout=3,
        tcp_user_timeout=5000,
        keepalives_idle=5,
        options=limits.as_options(),
        autocommit=autocommit,
    )
    connection.deadline_s = limits.statement_s + _CLIENT_GRACE_S
    return connection


def _check(connection: DeadlineConnection, record: object, proxy: object) -> None:
    """The pool's pre-ping with a patience of its own: a dead or frozen connection is replaced at once."""
    del record, proxy
    _check_time()
    if not connection.answers(_PING_S):
        raise sa.exc.DisconnectionError("the pooled connection does not answer")


def _check_time() -> None:
    """Nothing is begun for who has no time left, as by waiting for a connection."""
    if remaining_s() == 0.0:
        raise Unavailable("No time is left for this request.", code="deadline_exceeded")


class Database:
    """One role's pool of connections to one service's database.

    Connects when first used. `statement_s` is `EDGE_STATEMENT_S` in a process that answers people and
    `WORKER_STATEMENT_S` in workers; the owner's limit is the worker's.
    """

    def __init__(
        self,
        settings: DatabaseSettings,
        *,
        role: Role,
        service: str,
        statement_s: float = EDGE_STATEMENT_S,
        pool_size: int = 5,
    ) -> None:
        self.service = service
        self.login = Login.of(settings, service, role)
        owner = role == "owner"
        self.limits = Limits(
            statement_s=WORKER_STATEMENT_S if owner else statement_s,
            lock_s=_MIGRATION_LOCK_TIMEOUT_S if owner else _LOCK_TIMEOUT_S,
        )
        self.engine = sa.create_engine(
            "postgresql+psycopg://",
            creator=lambda: open_connection(self.login, self.limits),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=_POOL_WAIT_S,
            pool_recycle=1800,
            hide_parameters=True,
        )
        sa.event.listen(self.engine, "checkout", _check)
        self._places = BoundedSemaphore(pool_size * (1 + _WAITING_PER_CONNECTION))

    @contextmanager
    def transaction(self, tenant_id: UUID | None) -> Iterator[sa.Connection]:
        """Commits on success. Row-level security shows the tenant's rows only, and none without a tenant.

        Raises `Unavailable` when the database can't be reached, is too slow, has too many waiting or loses
        the transaction to another one. After that the caller doesn't know whether a commit took effect.
        """
        _check_time()
        with self._place(), unavailable_when_transient(), self.engine.begin() as connection:
            if tenant_id is not None:
                connection.execute(_SET_TENANT, {"tenant_id": str(tenant_id)})
            yield connection

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise Unavailable("the database is busy just now", retry_after_s=1.0)
        try:
            yield
        finally:
            self._places.release()

    def ping(self) -> None:
        """Raises `Unavailable` unless the database answers."""
        with self.transaction(None) as connection:
            connection.execute(sa.text("SELECT 1"))

    def ready(self) -> bool:
        """`ping` as a readiness check."""
        try:
            self.ping()
        except Unavailable:
            return False
        return True

    def close(self) -> None:
        """Closes the pool; connections in use close when they are given back."""
        self.engine.dispose()
