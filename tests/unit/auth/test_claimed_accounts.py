"""Whoever proves to be an address's owner gets its account alone, whoever made it."""

import pytest

from chassis.clock import new_id
from services.auth.application.ports.factors import Totp
from services.auth.application.ports.provider_keys import StoredKey
from services.auth.application.ports.sealing import Sealed
from services.auth.application.use_cases.create_api_token import TokenWish
from services.auth.domain.provider_key import ProviderKey
from tests.builders.auth import AuthBench
from tests.builders.auth_users import ADA, caller, register
from tests.builders.mail_room import MailRoom, fake_mail_room

NEW_PASSWORD = "another long sentence"
SEALED = Sealed(b"content", b"key", "master")


@pytest.fixture
def bench() -> AuthBench:
    return AuthBench()


@pytest.fixture
def room(bench: AuthBench) -> MailRoom:
    return fake_mail_room(bench.state, bench.clock)


@pytest.mark.parametrize("verified", [False, True])
def test_what_was_left_in_an_account_goes_where_its_address_was_never_verified(
    bench: AuthBench, room: MailRoom, verified: bool
) -> None:
    user, session = register(bench), caller(bench).session_id
    token = room.token()
    if verified:
        bench.application.accounts.verify_email(token)
    made = bench.application.api_tokens.create(user.tenant_id, user.id, TokenWish("ci", ("recordings:read",)))
    bench.factors.totps[user.id] = Totp(user.tenant_id, user.id, SEALED, 1, bench.clock.now())
    key = ProviderKey(new_id(), user.tenant_id, "openai", "last", bench.clock.now())
    bench.state.provider_keys[user.tenant_id, "openai"] = StoredKey(key, SEALED)

    bench.application.accounts.request_password_reset(ADA)
    bench.application.accounts.reset_password(room.token(), NEW_PASSWORD)
    assert not bench.application.check_session(session).active
    assert bench.application.check_session(made.token.id).active == verified
    assert (user.id in bench.factors.totps) == verified
    assert bool(bench.state.provider_keys) == verified
