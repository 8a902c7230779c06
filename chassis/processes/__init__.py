"""Child processes that do what a service's own process must not: hold the GIL for seconds, or read
untrusted bytes.

A `ChildPool` keeps children forked from a small fork server (never from the service's own process,
whose threads a fork would break), hands each call to an idle child, and kills and replaces a child
that overruns its deadline or dies. The caller's thread only waits, so heartbeats go on.
"""

from chassis.processes.answers import ChildCrashed, ChildFailed, ChildTimedOut
from chassis.processes.child import Limits
from chassis.processes.pool import ChildPool

__all__ = ["ChildCrashed", "ChildFailed", "ChildPool", "ChildTimedOut", "Limits"]
