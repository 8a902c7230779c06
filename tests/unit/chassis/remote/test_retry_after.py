"""How long a service asks to wait."""

from datetime import timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.remote import LONGEST_WAIT_S, retry_after_s
from chassis.remote.retry_after import UNSAID_S
from tests.builders.events import TIME


@pytest.mark.parametrize(("asked", "least_s"), [("1", 1.0), ("30", 30.0), (" 30 ", 30.0), ("0", 0.0)])
def test_seconds_are_waited_and_up_to_a_tenth_more(asked: str, least_s: float) -> None:
    waits = [retry_after_s(asked, TIME) for _ in range(100)]
    assert all(least_s <= wait <= least_s * 1.1 for wait in waits)
    assert least_s == 0 or len(set(waits)) > 50


def test_a_date_is_waited_for() -> None:
    header = format_datetime(TIME + timedelta(seconds=60), usegmt=True)
    assert 59 <= retry_after_s(header, TIME) <= 72


def test_a_date_that_has_passed_is_not_waited_for() -> None:
    assert retry_after_s(format_datetime(TIME - timedelta(days=1), usegmt=True), TIME) == 0


@pytest.mark.parametrize("asked", ["3600", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_nobody_waits_longer_than_a_quarter_of_an_hour(asked: str) -> None:
    assert retry_after_s(asked, TIME) == LONGEST_WAIT_S


@pytest.mark.parametrize("garbage", [None, "", "soon", "-5", "1e9", "nan", "١", "Mon, 99 Foo 2026"])
def test_garbage_is_like_nothing_said(garbage: str | None) -> None:
    assert UNSAID_S <= retry_after_s(garbage, TIME) <= UNSAID_S * 1.1


@given(st.text())
def test_whatever_it_says_the_wait_is_bounded(header: str) -> None:
    assert 0 <= retry_after_s(header, TIME) <= LONGEST_WAIT_S
