"""What every queue of mails does, at both ends."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from services.auth.application.ports.mail import Posted
from services.auth.domain.email import EmailAddress
from services.auth.domain.mail import MailRequest
from tests.builders.auth_care import Care
from tests.fakes.clock import FakeClock

CLOCK = FakeClock()
NOW = CLOCK.now()
LEASE = NOW + timedelta(minutes=5)
STRANGER = MailRequest("password_reset", NOW, address=EmailAddress("nobody@example.org"))


def taken(care: Care) -> Posted:
    posted = care.box.take(NOW, LEASE)
    assert posted is not None
    return posted


def test_what_was_asked_for_is_handed_out_as_it_was(care: Care) -> None:
    user = care.user(CLOCK)
    named = MailRequest("email_change", NOW, user.tenant_id, user.id, user.email, user.id)
    for request in (STRANGER, named):
        care.stores.mails.add(request)
    handed = [taken(care), taken(care)]
    assert {posted.request.kind for posted in handed} == {"password_reset", "email_change"}
    assert [posted.request for posted in sorted(handed, key=lambda each: each.request.kind)] == [
        named,
        STRANGER,
    ]
    assert {posted.attempts for posted in handed} == {1}
    assert care.box.take(NOW, LEASE) is None


def test_what_comes_with_a_change_is_asked_for_with_it_or_not_at_all(care: Care) -> None:
    user = care.user(CLOCK)
    told = MailRequest("password_changed", NOW, user.tenant_id, user.id)
    care.stores.deletions.cancel(user.tenant_id, user.id, [told])
    assert care.box.take(NOW, LEASE) is None
    care.stores.deletions.schedule(user.tenant_id, user.id, LEASE, [told])
    assert taken(care).request == told


def test_nothing_is_handed_out_before_its_time(care: Care) -> None:
    care.stores.mails.add(replace(STRANGER, at=LEASE))
    assert care.box.take(NOW, LEASE) is None


def test_what_is_not_settled_comes_again_after_its_lease(care: Care) -> None:
    care.stores.mails.add(STRANGER)
    taken(care)
    again = care.box.take(LEASE, LEASE + timedelta(minutes=5))
    assert again is not None
    assert again.attempts == 2


def test_what_is_put_off_comes_again_then(care: Care) -> None:
    care.stores.mails.add(STRANGER)
    until = NOW + timedelta(hours=1)
    care.box.put_off(taken(care), until)
    assert care.box.take(LEASE, LEASE) is None
    again = care.box.take(until, until)
    assert again is not None
    assert (again.request, again.attempts) == (STRANGER, 2)


def test_what_is_settled_is_done_and_counted_where_it_was_sent(care: Care) -> None:
    for _ in range(3):
        care.stores.mails.add(STRANGER)
    care.box.settle(taken(care), NOW)
    care.box.settle(taken(care), NOW)
    care.box.settle(taken(care), None)
    assert care.box.take(LEASE, LEASE) is None
    assert care.box.sent(STRANGER, NOW - timedelta(hours=1)) == 2
    assert care.box.sent(STRANGER, NOW) == 0
    assert care.box.sent(replace(STRANGER, kind="address_taken"), NOW - timedelta(hours=1)) == 0
    other = replace(STRANGER, address=EmailAddress("other@example.org"))
    assert care.box.sent(other, NOW - timedelta(hours=1)) == 0


def test_workers_at_once_never_have_the_same_mail(care: Care) -> None:
    for _ in range(10):
        care.stores.mails.add(STRANGER)

    def work(_: int) -> list[Posted]:
        return list(_until_empty(care))

    with ThreadPoolExecutor(4) as pool:
        handed = [posted.id for part in pool.map(work, range(4)) for posted in part]
    assert len(handed) == len(set(handed)) == 10


def _until_empty(care: Care) -> Iterator[Posted]:
    while posted := care.box.take(NOW, LEASE):
        yield posted
