"""The public halves of the configured keys."""

import json
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.identity import public_jwk


class PemSigningKeys:
    """The present key first, then those whose tokens may still live."""

    def __init__(self, keys: Sequence[Ed25519PrivateKey]) -> None:
        self._document = json.dumps({"keys": [public_jwk(key.public_key()) for key in keys]})

    def jwks_json(self) -> str:
        return self._document
