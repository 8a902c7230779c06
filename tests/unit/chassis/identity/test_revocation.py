"""A revoked session is refused by everyone; when nobody can tell, writes wait."""

from uuid import UUID, uuid4

import pytest

from chassis.errors import Unavailable
from chassis.identity import RevocationList, TokenRefused
from tests.fakes.clock import FakeClock

SESSION = uuid4()


class Authority:
    """Answers as auth does whether a session is active."""

    def __init__(self) -> None:
        self.active = True
        self.away = False
        self.asked = 0

    def __call__(self, session_id: UUID) -> bool:
        self.asked += 1
        if self.away:
            raise Unavailable("auth can't be reached just now.")
        return self.active


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
def revocations(authority: Authority, clock: FakeClock) -> RevocationList:
    return RevocationList(authority, clock)


def test_with_a_live_feed_nobody_is_asked(
    revocations: RevocationList, authority: Authority, clock: FakeClock
) -> None:
    revocations.follow(clock.monotonic)
    revocations.check(SESSION, writes=True)
    assert authority.asked == 0


def test_before_the_first_contact_the_authority_is_asked(
    revocations: RevocationList, authority: Authority
) -> None:
    authority.active = False
    with pytest.raises(TokenRefused):
        revocations.check(SESSION, writes=False)


def test_after_a_minute_of_silence_the_authority_is_asked(
    revocations: RevocationList, authority: Authority, clock: FakeClock
) -> None:
    heard_at = clock.monotonic()
    revocations.follow(lambda: heard_at)
    clock.advance(60)
    revocations.check(SESSION, writes=True)
    assert authority.asked == 0
    clock.advance(1)
    authority.active = False
    with pytest.raises(TokenRefused):
        revocations.check(SESSION, writes=False)


def test_when_nobody_can_tell_writes_wait_and_reads_go_on(
    revocations: RevocationList, authority: Authority
) -> None:
    authority.away = True
    revocations.check(SESSION, writes=False)
    with pytest.raises(Unavailable) as caught:
        revocations.check(SESSION, writes=True)
    assert caught.value.retry_after_s


def test_a_revocation_holds_even_when_nobody_can_tell(
    revocations: RevocationList, authority: Authority
) -> None:
    revocations.revoke(SESSION)
    authority.away = True
    with pytest.raises(TokenRefused):
        revocations.check(SESSION, writes=False)


def test_an_answer_is_kept_for_ten_seconds(
    revocations: RevocationList, authority: Authority, clock: FakeClock
) -> None:
    for _ in range(5):
        revocations.check(SESSION, writes=True)
    assert authority.asked == 1
    authority.active = False
    clock.advance(10)
    with pytest.raises(TokenRefused):
        revocations.check(SESSION, writes=True)


def test_what_the_authority_called_over_stays_so_when_the_feed_is_back(
    revocations: RevocationList, authority: Authority, clock: FakeClock
) -> None:
    authority.active = False
    with pytest.raises(TokenRefused):
        revocations.check(SESSION, writes=False)
    revocations.follow(clock.monotonic)
    with pytest.raises(TokenRefused):
        revocations.check(SESSION, writes=False)
    assert authority.asked == 1


def test_a_revocation_outlives_the_last_token_and_is_then_forgotten(
    revocations: RevocationList, clock: FakeClock
) -> None:
    revocations.revoke(SESSION)
    clock.advance(600 + 30)
    revocations.follow(clock.monotonic)
    with pytest.raises(TokenRefused):
        revocations.check(SESSION, writes=False)
    clock.advance(31)
    revocations.follow(clock.monotonic)
    revocations.check(SESSION, writes=True)


def test_revoking_again_keeps_it_longer(revocations: RevocationList, clock: FakeClock) -> None:
    revocations.revoke(SESSION)
    clock.advance(600)
    revocations.revoke(SESSION)
    revocations.revoke(uuid4())
    clock.advance(600)
    revocations.follow(clock.monotonic)
    with pytest.raises(TokenRefused):
        revocations.check(SESSION, writes=False)
