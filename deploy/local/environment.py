"""The environment a service process gets: addresses and paths; secrets stay in files."""

import os
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.ports import LOOPBACK
from deploy.local.topology import SERVICES

ROOT = Path(__file__).resolve().parents[2]
IMPORT_ROOTS = (ROOT, ROOT / "protos", ROOT / "clients" / "python")
# What a process may need of its caller's environment; everything else is set on purpose.
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR")
MODELS_FOLDER = ROOT / ".models"
ISSUER = "https://rostrum.localhost"
SETTINGS_PREFIX = "ROSTRUM_"


@dataclass(frozen=True)
class Backbone:
    """What all services share: where the servers are and where each service answers.

    `chosen` are settings of the person who starts the platform; addresses and secrets stay ours.
    """

    database_host: str
    database_port: int
    nats_url: str
    object_store: str
    public_url: str
    mails: str
    service_keys: Path
    rpc_ports: Mapping[str, int]
    peer_ports: Mapping[str, int]
    """Where the others find each service: its `rpc_ports`, unless a test puts something in between."""
    chosen: Mapping[str, str] = field(default_factory=dict)

    def environment(self, service: str, secrets: Path, database: str | None = None) -> dict[str, str]:
        """Settings of one service in any role; the ports of a process are added by its starter."""
        own = {
            "DATABASE_NAME": database or service,
            "SECRETS_DIR": str(secrets),
            "RPC_PORT": str(self.rpc_ports[service]),
        }
        return self.settings() | _prefixed(own)

    def settings(self) -> dict[str, str]:
        """What is the same for every service."""
        peers = {f"{name.upper()}_RPC": f"{LOOPBACK}:{self.peer_ports[name]}" for name in SERVICES}
        servers = {
            "DATABASE_HOST": self.database_host,
            "DATABASE_PORT": str(self.database_port),
            "NATS_URL": self.nats_url,
            "SERVICE_KEYS_DIR": str(self.service_keys),
        }
        return self._choices() | _prefixed(servers | peers)

    def _choices(self) -> dict[str, str]:
        """Ours, where a person may choose differently."""
        ours = {
            "OBJECT_STORE": self.object_store,
            "PUBLIC_URL": self.public_url,
            "MAIL": self.mails,
            "TOKEN_ISSUER": ISSUER,
            "RPC_REFLECTION": "true",
            "PRIVATE_PROVIDER_URLS": "true",
            "MODELS_DIR": str(MODELS_FOLDER),
            "VOICE_PROGRAM": shlex.join(python("-m", "deploy.local.voice", "--engine", "espeak")),
        }
        return _prefixed(ours) | dict(self.chosen)


def _prefixed(settings: Mapping[str, str]) -> dict[str, str]:
    return {SETTINGS_PREFIX + name: value for name, value in settings.items()}


def python_environment() -> dict[str, str]:
    """What any of our Python programs needs to find the repository's packages, and no settings of ours."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    roots = os.pathsep.join(str(path) for path in IMPORT_ROOTS)
    ours = {"PYTHONPATH": roots, "PYTHONUNBUFFERED": "1", "PYTHONSAFEPATH": "1"}
    # Else glibc gives nearly every thread a heap of its own, and little of what is freed goes back.
    # And children work side by side: numpy's own threads would only wait for each other.
    return kept | ours | {"MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1"}


def python(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, *arguments)


def inherited_settings() -> dict[str, str]:
    """ROSTRUM_* of the caller: how a person sets what a service reads (engines, limits, log level)."""
    return {name: value for name, value in os.environ.items() if name.startswith(SETTINGS_PREFIX)}
