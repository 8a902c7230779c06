"""AES-256-GCM with a random nonce of 96 bits in front of what it seals (NIST SP 800-38D)."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.auth.domain.errors import CannotOpen

KEY_BYTES = 32
_NONCE_BYTES = 12


def encrypt(key: bytes, content: bytes, label: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, label)


def decrypt(key: bytes, sealed: bytes, label: bytes) -> bytes:
    """Raises `CannotOpen` for what was changed, or sealed with another key or for another label."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], label)
    except (InvalidTag, ValueError):
        raise CannotOpen("The stored secret can't be opened.") from None
