"""Master keys from a secret file or the environment."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Sequence

from services.auth.adapters.outbound.sealing.aes_gcm import KEY_BYTES, decrypt, encrypt
from services.auth.application.ports.sealing import Label
from services.auth.domain.errors import CannotOpen

PREFIX = "local:"
_ID_LABEL = b"rostrum master key id"


class MasterKeyRefused(ValueError):
    """What should be a master key is none; the text never holds key material."""


class LocalMasterKeys:
    """The present key first, then those before it, until nothing is wrapped by them any more.

    Whoever meets a key that it does not know reads the keys once more: so a process that was started before a
    rotation opens what was wrapped since, and wraps with the new key from then on.
    """

    def __init__(self, keys: Sequence[bytes], read_again: Callable[[], Sequence[bytes]] = tuple) -> None:
        if not keys:
            raise MasterKeyRefused("there is no master key")
        self._read_again = read_again
        self._keys = _by_id(keys)
        self._present = next(iter(self._keys))

    def present(self) -> str:
        return self._present

    def wrap(self, data_key: bytes, label: Label) -> tuple[str, bytes]:
        return self._present, encrypt(self._keys[self._present], data_key, label.encode())

    def unwrap(self, master_key: str, wrapped_key: bytes, label: Label) -> bytes:
        if master_key not in self._keys:
            self._learn()
        if master_key not in self._keys:
            raise CannotOpen("The master key of a stored secret is not at hand; the operator is to check it.")
        return decrypt(self._keys[master_key], wrapped_key, label.encode())

    def close(self) -> None:
        """Nothing is open."""

    def _learn(self) -> None:
        """What was known stays known: secrets may still be wrapped by it."""
        found = _by_id(self._read_again())
        if found:
            self._keys = found | {name: key for name, key in self._keys.items() if name not in found}
            self._present = next(iter(self._keys))


def parse_master_keys(text: str) -> list[bytes]:
    """256-bit keys in base64, separated by white space. Raises `MasterKeyRefused`."""
    return [_parse(word) for word in text.split()]


def _parse(word: str) -> bytes:
    try:
        key = base64.b64decode(word, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise MasterKeyRefused(f"a master key has {KEY_BYTES} bytes, in base64")
    return key


def _by_id(keys: Sequence[bytes]) -> dict[str, bytes]:
    return {_key_id(key): key for key in keys}


def _key_id(key: bytes) -> str:
    """Follows from the key, so that it needs no name, and tells nothing about it."""
    return PREFIX + hmac.new(key, _ID_LABEL, hashlib.sha256).hexdigest()[:16]
