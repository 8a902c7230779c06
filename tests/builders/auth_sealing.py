"""Sealed secrets for tests: the envelope of production, with master keys that a test names."""

import hashlib

from chassis.clock import new_id
from services.auth.adapters.outbound.sealing.envelope_sealer import EnvelopeSealer
from services.auth.adapters.outbound.sealing.local_master_keys import LocalMasterKeys
from services.auth.application.ports.sealing import Label


def a_master_key(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def a_sealer(*names: str) -> EnvelopeSealer:
    """The present key first, then those before it."""
    return EnvelopeSealer(LocalMasterKeys([a_master_key(name) for name in names or ("a key",)]))


def a_label(table: str = "provider_keys", version: int = 1) -> Label:
    return Label(new_id(), table, new_id(), version)
