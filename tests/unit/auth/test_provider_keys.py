"""Keys of providers: who keeps them, what is shown of them, and who borrows them."""

from dataclasses import dataclass, field
from uuid import UUID

import pytest

from chassis.clock import new_id
from services.auth.adapters.inbound.operator.rotation import EXIT_USAGE, rewrap_keys
from services.auth.application.use_cases.lend_provider_key import LendProviderKey
from services.auth.application.use_cases.manage_provider_keys import KeyOwner, ManageProviderKeys
from services.auth.application.use_cases.rewrap_secrets import Rewrapped, RewrapSecrets
from services.auth.domain.errors import (
    BadProviderKey,
    CannotOpen,
    NoSuchKeyProvider,
    NoSuchOrganisation,
    NoSuchProviderKey,
    NotOrganisationAdmin,
)
from services.auth.domain.key_providers import PROVIDERS
from services.auth.domain.organisation import Member, MemberRole, Organisation, Person
from services.auth.domain.provider_key import KeyWish
from tests.builders.auth import AuthBench, a_user
from tests.builders.auth_sealing import a_sealer
from tests.fakes.auth_organisations import fake_organisations
from tests.fakes.auth_stores import FakeAccounts
from tests.fakes.auth_vault import FakeSealedRecords

KEY = "sk-proj-0123456789abcdefXk3g"
SERVER = "https://models.example.org/v1/"


@dataclass
class Bench:
    """The vault on fakes."""

    auth: AuthBench = field(default_factory=AuthBench)

    @property
    def manage(self) -> ManageProviderKeys:
        return self.auth.application.vault.manage

    @property
    def lend(self) -> LendProviderKey:
        return self.auth.application.vault.lend

    def person(self, email: str = "ada@example.org") -> Person:
        user = a_user(self.auth.clock, email)
        FakeAccounts(self.auth.state).add(user, "hash", [])
        return Person(user.id, user.tenant_id)

    def organisation(self, admin: Person) -> UUID:
        self.auth.clock.advance(1)
        organisation = Organisation(new_id(), "Speakers", self.auth.clock.now())
        member = self._member(organisation.id, admin, "admin")
        fake_organisations(self.auth.state).organisations.found(organisation, member, [])
        return organisation.id

    def join(self, organisation_id: UUID, person: Person, role: MemberRole = "user") -> None:
        self.auth.state.members[organisation_id, person.user_id] = self._member(organisation_id, person, role)

    def store(self, owner: KeyOwner, provider: str = "openai", key: str = KEY, **more: str) -> None:
        self.manage.store(owner, provider, KeyWish(key, **more))

    def kinds(self) -> list[str]:
        return [act.kind for act in self.auth.state.acts]

    def _member(self, organisation_id: UUID, person: Person, role: MemberRole) -> Member:
        now = self.auth.clock.now()
        email = self.auth.state.users[person.user_id].email
        return Member(organisation_id, person, email, role, now, now)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_key_goes_in_and_only_its_end_comes_out(bench: Bench) -> None:
    ada = KeyOwner(bench.person())
    bench.store(ada)
    (shown,) = bench.manage.list(ada)
    assert (shown.provider, shown.last_four, shown.last_used_at, shown.tested) == (
        "openai",
        "Xk3g",
        None,
        None,
    )
    assert KEY[:-4] not in repr(shown) + repr(bench.auth.state.provider_keys) + repr(bench.auth.state.acts)
    assert KEY not in repr(KeyWish(KEY))


def test_of_a_short_key_nothing_is_shown(bench: Bench) -> None:
    ada = KeyOwner(bench.person())
    bench.store(ada, "openai_compatible", "none", base_url=SERVER)
    assert bench.manage.list(ada)[0].last_four == ""


@pytest.mark.parametrize("key", ["", "   ", "a b", "schlüssel", "a\r\nHost: b", "k" * 1025, "\x00"])
def test_what_can_be_no_header_is_no_key(bench: Bench, key: str) -> None:
    with pytest.raises(BadProviderKey):
        bench.store(KeyOwner(bench.person()), key=key)


@pytest.mark.parametrize(
    ("provider", "more"),
    [
        ("openai", {"base_url": SERVER}),
        ("openai_compatible", {}),
        ("openai_compatible", {"base_url": "https://private.example.org"}),
        ("openai_compatible", {"base_url": SERVER, "text_model": "a model"}),
        ("openai_compatible", {"base_url": SERVER, "speech_model": "m" * 129}),
        ("elevenlabs", {"text_model": "a-model"}),
    ],
)
def test_what_does_not_fit_the_provider_is_refused(bench: Bench, provider: str, more: dict[str, str]) -> None:
    owner = KeyOwner(bench.person())
    with pytest.raises(BadProviderKey):
        bench.store(owner, provider, **more)
    assert bench.manage.list(owner) == []


