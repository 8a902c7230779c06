"""Alembic's entry; the chassis knows the rest."""

from chassis.database.migrations import run_here

run_here()
