"""Refusals of this service, each with its own stable code."""

from chassis.errors import Conflict, InvalidInput, NotFound, PermissionDenied, Unauthenticated, Unavailable


class WeakPassword(InvalidInput):
    """The password is too short, too long or one that everybody tries."""

    default_code = "weak_password"


class BadEmail(InvalidInput):
    """This is not an email address that can be used here."""

    default_code = "bad_email"


class BadUsername(InvalidInput):
    """This is not a username that can be used here."""

    default_code = "bad_username"


class BadImage(InvalidInput):
    """This is no picture that can be used here."""

    default_code = "bad_image"


class TokenRefused(InvalidInput):
    """The token of the mail is unknown, used up or expired: which of these is not said."""

    default_code = "token_refused"


class WrongCredentials(Unauthenticated):
    """Address or password: which of the two is not said."""

    default_code = "wrong_credentials"


class SessionOver(Unauthenticated):
    """The refresh token is unknown, used up or expired, or its session was ended."""

    default_code = "session_over"


class NoSuchSession(NotFound):
    """There is no such session, it has ended, or it is not the caller's to see."""

    default_code = "session_not_found"


class NoSuchUser(NotFound):
    """There is no such user, or it is not the caller's to see."""

    default_code = "user_not_found"


class NoSuchAvatar(NotFound):
    """There is no picture of this user."""

    default_code = "avatar_not_found"


class WrongPassword(PermissionDenied):
    """The present password is another one."""

    default_code = "wrong_password"


class UsernameTaken(Conflict):
    """Somebody has this username, or one that looks the same."""

    default_code = "username_taken"


class ChangedMeanwhile(Conflict):
    """Another request changed the same thing first."""

    default_code = "changed_meanwhile"


class AccountExists(Conflict):
    """The address has an account already; told to administrators only."""

    default_code = "account_exists"


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


class NoSuchOrganisation(NotFound):
    """There is no such organisation, or the caller does not belong to it."""

    default_code = "organisation_not_found"


class NotOrganisationAdmin(PermissionDenied):
    """The caller belongs to the organisation and does not look after it."""

    default_code = "organisation_admin_required"


class NoSuchMember(NotFound):
    """The organisation has no such member."""

    default_code = "member_not_found"


class NoSuchInvitation(NotFound):
    """It is not there, over, or not for the caller: which of these is not said."""

    default_code = "invitation_not_found"


class LastAdmin(Conflict):
    """Nobody would be left to look after the organisation."""

    default_code = "last_admin"


class AlreadyMember(Conflict):
    """The caller belongs to the organisation already."""

    default_code = "already_member"


class TooManyOrganisations(Conflict):
    """The caller belongs to as many organisations as anybody may."""

    default_code = "too_many_organisations"


class NotConfirmed(InvalidInput):
    """What can't be undone was not confirmed."""

    default_code = "not_confirmed"


class AddressNotVerified(PermissionDenied):
    """The caller has not shown to read mail that is sent to their address."""

    default_code = "email_not_verified"


class BadToken(Unauthenticated):
    """What was shown is no token that counts: unknown, wrong, expired or revoked is not said."""

    default_code = "invalid_token"

    def __init__(self) -> None:
        super().__init__("The token is not valid or has expired.")


class NoSuchToken(NotFound):
    """There is no such API token, or it is not the caller's."""

    default_code = "token_not_found"


class TokenNameTaken(Conflict):
    """A name belongs to one API token of an account at a time."""

    default_code = "token_name_taken"


class TooManyTokens(Conflict):
    """The account has as many API tokens as it may."""

    default_code = "too_many_tokens"


class IdentityRefused(Unauthenticated):
    """The identity provider's token or answer is not good here: why is not said."""

    default_code = "identity_refused"


class IdentityUnlinked(PermissionDenied):
    """The user has taken this identity away from their account."""

    default_code = "identity_unlinked"


class AddressTaken(Conflict):
    """An account has this address and has not shown that it reads its mail."""

    default_code = "identity_address_taken"


class IdentityTaken(Conflict):
    """The identity leads to another account."""

    default_code = "identity_taken"


class LastWayIn(Conflict):
    """Nothing would be left to log in with."""

    default_code = "last_way_in"


class NoSuchIdentity(NotFound):
    """The user has no such linked identity."""

    default_code = "identity_not_found"


class NoSuchProvider(NotFound):
    """No such identity provider is configured."""

    default_code = "provider_not_found"


class ReturnRefused(InvalidInput):
    """A login may not return to this address."""

    default_code = "return_refused"


class NoSuchKeyProvider(NotFound):
    """Keys of such a provider are not kept here."""

    default_code = "key_provider_unknown"


class NoSuchProviderKey(NotFound):
    """There is no key of this provider, or it is not the caller's."""

    default_code = "provider_key_not_found"


class BadProviderKey(InvalidInput):
    """The key, its address or its models can't be used."""

    default_code = "bad_provider_key"
