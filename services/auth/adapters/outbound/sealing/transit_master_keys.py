"""Master keys that never leave a key management service: the transit engine of HashiCorp Vault or OpenBao.

The key is made by the operator (`vault write -f transit/keys/rostrum`; its kind, aes256-gcm96, is the usual
one) and rotated there; the service keeps its versions and tells in each wrapped key which it is.
"""

import base64
import binascii
import re
from collections.abc import Mapping

from chassis.remote import RemoteApi, RemoteFailed
from services.auth.application.ports.sealing import Label
from services.auth.domain.errors import CannotOpen

PREFIX = "transit:"
DEADLINE_S = 5.0
_VERSION = re.compile(r"vault:(v[0-9]{1,9}):", re.ASCII)


class TransitMasterKeys:
    """`api` carries the token (`X-Vault-Token`) and ends with the engine's mount, such as /v1/transit."""

    def __init__(self, api: RemoteApi, key_name: str) -> None:
        self._api = api
        self._name = key_name

    def present(self) -> str:
        version = self._call("GET", f"keys/{self._name}").get("latest_version")
        if not isinstance(version, int):
            raise _out_of_reach()
        return self._id(f"v{version}")

    def wrap(self, data_key: bytes, label: Label) -> tuple[str, bytes]:
        body = {"plaintext": _encoded(data_key), "associated_data": _encoded(label.encode())}
        wrapped = _text(self._call("POST", f"encrypt/{self._name}", body), "ciphertext")
        version = _VERSION.match(wrapped)
        if version is None:
            raise _out_of_reach()
        return self._id(version[1]), wrapped.encode()

    def unwrap(self, master_key: str, wrapped_key: bytes, label: Label) -> bytes:
        del master_key  # the service reads its version from the wrapped key
        body = {"ciphertext": wrapped_key.decode(), "associated_data": _encoded(label.encode())}
        plain = _text(self._call("POST", f"decrypt/{self._name}", body), "plaintext")
        try:
            return base64.b64decode(plain, validate=True)
        except binascii.Error:
            raise _out_of_reach() from None

    def close(self) -> None:
        self._api.close()

    def _id(self, version: str) -> str:
        return f"{PREFIX}{self._name}/{version}"

    def _call(self, method: str, path: str, body: object = None) -> Mapping[str, object]:
        """The `data` of the answer. What is refused and what is out of reach look the same to clients."""
        try:
            answer = self._api.json(method, path, body, deadline_s=DEADLINE_S)
        except RemoteFailed as failure:
            raise _out_of_reach() from failure
        data = answer.get("data") if isinstance(answer, dict) else None
        if not isinstance(data, dict):
            raise _out_of_reach()
        return data


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _text(data: Mapping[str, object], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str):
        raise _out_of_reach()
    return value


def _out_of_reach() -> CannotOpen:
    return CannotOpen("Stored secrets can't be opened just now.", retry_after_s=DEADLINE_S)
