"""auth's keys of providers in memory, and providers that answer what a test wants."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from services.auth.application.ports.provider_keys import Borrowers, StoredKey
from services.auth.application.ports.sealed_records import SealedRecord
from services.auth.application.ports.sealing import Sealed
from services.auth.domain.audit import Act, Fact
from services.auth.domain.errors import BadProviderKey
from services.auth.domain.key_providers import KeyProvider
from services.auth.domain.provider_key import KeyTest, KeyText, ProviderKey, TestResult
from tests.fakes.auth_stores import AuthState


class FakeProviderKeys:
    def __init__(self, state: AuthState) -> None:
        self._state = state

    def put(self, stored: StoredKey, facts: Sequence[Fact]) -> None:
        with self._state.lock:
            self._state.provider_keys[stored.key.tenant_id, stored.key.provider] = stored
            self._state.note(facts)

    def of(self, tenant_id: UUID) -> Sequence[ProviderKey]:
        found = [stored.key for (owner, _), stored in self._state.provider_keys.items() if owner == tenant_id]
        return sorted(found, key=lambda key: key.provider)

    def find(self, tenant_id: UUID, provider: str) -> StoredKey | None:
        return self._state.provider_keys.get((tenant_id, provider))

    def delete(self, tenant_id: UUID, provider: str, facts: Sequence[Fact]) -> bool:
        with self._state.lock:
            if self._state.provider_keys.pop((tenant_id, provider), None) is None:
                return False
            self._state.note(facts)
            return True

    def note_test(self, key: ProviderKey, test: KeyTest, facts: Sequence[Fact]) -> None:
        if self._change(key, tested=test):
            self._state.note(facts)

    def note_loan(self, key: ProviderKey, act: Act) -> bool:
        with self._state.lock:
            if not self._change(key, last_used_at=act.at):
                return False
            if not any(replace(each, at=act.at) == act for each in self._state.acts):
                self._state.note([act])
            return True

    def borrowers(self, tenant_id: UUID) -> Borrowers | None:
        users = [each for each in self._state.users.values() if each.tenant_id == tenant_id]
        if not users or users[0].id in self._state.disabled:
            return None
        own = [member for member in self._state.members.values() if member.person.user_id == users[0].id]
        own.sort(key=lambda member: (member.joined_at, member.organisation_id))
        return Borrowers(users[0].id, (tenant_id, *(member.organisation_id for member in own)))

    def _change(self, key: ProviderKey, **changes: object) -> bool:
        with self._state.lock:
            stored = self.find(key.tenant_id, key.provider)
            if stored is None or stored.key.id != key.id:
                return False
            changed = replace(stored.key, **changes)  # type: ignore[arg-type]
            self._state.provider_keys[key.tenant_id, key.provider] = replace(stored, key=changed)
            return True


class FakeSealedRecords:
    """Of keys of providers alone."""

    def __init__(self, state: AuthState) -> None:
        self._state = state

    def wrapped_otherwise(self, master_key: str, limit: int) -> Sequence[SealedRecord]:
        stored = self._state.provider_keys.values()
        found = [SealedRecord(each.label, each.sealed) for each in stored]
        return [record for record in found if record.sealed.master_key != master_key][:limit]

    def rewrap(self, record: SealedRecord, sealed: Sealed) -> bool:
        with self._state.lock:
            for place, stored in self._state.provider_keys.items():
                if stored.label == record.label and stored.sealed.content == record.sealed.content:
                    self._state.provider_keys[place] = replace(stored, sealed=sealed)
                    return True
            return False


class FakeProviderDoors:
    """Accepts the keys in `good`; `down` names providers that can't be reached; `private` addresses are
    refused."""

    def __init__(self) -> None:
        self.good: set[str] = set()
        self.down: set[str] = set()
        self.tested: list[tuple[str, str]] = []

    def check_url(self, url: str) -> None:
        if "private" in url:
            raise BadProviderKey("The server can't be used: it is at an address that may not be called.")

    def test(self, provider: KeyProvider, base_url: str | None, key: KeyText) -> TestResult:
        self.tested.append((provider.name, base_url or self.address(provider)))
        if provider.name in self.down:
            return "unreachable"
        return "ok" if key.text in self.good else "refused"

    def address(self, provider: KeyProvider) -> str:
        return provider.base_url
