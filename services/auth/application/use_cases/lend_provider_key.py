"""Lending a key to a job of another service."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from services.auth.application.ports.provider_keys import ProviderDoors, ProviderKeys
from services.auth.application.ports.sealing import Sealer
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.audit import Act
from services.auth.domain.errors import NoSuchProviderKey
from services.auth.domain.key_providers import PROVIDERS, KeyProvider, key_provider
from services.auth.domain.provider_key import ProviderKey

OwnerKind = Literal["user", "organisation"]


@dataclass(frozen=True)
class LentKey:
    """What a job gets. `owners_url` says that the owner of the key chose the address: it is to be judged at
    every connection."""

    key: str = field(repr=False)
    base_url: str
    owners_url: bool
    last_four: str
    owner: OwnerKind
    owner_id: UUID


@dataclass(frozen=True)
class KeyOnOffer:
    """What a key opens, without the key."""

    provider: str
    owner: OwnerKind
    speech_model: str | None
    text_model: str | None


@dataclass(frozen=True)
class LendProviderKey:
    """Rules:

    - Keys of the user win over those of their organisations, and of those the one joined earliest: what a
      user says goes to no server of an organisation where they have brought their own.
    - It is lent for one job to one service, and that is on record once, with the owner of the key.
    - A user whose account is disabled or going has no keys, nor has anybody else's tenant.
    """

    keys: ProviderKeys
    doors: ProviderDoors
    sealer: Sealer
    clock: Clock

    def __call__(self, tenant_id: UUID, provider_name: str, job_id: UUID, borrower: str) -> LentKey:
        """Raises NoSuchKeyProvider, NoSuchProviderKey and CannotOpen."""
        provider = key_provider(provider_name)
        for user_id, owner_id in self._owners(tenant_id):
            stored = self.keys.find(owner_id, provider.name)
            if stored is None:
                continue
            text = self.sealer.open(stored.label, stored.sealed).decode()
            details = {"provider": provider.name, "job": str(job_id), "borrower": borrower}
            act = Act("provider_key.lent", self.clock.now(), owner_id, user_id, stored.key.id, details)
            if self.keys.note_loan(stored.key, act):
                return self._lent(stored.key, provider, text, tenant_id)
        raise NoSuchProviderKey("There is no key of this provider.")

    def on_offer(self, tenant_id: UUID) -> Sequence[KeyOnOffer]:
        """One of each provider, in the order in which text models are preferred: owner after owner, and those
        of one in that of the providers."""
        first: dict[str, ProviderKey] = {}
        for _, owner_id in self._owners(tenant_id):
            keys = {key.provider: key for key in self.keys.of(owner_id)}
            first |= {name: keys[name] for name in PROVIDERS if name in keys and name not in first}
        return [_offer(key, tenant_id) for key in first.values()]

    def _owners(self, tenant_id: UUID) -> Sequence[tuple[UUID, UUID]]:
        """Each with the user whose space it is."""
        borrowers = self.keys.borrowers(tenant_id)
        return [(borrowers.user_id, owner_id) for owner_id in borrowers.owners] if borrowers else []

    def _lent(self, key: ProviderKey, provider: KeyProvider, text: str, tenant_id: UUID) -> LentKey:
        address = key.base_url or self.doors.address(provider)
        return LentKey(
            key=text,
            base_url=address,
            owners_url=key.base_url is not None,
            last_four=key.last_four,
            owner=_kind(key, tenant_id),
            owner_id=key.tenant_id,
        )


def _offer(key: ProviderKey, tenant_id: UUID) -> KeyOnOffer:
    provider = PROVIDERS[key.provider]
    speech, text = key.speech_model or provider.speech_model, key.text_model or provider.text_model
    return KeyOnOffer(key.provider, _kind(key, tenant_id), speech, text)


def _kind(key: ProviderKey, tenant_id: UUID) -> OwnerKind:
    return "user" if key.tenant_id == tenant_id else "organisation"
