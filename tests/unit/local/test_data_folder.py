"""Secrets, ports and locks of a data folder."""

import socket
import stat
from contextlib import ExitStack
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from deploy.local.faults import AlreadyRunning
from deploy.local.keys import PlatformSecrets
from deploy.local.layout import DataFolder
from deploy.local.locks import FolderLock
from deploy.local.ports import LOOPBACK, free_ports
from deploy.local.secret_files import SecretFiles, write_private
from deploy.local.topology import SERVICES


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    first = SecretFiles(tmp_path / "s").password("database")
    assert len(first) >= 32
    assert SecretFiles(tmp_path / "s").password("database") == first
    assert SecretFiles(tmp_path / "s").password("other") != first


def test_only_the_owner_reads_secrets(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "data")
    data.create()
    secrets = PlatformSecrets(data.secrets)
    for service in SERVICES:
        secrets.ensure(service)
        secrets.ensure_for_migration(service)
    everything = [path for path in data.secrets.rglob("*") if path.suffix != ".pem"]
    assert {mode(path) for path in everything if path.is_file()} == {0o600}
    assert {mode(path) for path in (data.path, data.secrets, *everything) if path.is_dir()} == {0o700}


def test_a_running_service_has_no_owner_password(tmp_path: Path) -> None:
    secrets = PlatformSecrets(tmp_path)
    running, migration = secrets.ensure("ingest"), secrets.ensure_for_migration("ingest")
    assert not (running / "database_owner_password").exists()
    assert [path.name for path in migration.iterdir()] == ["database_owner_password"]


def test_the_public_key_belongs_to_the_private_one(tmp_path: Path) -> None:
    secrets = PlatformSecrets(tmp_path)
    private = load_pem_private_key((secrets.ensure("report") / "service_key").read_bytes(), None)
    public = load_pem_public_key((secrets.public_keys / "report.pem").read_bytes())
    assert private.public_key() == public


def test_only_auth_signs_tokens(tmp_path: Path) -> None:
    secrets = PlatformSecrets(tmp_path)
    holders = [service for service in SERVICES if (secrets.ensure(service) / "signing_key").exists()]
    assert holders == ["auth"]


def test_a_private_file_is_replaced_whole(tmp_path: Path) -> None:
    write_private(tmp_path / "x", "a long first text")
    write_private(tmp_path / "x", "short")
    assert (tmp_path / "x").read_text() == "short"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_free_ports_are_distinct_and_free() -> None:
    ports = free_ports(20)
    assert len(set(ports)) == 20
    for port in ports:
        with socket.socket() as listener:
            listener.bind((LOOPBACK, port))


def test_ports_stay_the_same_from_start_to_start(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    first = folder.ports(("public", "nats"), {})
    assert folder.ports(("public", "nats", "postgres"), {}) | first == folder.ports(
        ("public", "nats", "postgres"), {}
    )


def test_a_taken_port_is_replaced(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        listener.listen()
        taken = listener.getsockname()[1]
        assert folder.ports(("public",), {"public": taken})["public"] != taken


def test_no_two_get_the_same_port_whatever_is_taken_by_now(tmp_path: Path) -> None:
    """Half of those that are remembered: the others must not be given a second time."""
    names = tuple(f"server-{number}" for number in range(60))
    for number in range(10):
        folder = DataFolder(tmp_path / str(number))
        folder.create()
        first = folder.ports(names, {})
        with ExitStack() as stack:
            for name in names[::2]:
                listener = stack.enter_context(socket.socket())
                listener.bind((LOOPBACK, first[name]))
                listener.listen()
            second = folder.ports(names, {})
        assert len(set(second.values())) == len(names)
        assert all(second[name] == first[name] for name in names[1::2])


def test_a_port_that_is_asked_for_and_remembered_for_another_is_given_once(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    remembered = folder.ports(("nats",), {})["nats"]
    ports = folder.ports(("nats", "public"), {"public": remembered})
    assert ports["public"] == remembered
    assert ports["nats"] != remembered


def test_the_asked_for_port_wins_over_the_remembered_one(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.ports(("public",), {})
    (wanted,) = free_ports(1)
    assert folder.ports(("public",), {"public": wanted}) == {"public": wanted}


def test_a_folder_has_one_owner_who_is_told_to_others(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    lock.write_note("process 7, http://127.0.0.1:1")
    with pytest.raises(AlreadyRunning, match="process 7, http"):
        FolderLock(tmp_path)
    lock.release()
    FolderLock(tmp_path).release()