def test_unknown_providers_are_told_with_those_there_are(bench: Bench) -> None:
    ada = KeyOwner(bench.person())
    for act in (lambda: bench.store(ada, "skynet"), lambda: bench.manage.test(ada, "skynet")):
        with pytest.raises(NoSuchKeyProvider, match="deepseek"):
            act()
    for missing in (bench.manage.delete, bench.manage.test):
        with pytest.raises(NoSuchProviderKey):
            missing(ada, "openai")


def test_every_act_is_on_record(bench: Bench) -> None:
    person = bench.person()
    ada = KeyOwner(person)
    bench.store(ada)
    bench.manage.test(ada, "openai")
    bench.lend(person.tenant_id, "openai", new_id(), "transcribe")
    bench.manage.delete(ada, "openai")
    acts = bench.auth.state.acts
    wanted = ["stored", "tested", "lent", "deleted"]
    assert [act.kind for act in acts] == [f"provider_key.{kind}" for kind in wanted]
    assert {(act.tenant_id, act.actor_id) for act in acts} == {(person.tenant_id, person.user_id)}
    assert len({act.target_id for act in acts}) == 1
    assert KEY not in repr(acts)


def test_a_test_tells_how_the_provider_answered(bench: Bench) -> None:
    ada = KeyOwner(bench.person())
    bench.store(ada)
    results = [bench.manage.test(ada, "openai").tested]
    bench.auth.provider_doors.good.add(KEY)
    results.append(bench.manage.test(ada, "openai").tested)
    bench.auth.provider_doors.down.add("openai")
    results.append(bench.manage.test(ada, "openai").tested)
    assert [test.result for test in results if test] == ["refused", "ok", "unreachable"]
    assert bench.manage.list(ada)[0].tested == results[-1]


def test_administrators_keep_the_keys_of_their_organisation_and_nobody_else_does(bench: Bench) -> None:
    admin, member, stranger = (bench.person(f"{name}@example.org") for name in ("ada", "kim", "eve"))
    organisation = bench.organisation(admin)
    bench.join(organisation, member)
    bench.store(KeyOwner(admin, organisation))
    for person, refusal in ((member, NotOrganisationAdmin), (stranger, NoSuchOrganisation)):
        owner = KeyOwner(person, organisation)
        for act in (bench.manage.list, bench.store):
            with pytest.raises(refusal):
                act(owner)
        for named in (bench.manage.test, bench.manage.delete):
            with pytest.raises(refusal):
                named(owner, "openai")
    assert len(bench.manage.list(KeyOwner(admin, organisation))) == 1
    assert bench.manage.list(KeyOwner(admin)) == []


def test_the_users_own_key_is_lent_before_those_of_organisations_joined_first(bench: Bench) -> None:
    admin, ada = bench.person("admin@example.org"), bench.person()
    first, second = bench.organisation(admin), bench.organisation(admin)
    for organisation in (first, second):
        bench.auth.clock.advance(60)
        bench.join(organisation, ada)
    job = new_id()
    bench.store(KeyOwner(admin, second), key="key-of-the-second")
    lent = bench.lend(ada.tenant_id, "openai", job, "transcribe")
    assert (lent.key, lent.owner, lent.owner_id) == ("key-of-the-second", "organisation", second)
    bench.store(KeyOwner(admin, first), key="key-of-the-first-")
    assert bench.lend(ada.tenant_id, "openai", job, "transcribe").key == "key-of-the-first-"
    bench.store(KeyOwner(ada), key="key-of-herself---")
    lent = bench.lend(ada.tenant_id, "openai", job, "transcribe")
    assert (lent.key, lent.owner, lent.owner_id) == ("key-of-herself---", "user", ada.tenant_id)
    assert "key-of" not in repr(lent)
    acts = [act for act in bench.auth.state.acts if act.kind == "provider_key.lent"]
    assert [act.tenant_id for act in acts] == [second, first, ada.tenant_id]
    assert {act.actor_id for act in acts} == {ada.user_id}
    assert {act.details["job"] for act in acts} == {str(job)}


def test_nobody_borrows_for_a_tenant_without_an_active_user(bench: Bench) -> None:
    ada = bench.person()
    organisation = bench.organisation(ada)
    bench.store(KeyOwner(ada))
    bench.store(KeyOwner(ada, organisation))
    bench.auth.state.disabled.add(ada.user_id)
    for tenant_id in (ada.tenant_id, organisation, new_id()):
        with pytest.raises(NoSuchProviderKey):
            bench.lend(tenant_id, "openai", new_id(), "transcribe")
        assert bench.lend.on_offer(tenant_id) == []


