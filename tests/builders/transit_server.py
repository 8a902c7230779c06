"""The transit engine of HashiCorp Vault and OpenBao on loopback, as far as it is used here.

It speaks as https://openbao.org/api-docs/secret/transit/ tells: keys of kind aes256-gcm96 with versions, what
they wrap as `vault:v<version>:<base64>`, associated data, and errors as `{"errors": [...]}`.
"""

import base64
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.builders.remote_servers import Received, RemoteServer, Reply, serving

TOKEN = "hvs.a-token-of-the-engine"
KEY = "rostrum"


@dataclass
class Transit:
    """`versions` are the key's, the first first."""

    versions: list[bytes] = field(default_factory=lambda: [os.urandom(32)])

    def rotate(self) -> None:
        self.versions.append(os.urandom(32))

    def answer(self, received: Received) -> Reply:
        if received.headers.get("X-Vault-Token") != TOKEN:
            return _error("permission denied", 403)
        operations: Mapping[tuple[str, str], Callable[[Received], Reply]] = {
            ("GET", f"/v1/transit/keys/{KEY}"): self._describe,
            ("POST", f"/v1/transit/encrypt/{KEY}"): self._encrypt,
            ("POST", f"/v1/transit/decrypt/{KEY}"): self._decrypt,
        }
        operation = operations.get((received.method, received.path))
        return operation(received) if operation else _error("unsupported path", 404)

    def _describe(self, received: Received) -> Reply:
        del received
        return Reply.of({"data": {"name": KEY, "type": "aes256-gcm96", "latest_version": len(self.versions)}})

    def _encrypt(self, received: Received) -> Reply:
        sent, nonce = received.json(), os.urandom(12)
        sealed = AESGCM(self.versions[-1]).encrypt(nonce, _bytes(sent["plaintext"]), _aad(sent))
        wrapped = base64.b64encode(nonce + sealed).decode()
        return Reply.of({"data": {"ciphertext": f"vault:v{len(self.versions)}:{wrapped}"}})

    def _decrypt(self, received: Received) -> Reply:
        sent = received.json()
        _, version, wrapped = str(sent["ciphertext"]).split(":")
        content = base64.b64decode(wrapped)
        try:
            key = AESGCM(self.versions[int(version.removeprefix("v")) - 1])
            plain = key.decrypt(content[:12], content[12:], _aad(sent))
        except (InvalidTag, IndexError):
            return _error("cipher: message authentication failed", 400)
        return Reply.of({"data": {"plaintext": base64.b64encode(plain).decode()}})


@contextmanager
def a_transit_server() -> Iterator[tuple[RemoteServer, Transit]]:
    engine = Transit()
    with serving(engine.answer) as server:
        yield server, engine


def _bytes(value: object) -> bytes:
    return base64.b64decode(str(value), validate=True)


def _aad(sent: Mapping[str, object]) -> bytes:
    return _bytes(sent.get("associated_data", ""))


def _error(message: str, status: int) -> Reply:
    return Reply.of({"errors": [message]}, status)
