"""Keys of providers, at rest and at their providers' doors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.auth.application.ports.sealing import Label, Sealed
from services.auth.domain.audit import Act, Fact
from services.auth.domain.key_providers import KeyProvider
from services.auth.domain.provider_key import KeyTest, KeyText, ProviderKey, TestResult

TABLE = "provider_keys"


@dataclass(frozen=True)
class StoredKey:
    """A key as it is kept."""

    key: ProviderKey
    sealed: Sealed

    @property
    def label(self) -> Label:
        return label_of(self.key)


def label_of(key: ProviderKey) -> Label:
    """A replaced key is another record, so each is in its first version for ever."""
    return Label(key.tenant_id, TABLE, key.id, 1)


@dataclass(frozen=True)
class Borrowers:
    """Whose keys the jobs of a personal space may use: its own first, then its organisations'."""

    user_id: UUID
    owners: tuple[UUID, ...]


class ProviderKeys(Protocol):
    """Each method is one transaction; facts are stored in it or not at all. An owner has one key of each
    provider."""

    def put(self, stored: StoredKey, facts: Sequence[Fact]) -> None:
        """Replaces the owner's key of that provider."""
        ...

    def of(self, tenant_id: UUID) -> Sequence[ProviderKey]:
        """By provider's name."""
        ...

    def find(self, tenant_id: UUID, provider: str) -> StoredKey | None: ...

    def delete(self, tenant_id: UUID, provider: str, facts: Sequence[Fact]) -> bool:
        """False where there is none."""
        ...

    def note_test(self, key: ProviderKey, test: KeyTest, facts: Sequence[Fact]) -> None:
        """Of a key that was replaced or deleted meanwhile nothing is noted."""
        ...

    def note_loan(self, key: ProviderKey, act: Act) -> bool:
        """That it is used now, and the act, unless the same loan is on record. False where the key was
        replaced or deleted meanwhile."""
        ...

    def borrowers(self, tenant_id: UUID) -> Borrowers | None:
        """None for a tenant that is no active user's personal space."""
        ...


class ProviderDoors(Protocol):
    """The providers themselves."""

    def check_url(self, url: str) -> None:
        """Raises BadProviderKey for an address that may not be called, or leads nowhere now."""
        ...

    def test(self, provider: KeyProvider, base_url: str | None, key: KeyText) -> TestResult:
        """Asks for the cheapest thing that needs the key."""
        ...

    def address(self, provider: KeyProvider) -> str:
        """Of a provider whose owner of a key names none: the usual one, or the operator's."""
        ...


@dataclass(frozen=True)
class VaultPorts:
    """Where keys are kept, and where they are tried."""

    keys: ProviderKeys
    doors: ProviderDoors