def test_with_the_key_goes_where_it_is_used_and_who_chose_that(bench: Bench) -> None:
    ada = bench.person()
    bench.store(KeyOwner(ada))
    bench.store(KeyOwner(ada), "openai_compatible", base_url=SERVER)
    usual = bench.lend(ada.tenant_id, "openai", new_id(), "analyze")
    own = bench.lend(ada.tenant_id, "openai_compatible", new_id(), "analyze")
    assert (usual.base_url, usual.owners_url) == ("https://api.openai.com/v1", False)
    assert (own.base_url, own.owners_url) == ("https://models.example.org/v1", True)


def test_what_keys_open_is_told_without_them_and_ones_own_server_comes_first(bench: Bench) -> None:
    ada = bench.person()
    organisation = bench.organisation(ada)
    bench.store(KeyOwner(ada, organisation), "assemblyai")
    bench.store(KeyOwner(ada, organisation), "openai")
    bench.store(KeyOwner(ada), "openai", text_model="gpt-5")
    bench.store(KeyOwner(ada), "openai_compatible", base_url=SERVER, speech_model="my-whisper")
    told = [(k.provider, k.owner, k.speech_model, k.text_model) for k in bench.lend.on_offer(ada.tenant_id)]
    assert told == [
        ("openai_compatible", "user", "my-whisper", None),
        ("openai", "user", "whisper-1", "gpt-5"),
        ("assemblyai", "organisation", "universal-2", None),
    ]


def test_what_a_user_says_goes_to_no_server_of_an_organisation_where_they_brought_a_key(bench: Bench) -> None:
    ada = bench.person()
    organisation = KeyOwner(ada, bench.organisation(ada))
    bench.store(organisation, "openai_compatible", base_url=SERVER, text_model="listening-in")
    bench.store(organisation, "openai")
    bench.store(KeyOwner(ada), "gemini")
    told = [(offer.provider, offer.owner) for offer in bench.lend.on_offer(ada.tenant_id)]
    assert told == [("gemini", "user"), ("openai_compatible", "organisation"), ("openai", "organisation")]


def test_every_provider_of_the_table_makes_sense() -> None:
    assert {"openai", "assemblyai", "gemini", "elevenlabs", "deepseek", "openai_compatible"} <= set(PROVIDERS)
    for name, provider in PROVIDERS.items():
        assert name == provider.name
        assert provider.base_url.startswith("https://") or name == "openai_compatible"
        assert not provider.base_url.endswith("/")
        assert provider.test_path.startswith("/")


def test_secrets_move_to_the_new_master_key_and_what_cannot_be_opened_is_counted(bench: Bench) -> None:
    bench.auth.sealer = a_sealer("old")
    owners = [KeyOwner(bench.person(f"{name}@example.org")) for name in ("ada", "kim", "eve")]
    for owner in owners:
        bench.store(owner)
    bench.auth.sealer = a_sealer("lost")
    bench.store(owners[2])
    records = FakeSealedRecords(bench.auth.state)
    bench.auth.sealer = a_sealer("new", "old")
    rewrap = RewrapSecrets(records, bench.auth.sealer)
    assert rewrap() == Rewrapped(moved=2, unreadable=1)
    assert rewrap() == Rewrapped(moved=0, unreadable=1)
    bench.auth.sealer = a_sealer("new")
    for owner in owners[:2]:
        assert bench.lend(owner.person.tenant_id, "openai", new_id(), "transcribe").key == KEY
    with pytest.raises(CannotOpen):
        bench.lend(owners[2].person.tenant_id, "openai", new_id(), "transcribe")


def test_the_operators_command_tells_what_came_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    def out_of_reach() -> Rewrapped:
        raise CannotOpen("out of reach")

    assert rewrap_keys(["rewrap-keys"], lambda: Rewrapped(3, 0)) == 0
    assert "3 stored secrets" in capsys.readouterr().out
    assert rewrap_keys(["rewrap-keys"], lambda: Rewrapped(3, 1)) == 1
    assert "1 can't be opened" in capsys.readouterr().err
    assert rewrap_keys(["rewrap-keys"], out_of_reach) == 1
    assert "out of reach" in capsys.readouterr().err
    assert rewrap_keys(["rewrap-keys", "now"], lambda: Rewrapped(0, 0)) == EXIT_USAGE
