"""Refusals of this service, each with its own stable code."""

from chassis.errors import Conflict, InvalidInput, NotFound, PermissionDenied, Unauthenticated, Unavailable


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


class NotOneself(Conflict):
    """Administrators do not administer their own account."""

    default_code = "not_oneself"


class WrongState(Conflict):
    """The account is not in a state that allows this."""

    default_code = "wrong_state"


class SecondFactorRefused(Unauthenticated):
    """The challenge or the answer to it: which of the two is not said."""

    default_code = "second_factor_refused"


class ProofRequired(PermissionDenied):
    """Whoever holds the session has to show again who they are."""

    default_code = "proof_required"


class ProofRefused(PermissionDenied):
    """What was shown does not prove who is there."""

    default_code = "proof_refused"


class FactorRefused(InvalidInput):
    """The code or the passkey does not fit what is being set up."""

    default_code = "factor_refused"


class FactorExists(Conflict):
    """There is such a factor already, or there are as many as there may be."""

    default_code = "factor_exists"


class NoSuchFactor(NotFound):
    """The user has no such factor."""

    default_code = "factor_not_found"


class CannotOpen(Unavailable):
    """A stored secret can't be opened: its master key is missing or out of reach, or it is not this row's."""

    default_code = "sealed_secret_unavailable"
