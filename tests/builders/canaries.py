"""Where words of the running platform have gone: everything it writes down, shows or is started with."""

import base64
import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg

from deploy.local.platform import LocalPlatform
from deploy.local.ports import LOOPBACK
from deploy.local.topology import SERVICES
from tests.builders.inspection import connect

_TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"


def spellings(word: str) -> tuple[bytes, ...]:
    """As it is, as the database prints bytes, and as text that was encoded for transport."""
    plain = word.encode()
    return (plain, plain.hex().encode(), base64.b64encode(plain).rstrip(b"=")[:-1])


def holders(platform: LocalPlatform, *words: str) -> set[str]:
    """Which kinds of place hold any of them: a folder, service.table, metrics, environment, arguments."""
    wanted = [spelling for word in words for spelling in spellings(word)]
    return {kind for kind, content in _places(platform) if any(each in content for each in wanted)}


def _places(platform: LocalPlatform) -> Iterator[tuple[str, bytes]]:
    folder = platform.folder
    for name in ("logs", "traces", "nats", "objects", "mails", "caddy"):
        yield from ((name, content) for content in _files(folder.path / name))
    yield from _rows(platform)
    yield from _metrics(platform)
    yield from _processes(platform.folder.path)


def _files(folder: Path) -> Iterator[bytes]:
    """A file may vanish while the folder is being walked."""
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                yield (Path(place) / name).read_bytes()
            except FileNotFoundError:
                continue


def _rows(platform: LocalPlatform) -> Iterator[tuple[str, bytes]]:
    for service in SERVICES:
        with connect(platform, service) as connection:
            for (table,) in connection.execute(_TABLES).fetchall():
                yield f"{service}.{table}", _dump(connection, table)


def _dump(connection: psycopg.Connection, table: str) -> bytes:
    query = f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" AS t"
    row = connection.execute(query).fetchone()  # type: ignore[arg-type]
    return str(row[0] if row else "").encode()


def _metrics(platform: LocalPlatform) -> Iterator[tuple[str, bytes]]:
    ports = [port for name, port in platform.plan.ports.items() if name.endswith("-admin")]
    with httpx.Client(timeout=10) as client:
        for port in ports:
            yield "metrics", client.get(f"http://{LOOPBACK}:{port}/metrics").content


def _processes(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Of every process that was started with the platform's folder, and of their children."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes()
            if os.fsencode(folder) in environment:
                yield "environment", environment
                yield "arguments", (process / "cmdline").read_bytes()
        except (PermissionError, FileNotFoundError, ProcessLookupError):
            continue
