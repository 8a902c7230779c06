"""What every keeper of credentials does, and of the tokens that change them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.clock import new_id
from services.auth.application.ports.credentials import NewPassword
from services.auth.domain.account_tokens import AccountToken, Purpose
from services.auth.domain.email import EmailAddress
from services.auth.domain.user import User
from services.auth.domain.username import Username
from tests.builders.auth import a_session, a_user
from tests.builders.auth_care import Care
from tests.fakes.clock import FakeClock

CLOCK = FakeClock()
NOW = CLOCK.now()
NEW = EmailAddress("countess@example.org")


def token_of(
    care: Care, user: User, purpose: Purpose = "email_verification", address: EmailAddress | None = None
) -> AccountToken:
    """One that is stored."""
    expires_at = NOW + timedelta(hours=1)
    token = AccountToken(new_id().bytes, purpose, user.tenant_id, user.id, address or user.email, expires_at)
    assert care.stores.tokens.add(token)
    return token


def found(care: Care, user: User) -> User:
    present = care.accounts.find(user.tenant_id, user.id)
    assert present is not None
    return present


def new_password(user: User, token: AccountToken | None = None) -> NewPassword:
    return NewPassword(user.tenant_id, user.id, "new hash", NOW, "password_reset", token=token)


@pytest.fixture
def user(care: Care) -> User:
    return care.user(CLOCK)


def test_a_token_is_found_by_its_digest_alone(care: Care, user: User) -> None:
    token = token_of(care, user)
    assert care.stores.tokens.find(token.digest) == token
    assert care.stores.tokens.find(b"another") is None


def test_nobody_gets_a_token_who_is_gone(care: Care, user: User) -> None:
    care.accounts.begin_erasure(user.tenant_id, user.id, NOW, lambda _: [])
    token = AccountToken(b"digest", "password_reset", user.tenant_id, user.id, user.email, NOW)
    assert not care.stores.tokens.add(token)
    assert not care.stores.tokens.add(replace(token, tenant_id=new_id(), user_id=new_id()))


def test_an_address_is_verified_once(care: Care, user: User) -> None:
    token, other = token_of(care, user), token_of(care, user)
    assert care.stores.credentials.verify_address(token, NOW, [])
    assert not care.stores.credentials.verify_address(token, NOW, [])
    assert not care.stores.credentials.verify_address(other, NOW, [])
    assert (found(care, user).email_verified, found(care, user).version) == (True, 2)
    login = care.accounts.find_login(user.email)
    assert login is not None
    assert login.verified


def test_of_many_uses_of_a_token_at_once_one_counts(care: Care, user: User) -> None:
    token = token_of(care, user)
    with ThreadPoolExecutor(4) as pool:
        used = list(pool.map(lambda _: care.stores.credentials.verify_address(token, NOW, []), range(8)))
    assert sorted(used) == [False] * 7 + [True]


def test_a_token_for_another_address_verifies_nothing(care: Care, user: User) -> None:
    token = token_of(care, user, address=NEW)
    assert not care.stores.credentials.verify_address(token, NOW, [])
    assert not found(care, user).email_verified


def test_an_address_changes_and_tokens_to_the_old_one_are_void(care: Care, user: User) -> None:
    reset, token = token_of(care, user, "password_reset"), token_of(care, user, "email_change", NEW)
    assert care.stores.credentials.change_address(token, NOW, [])
    assert (found(care, user).email, found(care, user).email_verified) == (NEW, True)
    assert care.accounts.find_login(user.email) is None
    assert care.stores.tokens.find(reset.digest) is None
    assert not care.stores.credentials.change_address(token, NOW, [])


def test_a_taken_address_is_not_given(care: Care, user: User) -> None:
    other = care.user(CLOCK, NEW.value)
    token = token_of(care, user, "email_change", NEW)
    assert not care.stores.credentials.change_address(token, NOW, [])
    assert found(care, user).email == user.email
    assert found(care, other).email == NEW


def test_a_password_changes_and_other_sessions_end(care: Care, user: User) -> None:
    kept, ended = a_session(user, CLOCK), a_session(user, CLOCK)
    for session in (kept, ended):
        care.sessions.open(session, session.id.bytes)
    reset, told = token_of(care, user, "password_reset"), list[object]()
    new = replace(new_password(user), kept=kept.id)
    assert care.stores.credentials.change_password(new, lambda gone: told.extend(gone) or [])
    assert told == [ended.id]
    login = care.accounts.find_login(user.email)
    assert login is not None
    assert (login.password_hash, login.verified) == ("new hash", False)
    assert care.stores.tokens.find(reset.digest) is None


def test_a_reset_spends_its_token_and_verifies_the_address(care: Care, user: User) -> None:
    token = token_of(care, user, "password_reset")
    assert care.stores.credentials.change_password(new_password(user, token), lambda _: [])
    assert not care.stores.credentials.change_password(new_password(user, token), lambda _: [])
    assert found(care, user).email_verified


def test_a_reset_by_a_mail_to_another_address_changes_nothing(care: Care, user: User) -> None:
    token = token_of(care, user, "password_reset", NEW)
    assert not care.stores.credentials.change_password(new_password(user, token), lambda _: [])
    login = care.accounts.find_login(user.email)
    assert login is not None
    assert (login.password_hash, login.verified) == ("hash", False)


def test_of_two_changes_of_a_password_the_first_counts(care: Care, user: User) -> None:
    before = care.accounts.find_login(user.email)
    assert before is not None
    assert care.accounts.is_current(before)
    first = replace(new_password(user), replaces="hash")
    assert care.stores.credentials.change_password(first, lambda _: [])
    second = replace(first, password_hash="newer hash")
    assert not care.stores.credentials.change_password(second, lambda _: [])
    after = care.accounts.find_login(user.email)
    assert after is not None
    assert after.password_hash == "new hash"
    assert care.accounts.is_current(after)
    assert not care.accounts.is_current(before)


def test_nobody_has_no_password(care: Care) -> None:
    stranger = a_user(CLOCK)
    assert not care.stores.credentials.change_password(new_password(stranger), lambda _: [])


def test_a_username_is_a_second_name_to_log_in_with(care: Care, user: User) -> None:
    name = Username.parse("ada.lovelace")
    assert care.stores.credentials.claim_username(user.tenant_id, user.id, name, [])
    assert found(care, user).username == name
    assert care.accounts.find_login_by_name(name) == care.accounts.find_login(user.email)
    assert care.accounts.find_login_by_name(Username("adalovelace")) is None
    assert care.accounts.find_login_by_name(Username("nobody")) is None


def test_a_name_that_looks_like_anothers_is_not_given(care: Care, user: User) -> None:
    other = care.user(CLOCK, NEW.value)
    claim = care.stores.credentials.claim_username
    assert claim(user.tenant_id, user.id, Username.parse("mary"), [])
    assert not claim(other.tenant_id, other.id, Username.parse("rnary"), [])
    assert claim(user.tenant_id, user.id, Username.parse("m-ary"), [])
    assert claim(user.tenant_id, user.id, Username.parse("countess"), [])
    assert claim(other.tenant_id, other.id, Username.parse("rnary"), [])
    assert care.accounts.find_login_by_name(Username("mary")) is None
    assert not claim(new_id(), user.id, Username.parse("another"), [])


def test_a_wish_for_a_name_comes_true_with_the_verification(care: Care) -> None:
    first = replace(a_user(CLOCK), username=Username.parse("ada"))
    second = replace(a_user(CLOCK, NEW.value), username=Username.parse("ada"))
    for each in (first, second):
        care.accounts.add(each, "hash", [])
        assert found(care, each).username is None
    for each in (second, first):
        assert care.stores.credentials.verify_address(token_of(care, each), NOW, [])
    assert found(care, first).username is None
    assert found(care, second).username == Username("ada")
