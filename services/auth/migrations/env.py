"""Alembic's entry point."""

from chassis.database.migrations import run_here

run_here()
