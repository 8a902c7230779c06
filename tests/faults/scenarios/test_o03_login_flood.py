"""O3: a flood of logins costs those who log in, and nobody else."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest

from benchmarks.auth import ACCOUNTS, FLOOD, flooded, login
from deploy.local.platform import LocalPlatform
from tests.builders.people import PASSWORD, Person
from tests.faults.harness.scoreboard import Score, scenario

GUESSED = 500
"""Accounts that are guessed at: each of them less often than would lock it."""
PROMISE = "Twice as many logins as can be served, with {} passwords, leave everybody else alone"


@pytest.fixture(scope="module")
def people(doors: LocalPlatform) -> Iterator[list[Person]]:
    people = [Person(doors) for _ in range(ACCOUNTS)]
    yield people
    for person in people:
        person.close()


@scenario("O3", PROMISE.format("right"))
@pytest.mark.alone
def test_right_passwords(doors: LocalPlatform, people: list[Person], score: Score) -> None:
    logins = [login(doors, person.email, PASSWORD) for person in people]
    for figure in flooded(doors, people[0], logins, FLOOD):
        score.keep(figure)


@scenario("O3", PROMISE.format("wrong"))
@pytest.mark.alone
def test_wrong_passwords_of_many_accounts(doors: LocalPlatform, people: list[Person], score: Score) -> None:
    known = [person.email for person in people[1:]]
    emails = known + [f"nobody-{number}@example.com" for number in range(GUESSED - len(known))]
    guesses = [login(doors, email, "a guess of a password") for email in emails]
    for figure in flooded(doors, people[0], guesses, FLOOD, HTTPStatus.UNAUTHORIZED):
        score.keep(figure)
