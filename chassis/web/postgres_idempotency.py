"""Moved to chassis.idempotency.postgres."""

from chassis.idempotency.postgres import PostgresIdempotency, create_idempotency, erase_idempotency

__all__ = ["PostgresIdempotency", "create_idempotency", "erase_idempotency"]
