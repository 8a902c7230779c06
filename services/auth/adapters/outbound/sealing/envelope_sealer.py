"""Envelope encryption: a new data key for each secret, wrapped by a master key."""

import os
from dataclasses import replace

from services.auth.adapters.outbound.sealing.aes_gcm import KEY_BYTES, decrypt, encrypt
from services.auth.application.ports.sealing import Label, MasterKeys, Sealed


class EnvelopeSealer:
    """A data key seals one secret once, so that no nonce comes twice and no master key seals much."""

    def __init__(self, master_keys: MasterKeys) -> None:
        self._master_keys = master_keys

    def seal(self, label: Label, secret: bytes) -> Sealed:
        data_key = os.urandom(KEY_BYTES)
        master_key, wrapped = self._master_keys.wrap(data_key, label)
        return Sealed(encrypt(data_key, secret, label.encode()), wrapped, master_key)

    def open(self, label: Label, sealed: Sealed) -> bytes:
        return decrypt(self._data_key(label, sealed), sealed.content, label.encode())

    def rewrap(self, label: Label, sealed: Sealed) -> Sealed:
        master_key, wrapped = self._master_keys.wrap(self._data_key(label, sealed), label)
        return replace(sealed, wrapped_key=wrapped, master_key=master_key)

    def present(self) -> str:
        return self._master_keys.present()

    def close(self) -> None:
        self._master_keys.close()

    def _data_key(self, label: Label, sealed: Sealed) -> bytes:
        return self._master_keys.unwrap(sealed.master_key, sealed.wrapped_key, label)
