"""Settings of this service, parsed once."""

import os

from pydantic import Field

from chassis.settings import (
    DatabaseSettings,
    IdentitySettings,
    MessagingSettings,
    ObjectStoreSettings,
    PeerAddress,
    RpcServerSettings,
    ServiceSettings,
)


def _cores() -> int:
    """Those that this process may use, where the system tells."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Settings(
    DatabaseSettings,
    MessagingSettings,
    ObjectStoreSettings,
    RpcServerSettings,
    IdentitySettings,
    ServiceSettings,
):
    """What every process but the migration needs."""

    ingest_rpc: PeerAddress
    recognizer_processes: int = Field(
        default_factory=_cores,
        ge=1,
        le=256,
        description="Processes of the embedded speech recogniser, of 190 MB each; unset: one for each core.",
    )
