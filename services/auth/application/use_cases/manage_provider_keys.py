"""Leaving keys of providers here, seeing, testing and deleting them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from services.auth.application.ports.provider_keys import (
    ProviderDoors,
    ProviderKeys,
    StoredKey,
    label_of,
)
from services.auth.application.ports.sealing import Sealer
from services.auth.application.ports.time_and_chance import Clock, IdGenerator
from services.auth.application.standing import Standing
from services.auth.domain.audit import Act, ActKind
from services.auth.domain.errors import NoSuchProviderKey
from services.auth.domain.key_providers import key_provider
from services.auth.domain.organisation import Person
from services.auth.domain.provider_key import KeyTest, KeyText, KeyWish, ProviderKey


@dataclass(frozen=True)
class KeyOwner:
    """Who acts, and for whom: themselves, or an organisation that they look after."""

    person: Person
    organisation_id: UUID | None = None


@dataclass(frozen=True)
class ManageProviderKeys:
    """Rules:

    - Users keep their own keys, administrators of an organisation those of the organisation; its other
      members are refused, and to strangers it looks like none.
    - A key goes in and never comes out again: what is shown of it are its last four characters, if it is not
      too short for that.
    - Storing another key of the same provider replaces the first, at once.
    - A server that its owner names is checked before its address is kept, and again at every call.
    - A test tells whether the provider accepts the key, and nothing of what it answered.
    """

    keys: ProviderKeys
    doors: ProviderDoors
    sealer: Sealer
    standing: Standing
    clock: Clock
    new_id: IdGenerator

    def list(self, owner: KeyOwner) -> Sequence[ProviderKey]:
        return self.keys.of(self._tenant(owner))

    def store(self, owner: KeyOwner, provider_name: str, wish: KeyWish) -> ProviderKey:
        """Raises NoSuchKeyProvider, BadProviderKey and CannotOpen."""
        tenant_id, provider = self._tenant(owner), key_provider(provider_name)
        text = KeyText.parse(wish.key)
        wish.check(provider)
        if wish.base_url:
            self.doors.check_url(wish.base_url)
        key = ProviderKey(
            id=self.new_id(),
            tenant_id=tenant_id,
            provider=provider.name,
            last_four=text.last_four,
            created_at=self.clock.now(),
            base_url=wish.base_url.rstrip("/") if wish.base_url else None,
            speech_model=wish.speech_model,
            text_model=wish.text_model,
        )
        sealed = self.sealer.seal(label_of(key), text.text.encode())
        self.keys.put(StoredKey(key, sealed), [self._act("provider_key.stored", owner, key)])
        return key

    def delete(self, owner: KeyOwner, provider_name: str) -> None:
        """Raises NoSuchKeyProvider and NoSuchProviderKey."""
        key = self._found(owner, provider_name).key
        if not self.keys.delete(key.tenant_id, key.provider, [self._act("provider_key.deleted", owner, key)]):
            raise _no_such_key()

    def test(self, owner: KeyOwner, provider_name: str) -> ProviderKey:
        """Raises NoSuchKeyProvider, NoSuchProviderKey and CannotOpen."""
        stored = self._found(owner, provider_name)
        text = KeyText(self.sealer.open(stored.label, stored.sealed).decode())
        result = self.doors.test(key_provider(provider_name), stored.key.base_url, text)
        tested = KeyTest(result, self.clock.now())
        act = self._act("provider_key.tested", owner, stored.key, result=result)
        self.keys.note_test(stored.key, tested, [act])
        return replace(stored.key, tested=tested)

    def _found(self, owner: KeyOwner, provider_name: str) -> StoredKey:
        stored = self.keys.find(self._tenant(owner), key_provider(provider_name).name)
        if stored is None:
            raise _no_such_key()
        return stored

    def _tenant(self, owner: KeyOwner) -> UUID:
        if owner.organisation_id is None:
            return owner.person.tenant_id
        self.standing.admin(owner.organisation_id, owner.person.user_id)
        return owner.organisation_id

    def _act(self, kind: ActKind, owner: KeyOwner, key: ProviderKey, **details: str) -> Act:
        told = {"provider": key.provider} | details
        return Act(kind, self.clock.now(), key.tenant_id, owner.person.user_id, key.id, told)


def _no_such_key() -> NoSuchProviderKey:
    return NoSuchProviderKey("There is no key of this provider.")
