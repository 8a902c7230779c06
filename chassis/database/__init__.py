"""A service's own PostgreSQL database: pool, time limits, tenant isolation, wake-up calls, migrations."""

from chassis.database.engine import EDGE_STATEMENT_S, WORKER_STATEMENT_S, Database
from chassis.database.failures import constraint_name
from chassis.database.listener import Listener
from chassis.database.tombstones import bury, is_buried

__all__ = [
    "EDGE_STATEMENT_S",
    "WORKER_STATEMENT_S",
    "Database",
    "Listener",
    "bury",
    "constraint_name",
    "is_buried",
]
