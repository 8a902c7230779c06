"""Entry of Alembic; see chassis.database.migrations."""

from chassis.database.migrations import run_here

run_here()
