"""An error that is raised behind a call is the error that the caller catches."""

from dataclasses import dataclass

import grpc
import pytest

from chassis import errors
from chassis.clock import new_id
from chassis.errors import Fault, RostrumError
from chassis.rpc import PeerFailed
from chassis.rpc.statuses import code_of, family_of, from_call, internal_status, to_status


@dataclass(frozen=True)
class EndedCall(grpc.Call):
    """How a call ended, as gRPC's client shows it."""

    status: grpc.StatusCode
    text: str = ""
    trailers: tuple[tuple[str, bytes | str], ...] = ()

    def code(self) -> grpc.StatusCode:
        return self.status

    def details(self) -> str:
        return self.text

    def trailing_metadata(self) -> tuple[tuple[str, bytes | str], ...]:
        return self.trailers

    def initial_metadata(self) -> tuple[()]:
        return ()

    def is_active(self) -> bool:
        return False

    def time_remaining(self) -> float:
        return 0.0

    def cancel(self) -> bool:
        return False

    def add_callback(self, callback: object) -> bool:
        return False


class SeatTaken(errors.Conflict):
    default_code = "seat_taken"


def over_the_wire(error: RostrumError) -> RostrumError:
    family = family_of(error)
    assert family is not None
    return received(to_status(error, family))


def received(status: grpc.Status) -> RostrumError:
    return from_call(EndedCall(status.code, status.details, tuple(status.trailing_metadata)), "auth")


@pytest.mark.parametrize("kind", errors.FAMILY.values(), ids=errors.FAMILY)
def test_every_error_of_the_family_crosses_whole(kind: type[RostrumError]) -> None:
    sent = kind("Größer als 5.", code="too_big", faults=[Fault("/size", "at most 5")], retry_after_s=1.5)
    caught = over_the_wire(sent)
    assert type(caught) is kind
    assert (caught.detail, caught.code) == ("Größer als 5.", "too_big")
    assert (caught.faults, caught.retry_after_s) == (sent.faults, 1.5)


def test_a_domain_error_crosses_as_its_family_and_keeps_its_code() -> None:
    caught = over_the_wire(SeatTaken("Somebody sits there."))
    assert type(caught) is errors.Conflict
    assert caught.code == "seat_taken"


def test_what_was_not_said_is_not_made_up() -> None:
    caught = over_the_wire(errors.NotFound("No such recording."))
    assert (caught.faults, caught.retry_after_s) == ((), None)


@pytest.mark.parametrize("error", [PeerFailed("x"), RuntimeError("canary"), RostrumError("canary")])
def test_what_is_not_of_the_family_is_internal(error: Exception) -> None:
    assert family_of(error) is None
    assert code_of(error) is grpc.StatusCode.INTERNAL


def test_an_internal_error_tells_only_where_to_look() -> None:
    error_id = new_id()
    status = internal_status(error_id)
    assert status.details == "Internal error."
    assert str(error_id).encode() in dict(status.trailing_metadata)["grpc-status-details-bin"]
    assert isinstance(received(status), PeerFailed)


@pytest.mark.parametrize("code", ["service_unauthenticated", "caller_not_allowed", "deadline_required"])
def test_a_refused_service_is_not_the_users_fault(code: str) -> None:
    assert isinstance(over_the_wire(errors.Unauthenticated("no", code=code)), PeerFailed)


@pytest.mark.parametrize(
    ("code", "text", "kind"),
    [
        (grpc.StatusCode.UNAVAILABLE, "connection refused", errors.Unavailable),
        (grpc.StatusCode.DEADLINE_EXCEEDED, "", errors.Unavailable),
        (grpc.StatusCode.CANCELLED, "", errors.Unavailable),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, "Concurrent RPC limit exceeded!", errors.Unavailable),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, "Received message larger than max", errors.TooLarge),
        (grpc.StatusCode.UNIMPLEMENTED, "Method not found!", PeerFailed),
        (grpc.StatusCode.UNKNOWN, "Exception calling application: canary", PeerFailed),
        (grpc.StatusCode.UNAUTHENTICATED, "from something in between", PeerFailed),
    ],
)
def test_what_grpc_itself_answers_is_told_in_our_words(
    code: grpc.StatusCode, text: str, kind: type[RostrumError]
) -> None:
    caught = from_call(EndedCall(code, text), "auth")
    assert type(caught) is kind
    assert text == "" or text not in caught.detail


def test_a_status_that_contradicts_itself_is_not_believed() -> None:
    status = to_status(errors.NotFound("gone"), errors.NotFound)
    ended = EndedCall(grpc.StatusCode.UNAVAILABLE, "else", tuple(status.trailing_metadata))
    assert type(from_call(ended, "auth")) is errors.Unavailable
