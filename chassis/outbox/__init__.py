"""Transactional outbox: an event is stored with the change it tells of, and published from there."""

from chassis.outbox.relay import Relay
from chassis.outbox.table import append, create_outbox, erase_tenant, sweep_published, waiting

__all__ = ["Relay", "append", "create_outbox", "erase_tenant", "sweep_published", "waiting"]
