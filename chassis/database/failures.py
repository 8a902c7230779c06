"""What a database error means for the caller."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import exc

from chassis.errors import Unavailable

_TRANSIENT = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)
"""Lost, refused or frozen connections, an exhausted pool, lock and statement timeouts, deadlocks,
serialization failures, a full disk: all may succeed when tried again."""


def constraint_name(error: exc.IntegrityError) -> str:
    """The violated constraint, '' when the server names none; adapters map it to a domain error."""
    cause = error.orig
    if isinstance(cause, psycopg.Error):
        return cause.diag.constraint_name or ""
    return ""


def is_transient(error: exc.SQLAlchemyError) -> bool:
    """Whether the same transaction may succeed later, unchanged."""
    if isinstance(error, _TRANSIENT):
        return True
    if isinstance(error, exc.DBAPIError):
        timed_out = isinstance(error.orig, psycopg.errors.IdleInTransactionSessionTimeout)
        return timed_out or error.connection_invalidated
    return False


@contextmanager
def unavailable_when_transient() -> Iterator[None]:
    """Raises `Unavailable` for connection trouble; every other error passes unchanged."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        if is_transient(error):
            raise Unavailable("the database does not answer just now", retry_after_s=1.0) from error
        raise
    except psycopg.OperationalError as error:
        raise Unavailable("the database does not answer just now", retry_after_s=1.0) from error
