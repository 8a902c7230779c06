"""What every keeper of provider keys does, and every keeper of sealed secrets that are to be rewrapped."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pytest

from chassis.clock import new_id
from services.auth.adapters.outbound.messaging.wire_events import WireEvents
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.adapters.outbound.postgres.postgres_accounts import PostgresAccounts
from services.auth.adapters.outbound.postgres.postgres_audit import PostgresAuditTrail
from services.auth.adapters.outbound.postgres.postgres_erasures import PostgresErasures
from services.auth.adapters.outbound.postgres.postgres_provider_keys import PostgresProviderKeys
from services.auth.adapters.outbound.postgres.postgres_sealed_records import PostgresSealedRecords
from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.audit import ActFilter, AuditLog
from services.auth.application.ports.erasures import Erasures
from services.auth.application.ports.organisations import Organisations
from services.auth.application.ports.provider_keys import ProviderKeys, StoredKey, label_of
from services.auth.application.ports.sealed_records import SealedRecords
from services.auth.bootstrap.organisations import postgres_organisations
from services.auth.domain.audit import Act
from services.auth.domain.events import TenantPurged, deletion_events
from services.auth.domain.organisation import Member, Organisation, Person
from services.auth.domain.provider_key import KeyTest, ProviderKey
from services.auth.domain.user import User
from tests.builders.auth import a_user
from tests.builders.auth_sealing import a_sealer
from tests.builders.chassis_database import opened
from tests.fakes.auth_administration import FakeAudit
from tests.fakes.auth_erasures import FakeErasures
from tests.fakes.auth_organisations import fake_organisations
from tests.fakes.auth_stores import AuthState, FakeAccounts
from tests.fakes.auth_vault import FakeProviderKeys, FakeSealedRecords
from tests.fakes.clock import FakeClock
from tests.infrastructure.fixtures import MakeDatabase


@dataclass(frozen=True)
class Keeper:
    """The store, and what it leans on."""

    keys: ProviderKeys
    records: SealedRecords
    accounts: Accounts
    organisations: Organisations
    erasures: Erasures
    log: AuditLog
    clock: FakeClock

    def user(self, email: str = "ada@example.org") -> User:
        user = a_user(self.clock, email)
        self.accounts.add(user, "hash", [])
        return user

    def founded(self, user: User) -> Organisation:
        now = self.clock.now()
        organisation = Organisation(new_id(), "Speakers", now)
        person = Person(user.id, user.tenant_id)
        founder = Member(organisation.id, person, user.email, "admin", now, now)
        self.organisations.found(organisation, founder, [])
        self.clock.advance(1)
        return organisation

    def stored(self, user: User, provider: str = "openai", secret: str = "sk-secret") -> StoredKey:
        key = ProviderKey(new_id(), user.tenant_id, provider, secret[-4:], self.clock.now())
        stored = StoredKey(key, a_sealer("old").seal(label_of(key), secret.encode()))
        self.keys.put(stored, [self.act(key, "provider_key.stored")])
        return stored

    def act(self, key: ProviderKey, kind: str, **details: str) -> Act:
        return Act(kind, self.clock.now(), key.tenant_id, None, key.id, details)  # type: ignore[arg-type]

    def kinds(self) -> Sequence[str]:
        return [each.act.kind for each in self.log.page(ActFilter(), 100, None)][::-1]


@pytest.fixture(params=["memory", "postgres"])
def keeper(request: pytest.FixtureRequest) -> Iterator[Keeper]:
    clock = FakeClock()
    if request.param == "memory":
        state = AuthState()
        yield Keeper(
            FakeProviderKeys(state),
            FakeSealedRecords(state),
            FakeAccounts(state),
            fake_organisations(state).organisations,
            FakeErasures(state),
            FakeAudit(state),
            clock,
        )
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    target = make_database("auth")
    with opened(target, "app") as database, opened(target, "relay") as relay:
        facts = FactWriter(WireEvents(new_id), new_id)
        yield Keeper(
            PostgresProviderKeys(database, facts),
            PostgresSealedRecords(relay),
            PostgresAccounts(database, facts),
            postgres_organisations(database, facts).organisations,
            PostgresErasures(database, facts),
            PostgresAuditTrail(database, facts),
            clock,
        )


def test_a_key_is_found_by_its_owner_and_provider(keeper: Keeper) -> None:
    ada, eve = keeper.user(), keeper.user("eve@example.org")
    stored = keeper.stored(ada)
    other = keeper.stored(ada, "deepseek")
    assert keeper.keys.find(ada.tenant_id, "openai") == stored
    assert keeper.keys.find(eve.tenant_id, "openai") is None
    assert keeper.keys.find(ada.tenant_id, "gemini") is None
    assert keeper.keys.of(ada.tenant_id) == [other.key, stored.key]
    assert keeper.keys.of(eve.tenant_id) == []


def test_all_that_is_told_of_a_key_is_kept(keeper: Keeper) -> None:
    ada = keeper.user()
    key = ProviderKey(
        id=new_id(),
        tenant_id=ada.tenant_id,
        provider="openai_compatible",
        last_four="1234",
        created_at=keeper.clock.now(),
        base_url="https://models.example.org/v1",
        speech_model="whisper",
        text_model="llama",
    )
    stored = StoredKey(key, a_sealer().seal(label_of(key), b"secret"))
    keeper.keys.put(stored, [])
    found = keeper.keys.find(ada.tenant_id, "openai_compatible")
    assert found == stored
    assert a_sealer().open(found.label, found.sealed) == b"secret"


def test_another_key_of_the_same_provider_replaces_the_first(keeper: Keeper) -> None:
    ada = keeper.user()
    first = keeper.stored(ada)
    keeper.keys.note_test(first.key, KeyTest("ok", keeper.clock.now()), [])
    second = keeper.stored(ada, secret="sk-another")
    assert keeper.keys.find(ada.tenant_id, "openai") == second
    assert keeper.keys.of(ada.tenant_id) == [second.key]


def test_a_deleted_key_is_gone(keeper: Keeper) -> None:
    ada = keeper.user()
    stored = keeper.stored(ada)
    act = keeper.act(stored.key, "provider_key.deleted")
    assert keeper.keys.delete(ada.tenant_id, "openai", [act])
    assert not keeper.keys.delete(ada.tenant_id, "openai", [act])
    assert keeper.keys.find(ada.tenant_id, "openai") is None
    assert keeper.kinds() == ["provider_key.stored", "provider_key.deleted"]


def test_a_test_is_noted_of_the_key_that_was_tested(keeper: Keeper) -> None:
    ada = keeper.user()
    first = keeper.stored(ada)
    test = KeyTest("refused", keeper.clock.now())
    keeper.keys.note_test(first.key, test, [keeper.act(first.key, "provider_key.tested")])
    assert [key.tested for key in keeper.keys.of(ada.tenant_id)] == [test]
    keeper.stored(ada)
    keeper.keys.note_test(first.key, test, [keeper.act(first.key, "provider_key.tested")])
    assert [key.tested for key in keeper.keys.of(ada.tenant_id)] == [None]
    assert keeper.kinds().count("provider_key.tested") == 1


def test_a_loan_is_on_record_once_for_a_job_and_borrower(keeper: Keeper) -> None:
    ada = keeper.user()
    stored = keeper.stored(ada)
    jobs = [str(new_id()), str(new_id())]
    loans = [(jobs[0], "transcribe"), (jobs[0], "transcribe"), (jobs[0], "analyze"), (jobs[1], "analyze")]
    for job, borrower in loans:
        keeper.clock.advance(60)
        act = keeper.act(stored.key, "provider_key.lent", job=job, borrower=borrower, provider="openai")
        assert keeper.keys.note_loan(stored.key, act)
    assert keeper.kinds().count("provider_key.lent") == 3
    (key,) = keeper.keys.of(ada.tenant_id)
    assert key.last_used_at == keeper.clock.now()


def test_a_key_that_was_replaced_or_deleted_is_not_lent(keeper: Keeper) -> None:
    ada = keeper.user()
    first = keeper.stored(ada)
    act = keeper.act(first.key, "provider_key.lent", job=str(new_id()), borrower="transcribe")
    second = keeper.stored(ada)
    assert not keeper.keys.note_loan(first.key, act)
    keeper.keys.delete(ada.tenant_id, "openai", [])
    assert not keeper.keys.note_loan(second.key, act)


def test_a_space_borrows_its_own_keys_then_those_of_the_organisations_joined_first(keeper: Keeper) -> None:
    ada = keeper.user()
    first, second = keeper.founded(ada), keeper.founded(ada)
    eve = keeper.user("eve@example.org")
    keeper.founded(eve)
    found = keeper.keys.borrowers(ada.tenant_id)
    assert found is not None
    assert (found.user_id, found.owners) == (ada.id, (ada.tenant_id, first.id, second.id))
    assert keeper.keys.borrowers(first.id) is None
    assert keeper.keys.borrowers(new_id()) is None


def test_an_account_that_is_being_erased_borrows_nothing(keeper: Keeper) -> None:
    ada, now = keeper.user(), keeper.clock.now()
    keeper.accounts.begin_erasure(
        ada.tenant_id, ada.id, now, lambda ended: deletion_events(ada.tenant_id, ada.id, ended, now)
    )
    assert keeper.keys.borrowers(ada.tenant_id) is None


def test_keys_end_with_their_organisation(keeper: Keeper) -> None:
    ada = keeper.user()
    organisation = keeper.founded(ada)
    key = ProviderKey(new_id(), organisation.id, "openai", "cret", keeper.clock.now())
    keeper.keys.put(StoredKey(key, a_sealer("old").seal(label_of(key), b"sk-secret")), [])
    mine = keeper.stored(ada)
    keeper.organisations.delete(organisation.id, [])
    assert keeper.keys.of(organisation.id) == []
    assert keeper.keys.of(ada.tenant_id) == [mine.key]


def test_keys_end_with_the_account(keeper: Keeper) -> None:
    ada, now = keeper.user(), keeper.clock.now()
    keeper.stored(ada)
    keeper.accounts.begin_erasure(
        ada.tenant_id, ada.id, now, lambda ended: deletion_events(ada.tenant_id, ada.id, ended, now)
    )
    assert keeper.erasures.finish(TenantPurged(ada.tenant_id, now))
    assert keeper.keys.of(ada.tenant_id) == []


def test_secrets_under_other_master_keys_are_found_for_all_owners_and_rewrapped(keeper: Keeper) -> None:
    stored = [keeper.stored(keeper.user(f"{name}@example.org")) for name in ("ada", "eve", "kim")]
    rotated = a_sealer("new", "old")
    found = keeper.records.wrapped_otherwise(rotated.present(), 10)
    assert {record.label for record in found} == {each.label for each in stored}
    assert len(keeper.records.wrapped_otherwise(rotated.present(), 2)) == 2
    for record in found:
        assert keeper.records.rewrap(record, rotated.rewrap(record.label, record.sealed))
    assert keeper.records.wrapped_otherwise(rotated.present(), 10) == []
    for each in stored:
        again = keeper.keys.find(each.key.tenant_id, "openai")
        assert again is not None
        assert again.key == each.key
        assert a_sealer("new").open(again.label, again.sealed) == b"sk-secret"


@pytest.mark.parametrize("change", ["replaced", "deleted"])
def test_what_changed_meanwhile_is_not_rewrapped(keeper: Keeper, change: str) -> None:
    ada = keeper.user()
    keeper.stored(ada)
    rotated = a_sealer("new", "old")
    (record,) = keeper.records.wrapped_otherwise(rotated.present(), 10)
    changes: dict[str, Callable[[], object]] = {
        "replaced": lambda: keeper.stored(ada, secret="sk-another"),
        "deleted": lambda: keeper.keys.delete(ada.tenant_id, "openai", []),
    }
    changes[change]()
    assert not keeper.records.rewrap(record, rotated.rewrap(record.label, record.sealed))
    assert not keeper.records.rewrap(
        replace(record, label=replace(record.label, record_id=new_id())), record.sealed
    )
