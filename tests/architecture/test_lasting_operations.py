"""The edge has places of their own for what lasts: it knows every operation whose answer or body may."""

from fnmatch import fnmatch
from typing import Any

from deploy.local.servers.caddy import LASTING_PATHS
from docs.operations_page import http_documents, operations

LASTING_TYPES = ("text/event-stream", "audio/", "application/octet-stream", "application/offset+octet-stream")
BY_LENGTH = {"/v1/recordings"}
"""Told by the `Content-Length` of the body, since short ones are answered soon."""


def test_every_operation_that_lasts_is_known_to_the_edge() -> None:
    lasting = {
        path
        for document in http_documents()
        for _, path, operation in operations(document)
        if any(kind.startswith(LASTING_TYPES) for kind in kinds_of(operation))
    }
    unknown = {path for path in lasting if not any(fnmatch(path, known) for known in LASTING_PATHS)}
    assert unknown == BY_LENGTH


def kinds_of(operation: dict[str, Any]) -> set[str]:
    """The media types of what it takes and answers."""
    taken = operation.get("requestBody", {}).get("content", {})
    answered = [response.get("content", {}) for response in operation["responses"].values()]
    return {kind for content in (taken, *answered) for kind in content}
