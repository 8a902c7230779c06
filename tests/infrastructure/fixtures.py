"""The servers, databases and settings that tests share. Everything lives in pytest's temporary folders."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from deploy.local.keys import PlatformSecrets
from deploy.local.logins import tool_users
from deploy.local.platform import LocalPlatform
from deploy.local.servers.nats import NatsUser
from deploy.local.topology import SERVICES
from tests.builders.speech import Speech
from tests.infrastructure.choice import chosen_nats, chosen_postgres
from tests.infrastructure.databases import Databases, ServiceDatabase
from tests.infrastructure.servers import RunningNats, RunningPostgres

MakeDatabase = Callable[..., ServiceDatabase]


@pytest.fixture(scope="session")
def platform_secrets(tmp_path_factory: pytest.TempPathFactory) -> PlatformSecrets:
    """Passwords and keys of every service, as the launcher makes them."""
    return PlatformSecrets(tmp_path_factory.mktemp("secrets"))


@pytest.fixture(scope="session")
def nats_server(
    tmp_path_factory: pytest.TempPathFactory, platform_secrets: PlatformSecrets
) -> Iterator[RunningNats]:
    """A NATS server with JetStream and no streams yet.

    Its users are the platform's; services may do anything here, because tests bring consumers of their own.
    """
    services = (NatsUser(name, platform_secrets.nats_password(name)) for name in SERVICES)
    users = (*services, *tool_users(platform_secrets))
    folder = tmp_path_factory.mktemp("nats")
    with chosen_nats(folder, users) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPostgres]:
    folder = tmp_path_factory.mktemp("postgres")
    with chosen_postgres(folder) as server:
        yield server


@pytest.fixture(scope="session")
def databases(postgres_server: RunningPostgres, platform_secrets: PlatformSecrets) -> Iterator[Databases]:
    with psycopg.connect(postgres_server.conninfo(), autocommit=True) as connection:
        yield Databases(postgres_server, platform_secrets, connection)


@pytest.fixture
def make_database(databases: Databases) -> Iterator[MakeDatabase]:
    """`make_database("ingest")` gives a migrated database of its own; `migrate=False` an empty one.

    Dropped after the test.
    """
    made: list[ServiceDatabase] = []

    def make(service: str, *, migrate: bool = True) -> ServiceDatabase:
        made.append(databases.fresh(service, migrate=migrate))
        return made[-1]

    yield make
    for database in made:
        databases.drop(database)


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalPlatform]:
    """Everything, as `make up` runs it: `platform.url`, `platform.processes["ingest"].kill()`, logs, traces.

    Dead workers are noticed after seconds instead of a minute, so that fault tests need not wait long, one
    address may be as busy as all the tests together, and pages of one other origin may call. Users name no
    servers of this machine, as in production.
    """
    folder = tmp_path_factory.mktemp("platform")
    settings = {
        "ROSTRUM_ACK_WAIT_S": "6",
        "ROSTRUM_HEARTBEAT_S": "2",
        "ROSTRUM_UPLOAD_MAX_BYTES": "200000000",
        "ROSTRUM_REGISTRATIONS_PER_ADDRESS": "1000",
        "ROSTRUM_CORS_ORIGINS": '["https://app.example.org"]',
        "ROSTRUM_PRIVATE_PROVIDER_URLS": "false",
    }
    with LocalPlatform(folder, settings=settings, public_port=None, trace=True) as platform:
        yield platform


@pytest.fixture(scope="session")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Speech:
    """`speech.say("Hello. [pause 1.2] How are you?")` gives a WAV file of real speech."""
    return Speech(tmp_path_factory.mktemp("speech"))


@pytest.fixture
def object_folder(tmp_path: Path) -> Path:
    """A folder for the file-system object store."""
    folder = tmp_path / "objects"
    folder.mkdir()
    return folder
