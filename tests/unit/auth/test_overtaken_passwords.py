"""Hashing takes long. Whatever rests on a password that was replaced meanwhile comes too late."""

from collections.abc import Callable

import pytest

from services.auth.application.factor_gate import SecondFactorNeeded
from services.auth.application.ports.factors import Totp
from services.auth.application.ports.sealing import Sealed
from services.auth.domain.errors import SecondFactorRefused, WrongCredentials, WrongPassword
from services.auth.domain.password import Password
from tests.builders.auth import PASSWORD, PEER, AuthBench
from tests.builders.auth_users import ADA, caller, register
from tests.builders.mail_room import MailRoom, fake_mail_room
from tests.fakes.auth_stores import FakeHasher

NEW_PASSWORD = "another long sentence"


class SlowHasher(FakeHasher):
    """Something else happens while the next password is verified."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], None] | None = None

    def verify(self, password_hash: str | None, password: Password) -> bool:
        holds = super().verify(password_hash, password)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        return holds


@pytest.fixture
def hasher() -> SlowHasher:
    return SlowHasher()


@pytest.fixture
def bench(hasher: SlowHasher) -> AuthBench:
    bench = AuthBench(hasher=hasher)
    register(bench)
    return bench


@pytest.fixture
def room(bench: AuthBench) -> MailRoom:
    room = fake_mail_room(bench.state, bench.clock)
    bench.application.accounts.verify_email(room.token())
    return room


@pytest.fixture
def reset(bench: AuthBench, room: MailRoom) -> Callable[[], None]:
    bench.application.accounts.request_password_reset(ADA)
    token = room.token()
    return lambda: bench.application.accounts.reset_password(token, NEW_PASSWORD)


def enrol(bench: AuthBench) -> None:
    (user,) = bench.state.users.values()
    sealed = Sealed(b"content", b"key", "master")
    bench.factors.totps[user.id] = Totp(user.tenant_id, user.id, sealed, 1, bench.clock.now())


@pytest.mark.parametrize("enrolled", [False, True])
def test_a_login_with_the_password_of_before_opens_nothing(
    bench: AuthBench, hasher: SlowHasher, reset: Callable[[], None], enrolled: bool
) -> None:
    if enrolled:
        enrol(bench)
    hasher.meanwhile = reset
    with pytest.raises(WrongCredentials):
        bench.application.log_in(ADA, PASSWORD, PEER)
    assert all(session.revoked_at for session in bench.state.sessions.values())
    assert bench.application.log_in(ADA, NEW_PASSWORD, PEER)


def test_a_login_that_waits_for_a_second_factor_ends_with_the_sessions(
    bench: AuthBench, reset: Callable[[], None]
) -> None:
    enrol(bench)
    asked = bench.application.log_in(ADA, PASSWORD, PEER)
    assert isinstance(asked, SecondFactorNeeded)
    reset()
    assert not bench.state.challenges
    with pytest.raises(SecondFactorRefused):
        bench.application.factors.answer(asked.token.encode(), "000000", PEER, "bearer")


def test_a_change_does_not_undo_the_one_that_was_quicker(
    bench: AuthBench, hasher: SlowHasher, reset: Callable[[], None]
) -> None:
    thief = caller(bench)
    hasher.meanwhile = reset
    with pytest.raises(WrongPassword):
        bench.application.accounts.change_password(thief, PASSWORD, "the password of a thief")
    assert bench.application.log_in(ADA, NEW_PASSWORD, PEER)


def test_no_mail_moves_the_address_for_who_knew_the_password_of_before(
    bench: AuthBench, hasher: SlowHasher, room: MailRoom, reset: Callable[[], None]
) -> None:
    def reset_a_moment_ago() -> None:
        reset()
        bench.clock.advance(1)

    thief = caller(bench)
    hasher.meanwhile = reset_a_moment_ago
    bench.application.accounts.request_email_change(thief, PASSWORD, "thief@example.org")
    assert [letter.to.value for letter in room.deliver()] == [ADA]
