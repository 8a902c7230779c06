"""Refusals of this service, each with its own stable code."""

from chassis.errors import Conflict, InvalidInput, NotFound, Unauthenticated


class WeakPassword(InvalidInput):
    """The password is too short, too long or one that everybody tries."""

    default_code = "weak_password"


class BadEmail(InvalidInput):
    """This is not an email address that can be used here."""

    default_code = "bad_email"


class WrongCredentials(Unauthenticated):
    """Address or password: which of the two is not said."""

    default_code = "wrong_credentials"


class SessionOver(Unauthenticated):
    """The refresh token is unknown, used up or expired, or its session was ended."""

    default_code = "session_over"


class NoSuchUser(NotFound):
    """There is no such user, or it is not the caller's to see."""

    default_code = "user_not_found"


class ChangedMeanwhile(Conflict):
    """Another request changed the same thing first."""

    default_code = "changed_meanwhile"
