"""What every ApiTokens does."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.clock import new_id
from services.auth.application.ports.api_tokens import Kept
from services.auth.domain.api_token import ApiToken
from services.auth.domain.errors import TokenNameTaken
from services.auth.domain.events import SessionRevoked, UserDeleted
from services.auth.domain.user import User
from tests.builders.auth import a_user
from tests.contract.auth.conftest import Stores
from tests.fakes.clock import FakeClock

CLOCK = FakeClock()


@pytest.fixture
def user(stores: Stores) -> User:
    made = a_user(CLOCK)
    stores.accounts.add(made, "hash", [])
    return made


def a_token(user: User, name: str = "ci") -> Kept:
    now = CLOCK.now()
    scopes, ends = ("recordings:read", "usage:read"), now + timedelta(days=1)
    return Kept(ApiToken(new_id(), user.tenant_id, user.id, name, scopes, "Xk3g", now, ends), b"digest")


def ending(kept: Kept) -> SessionRevoked:
    return SessionRevoked(
        kept.token.tenant_id, kept.token.user_id, kept.token.id, "token_revoked", CLOCK.now()
    )


def test_a_token_is_found_by_its_id_alone_and_listed_by_its_user(stores: Stores, user: User) -> None:
    first, second = a_token(user, "first"), a_token(user, "second")
    assert stores.api_tokens.add(first, 9, [])
    assert stores.api_tokens.add(second, 9, [])
    assert stores.api_tokens.find_anywhere(first.token.id) == first
    assert stores.api_tokens.of(user.tenant_id, user.id) == [second.token, first.token]


def test_nothing_is_found_that_is_not_there(stores: Stores, user: User) -> None:
    kept = a_token(user)
    stores.api_tokens.add(kept, 9, [])
    assert stores.api_tokens.find_anywhere(new_id()) is None
    assert stores.api_tokens.of(new_id(), user.id) == []
    assert stores.api_tokens.of(user.tenant_id, new_id()) == []


def test_who_is_gone_gets_no_other_token_for_one_of_theirs(stores: Stores, user: User) -> None:
    kept, successor = a_token(user), a_token(user)
    stores.api_tokens.add(kept, 9, [])
    stores.accounts.begin_erasure(user.tenant_id, user.id, CLOCK.now(), lambda _: [])
    assert not stores.api_tokens.replace(ending(kept), successor, [])
    assert stores.api_tokens.find_anywhere(successor.token.id) is None


def test_nobody_has_more_than_so_many(stores: Stores, user: User) -> None:
    assert stores.api_tokens.add(a_token(user, "first"), 1, [])
    assert not stores.api_tokens.add(a_token(user, "second"), 1, [])
    assert len(stores.api_tokens.of(user.tenant_id, user.id)) == 1


def test_of_many_that_are_made_at_once_no_more_are_kept(stores: Stores, user: User) -> None:
    made = [a_token(user, f"token {number}") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda token: stores.api_tokens.add(token, 3, []), made))
    assert kept.count(True) == 3


def test_a_name_belongs_to_one_token_until_it_is_revoked(stores: Stores, user: User) -> None:
    first = a_token(user)
    stores.api_tokens.add(first, 9, [])
    with pytest.raises(TokenNameTaken):
        stores.api_tokens.add(a_token(user), 9, [])
    assert stores.api_tokens.revoke(ending(first))
    assert stores.api_tokens.add(a_token(user), 9, [])


def test_two_users_may_use_one_name(stores: Stores, user: User) -> None:
    other = a_user(CLOCK, "eve@example.org")
    stores.accounts.add(other, "hash", [])
    assert stores.api_tokens.add(a_token(user), 9, [])
    assert stores.api_tokens.add(a_token(other), 9, [])


def test_nobody_makes_a_token_of_an_unknown_or_deleted_user(stores: Stores, user: User) -> None:
    assert not stores.api_tokens.add(a_token(a_user(CLOCK, "nobody@example.org")), 9, [])
    stores.accounts.begin_erasure(user.tenant_id, user.id, CLOCK.now(), lambda _: [])
    assert not stores.api_tokens.add(a_token(user), 9, [])


def test_a_revoked_token_is_told_once_and_stays_known_as_revoked(stores: Stores, user: User) -> None:
    kept = a_token(user)
    stores.api_tokens.add(kept, 9, [])
    assert stores.api_tokens.revoke(ending(kept))
    assert not stores.api_tokens.revoke(ending(kept))
    assert stores.announced() == ["session.revoked"]
    assert stores.api_tokens.of(user.tenant_id, user.id) == []
    found = stores.api_tokens.find_anywhere(kept.token.id)
    assert found is not None
    assert found.token == replace(kept.token, revoked_at=CLOCK.now())


def test_a_token_of_another_tenant_is_not_revoked(stores: Stores, user: User) -> None:
    kept = a_token(user)
    stores.api_tokens.add(kept, 9, [])
    assert not stores.api_tokens.revoke(replace(ending(kept), tenant_id=new_id()))
    assert stores.api_tokens.of(user.tenant_id, user.id) == [kept.token]


def test_a_successor_takes_the_name_in_one_step(stores: Stores, user: User) -> None:
    old, new, late = a_token(user), a_token(user), a_token(user)
    stores.api_tokens.add(old, 1, [])
    assert stores.api_tokens.replace(ending(old), new, [])
    assert not stores.api_tokens.replace(ending(old), late, [])
    assert stores.api_tokens.of(user.tenant_id, user.id) == [new.token]
    assert stores.announced() == ["session.revoked"]


def test_a_use_is_noted_and_never_turned_back(stores: Stores, user: User) -> None:
    kept = a_token(user)
    stores.api_tokens.add(kept, 9, [])
    at = CLOCK.now().replace(second=0, microsecond=0)
    stores.api_tokens.note_use(kept.token, at, "203.0.113.9")
    stores.api_tokens.note_use(kept.token, at - timedelta(minutes=1), "198.51.100.7")
    (found,) = stores.api_tokens.of(user.tenant_id, user.id)
    assert (found.last_used_at, found.last_used_peer) == (at, "203.0.113.9")


def test_the_end_of_an_account_ends_its_tokens_and_tells_them(stores: Stores, user: User) -> None:
    kept = a_token(user)
    stores.api_tokens.add(kept, 9, [])
    told: list[object] = []

    def facts(ended: object) -> list[UserDeleted]:
        told.append(ended)
        return [UserDeleted(user.tenant_id, user.id, CLOCK.now())]

    stores.accounts.begin_erasure(user.tenant_id, user.id, CLOCK.now(), facts)
    assert told == [[kept.token.id]]
    found = stores.api_tokens.find_anywhere(kept.token.id)
    assert found is not None
    assert found.token.revoked_at == CLOCK.now()
