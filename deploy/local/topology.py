"""Which services there are, which processes each one runs locally, and who logs in to NATS."""

from dataclasses import dataclass

SERVICES = ("auth", "ingest", "transcribe", "analyze", "report")
HTTP_SERVICES = ("auth", "ingest")
BACKGROUND_ROLES = ("rpc", "worker", "relay")

# Whose live progress a service shows to its clients.
PROGRESS_FOLLOWED = {"ingest": ("transcribe",)}

# Who removes the stored messages of an erased tenant, and from where.
PURGED_STREAMS = {"auth": ("EVENTS", "DLQ", "DLQ_LOG", "WORK_TRANSCRIBE")}

NATS_ADMIN = "admin"
NATS_SUBSCRIBER = "subscriber"


@dataclass(frozen=True)
class ServiceProcess:
    """One process: a service in some of its roles."""

    service: str
    roles: tuple[str, ...]
    label: str = ""
    """Tells it from another process of the service in the same roles."""
    module: str = ""
    """The program that plays the roles; the service itself where it is empty."""

    @property
    def name(self) -> str:
        return self.label or (f"{self.service}-http" if self.roles == ("http",) else self.service)


PROCESSES = (
    *(ServiceProcess(service, BACKGROUND_ROLES) for service in SERVICES),
    *(ServiceProcess(service, ("http",)) for service in HTTP_SERVICES),
)
