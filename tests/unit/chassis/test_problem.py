"""A failure's problem document is the same, whichever way it came."""

from chassis.errors import PROBLEM_TYPE_BASE, Fault, InvalidInput, Problem

ERROR = InvalidInput("Too short.", code="too_short", faults=[Fault("/audio", "must last a second")])
DOCUMENT = Problem(PROBLEM_TYPE_BASE + "too_short", "Invalid input", 422, "Too short.", "too_short")


def test_of_an_error_it_is_what_the_client_is_shown_without_the_faults() -> None:
    assert Problem.of(ERROR) == DOCUMENT


def test_read_from_a_document_it_is_the_same() -> None:
    assert Problem.read(ERROR.to_problem()) == DOCUMENT
