"""Asking local servers how they are."""

import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT_S = 3.0


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


def ask(url: str) -> Answer:
    """GET; raises OSError when nothing sensible answers."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path)
        response = connection.getresponse()
        return Answer(response.status, response.read())
    except http.client.HTTPException as error:
        raise OSError(f"{url}: {error!r}") from error
    finally:
        connection.close()


def is_ok(url: str) -> bool:
    try:
        return ask(url).status == http.client.OK
    except OSError:
        return False
