"""A server that speaks what the Hugging Face client asks of the hub, with one model on it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.builders.remote_servers import Received, RemoteServer, Reply, serving

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@contextmanager
def weights_hub(repository: str, folder: Path) -> Iterator[RemoteServer]:
    files = {path.name: path.read_bytes() for path in folder.iterdir()}

    def answer(received: Received) -> Reply:
        path = received.path.partition("?")[0]
        if path == f"/api/models/{repository}/revision/main":
            siblings = [{"rfilename": name, "size": len(content)} for name, content in files.items()]
            return Reply.of({"id": repository, "sha": COMMIT, "private": False, "siblings": siblings})
        if path.startswith(f"/api/models/{repository}/tree/"):
            entries = [{"type": "file", "path": name, "size": len(c)} for name, c in files.items()]
            return Reply.of([entry | {"oid": _digest(files[str(entry["path"])])} for entry in entries])
        name = path.removeprefix(f"/{repository}/resolve/{COMMIT}/")
        if name not in files:
            return Reply.of({"error": "Repository not found"}, 404, **{"X-Error-Code": "RepoNotFound"})
        headers = {"X-Repo-Commit": COMMIT, "ETag": f'"{_digest(files[name])}"', "Accept-Ranges": "bytes"}
        return Reply(body=files[name], content_type="application/octet-stream", headers=headers)

    with serving(answer) as server:
        yield server


def _digest(content: bytes) -> str:
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()
