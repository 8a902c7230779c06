"""The whole of it: chassis.database.migrations knows what to run."""

from chassis.database.migrations import run_here

run_here()
