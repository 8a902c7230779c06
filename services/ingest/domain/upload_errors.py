"""What is wrong with a resumable upload; one function each, as in `errors`."""

from typing import ClassVar

from chassis.errors import (
    Conflict,
    InvalidInput,
    NotFound,
    PermissionDenied,
    RateLimited,
    RostrumError,
    TooLarge,
)


class ChecksumMismatch(RostrumError):
    """What arrived is not what was sent."""

    status: ClassVar[int] = 460  # of tus 1.0, not of HTTP
    title = "Checksum mismatch"
    default_code = "checksum_mismatch"
    passes = True


def checksum_mismatch() -> ChecksumMismatch:
    return ChecksumMismatch("The bytes do not have the checksum that was sent with them; send them again.")


def no_such_upload() -> NotFound:
    return NotFound("There is no such upload, or it has expired.", code="upload_not_found")


def wrong_offset(sent: int, known: int) -> Conflict:
    return Conflict(
        f"The upload has {known} bytes, and these would be for place {sent}; ask where to go on by HEAD.",
        code="upload_offset_conflict",
    )


def taken_over() -> Conflict:
    return Conflict(
        "Another request has gone on with this upload; ask where it stands by HEAD.", code="upload_taken_over"
    )


def concatenation_is_closed() -> PermissionDenied:
    return PermissionDenied(
        "An upload that is put together of others takes no bytes.", code="upload_is_final"
    )


def partials_unfinished() -> Conflict:
    return Conflict(
        "Not every part of the concatenation is a partial upload of yours that is complete.",
        code="partials_unfinished",
    )


def length_exceeded(length: int) -> TooLarge:
    return TooLarge(f"The upload is to have {length} bytes, and more came.", code="upload_length_exceeded")


def length_changed(length: int) -> InvalidInput:
    return InvalidInput(f"The upload's length is {length} bytes already.", code="upload_length_changed")


def too_many_unfinished(limit: int) -> RateLimited:
    return RateLimited(
        f"You have {limit} unfinished uploads; finish or delete one first.",
        code="too_many_unfinished_uploads",
    )
