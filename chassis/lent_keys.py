"""Keys of providers that belong to tenants, borrowed from auth for one job.

Whoever borrows keeps a key in memory for that job, and writes it nowhere. Only a service may know auth's wire
types, so it hands over the stub and its messages:

    vault = RemoteVault(VaultServiceStub(channel), vault_service_pb2)
    key = vault.lend(tenant_id, "openai", job_id)
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from chassis.errors import NotFound
from chassis.rpc import on_behalf

READS = ("rostrum.auth.v1.VaultService",)
"""What a channel may repeat: lending twice for a job is on record once."""


@dataclass(frozen=True)
class LentKey:
    """`owners_url` says that the owner chose `base_url`, so that each connection is to be judged."""

    key: str = field(repr=False)
    base_url: str
    owners_url: bool
    owner_id: UUID
    """The tenant that pays."""


@dataclass(frozen=True)
class KeyOffer:
    """A key that would be lent, and the models it is meant for; empty where it is for none."""

    provider: str
    speech_model: str = ""
    text_model: str = ""


class KeyVault(Protocol):
    """Each method raises `Unavailable`."""

    def lend(self, tenant_id: UUID, provider: str, job_id: UUID) -> LentKey | None:
        """None where the tenant has no such key."""
        ...

    def offers(self, tenant_id: UUID) -> Sequence[KeyOffer]:
        """One of each provider, in the order in which their text models are preferred."""
        ...


class RemoteVault:
    """auth's, over gRPC. Calls are for the tenant alone: no user's token goes with them."""

    def __init__(self, stub: Any, messages: Any) -> None:  # noqa: ANN401 - generated types, known to services only
        self._stub = stub
        self._messages = messages

    def lend(self, tenant_id: UUID, provider: str, job_id: UUID) -> LentKey | None:
        request = self._messages.LendProviderKeyRequest(provider=provider, job_id=str(job_id))
        try:
            with on_behalf(tenant_id=tenant_id):
                lent = self._stub.LendProviderKey(request)
        except NotFound:
            return None
        return LentKey(lent.key, lent.base_url, lent.owners_url, UUID(lent.owner_id))

    def offers(self, tenant_id: UUID) -> Sequence[KeyOffer]:
        with on_behalf(tenant_id=tenant_id):
            found = self._stub.ListProviderKeys(self._messages.ListProviderKeysRequest())
        return [KeyOffer(key.provider, key.speech_model, key.text_model) for key in found.keys]


class NoVault:
    """Where nobody brings keys."""

    def lend(self, tenant_id: UUID, provider: str, job_id: UUID) -> LentKey | None:
        del tenant_id, provider, job_id
        return None

    def offers(self, tenant_id: UUID) -> Sequence[KeyOffer]:
        del tenant_id
        return ()
