"""Of deadlines around one another the nearest counts."""

from chassis.deadlines import at_most, remaining_s, within


def test_the_nearer_deadline_counts() -> None:
    assert remaining_s() is None
    with within(10):
        with within(60):
            assert (remaining_s() or 0) <= 10
        with within(0.0):
            assert remaining_s() == 0.0
        assert (remaining_s() or 0) > 5


def test_nothing_takes_longer_than_what_remains() -> None:
    assert at_most(5.0) == 5.0
    with within(2.0):
        assert 1.0 < at_most(5.0) <= 2.0
        assert at_most(1.0) == 1.0
