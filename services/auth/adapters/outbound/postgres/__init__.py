"""Accounts, sessions and erasures in PostgreSQL."""
