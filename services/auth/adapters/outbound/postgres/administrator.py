"""Transactions that see the rows of every tenant, of exactly the tables whose policies allow it."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from chassis.database import Database

_AS_ADMINISTRATOR = sa.text("SELECT set_config('app.administrator', 'on', true)")


@contextmanager
def reading_all(database: Database) -> Iterator[sa.Connection]:
    """For reading only: the policies for administrators are for SELECT."""
    with database.transaction(None) as connection:
        connection.execute(_AS_ADMINISTRATOR)
        yield connection
