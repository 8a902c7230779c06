"""The dispatcher sees the pieces of all tenants, and nothing of what was said."""

import psycopg
import pytest

from tests.infrastructure.fixtures import MakeDatabase


@pytest.mark.parametrize(
    ("table", "column"), [("jobs", "text"), ("jobs", "sound"), ("pieces", "result"), ("pieces", "raw")]
)
def test_what_was_said_is_out_of_its_reach(make_database: MakeDatabase, table: str, column: str) -> None:
    relay = psycopg.connect(make_database("transcribe").conninfo("relay"))
    with relay, pytest.raises(psycopg.errors.InsufficientPrivilege):
        relay.execute(f"SELECT {column} FROM {table}")  # type: ignore[arg-type]
