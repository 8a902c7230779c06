"""The letters about accounts: what has happened, and what to do if it was not the reader."""

from datetime import datetime

from services.auth.domain.email import EmailAddress
from services.auth.domain.letter import Letter, Step

_IGNORE = "If that was not you, you need not do anything: without this mail nothing happens."
_ALARM = "If that was not you, ask for a new password at once, and tell whoever runs this service."


def verification(to: EmailAddress, step: Step) -> Letter:
    said = "This address was given for an account with Rostrum. If the account is yours, verify the address."
    return Letter(to, "Verify your email address", (said,), step, f"That works once, for a day. {_IGNORE}")


def password_reset(to: EmailAddress, step: Step) -> Letter:
    said = "Somebody asked to set a new password for your account with Rostrum."
    closing = f"That works once, for an hour, and ends all your sessions. {_IGNORE}"
    return Letter(to, "Set a new password", (said,), step, closing)


def email_change(to: EmailAddress, step: Step) -> Letter:
    said = "This address was given as the new one of an account with Rostrum. If it is yours, confirm that."
    closing = f"That works once, for a day. {_IGNORE}"
    return Letter(to, "Confirm your new email address", (said,), step, closing)


def address_taken(to: EmailAddress) -> Letter:
    said = (
        "Somebody gave this address for an account with Rostrum. It has one already, so nothing was changed.",
        "If that was you: log in, or ask for a new password if you have forgotten yours.",
    )
    closing = "If that was not you, you need not do anything: they have learned nothing about your account."
    return Letter(to, "You have an account already", said, closing=closing)


def email_changed(to: EmailAddress) -> Letter:
    said = (
        "Your account with Rostrum has another email address from now on. This is the last mail to this one."
    )
    closing = "If that was not you, tell whoever runs this service at once."
    return Letter(to, "Your email address was changed", (said,), closing=closing)


def invitation(to: EmailAddress, step: Step) -> Letter:
    said = (
        "This address was invited to an organisation on Rostrum.",
        "Log in with an account of this address, or register one and verify the address. There you see who"
        " invites you, and accept or decline; the invitation lasts a week.",
    )
    closing = "If you expect no invitation, you need not do anything."
    return Letter(to, "You are invited to an organisation", said, step, closing)


def password_changed(to: EmailAddress) -> Letter:
    said = "The password of your account with Rostrum was changed, and other sessions were ended."
    return Letter(to, "Your password was changed", (said,), closing=_ALARM)


def factor_added(to: EmailAddress) -> Letter:
    said = "An authenticator app or a passkey was added to your account with Rostrum."
    closing = f"{_ALARM} Then remove what you do not know: a passkey opens the account by itself."
    return Letter(to, "A way to log in was added", (said,), closing=closing)


def factor_removed(to: EmailAddress) -> Letter:
    said = "An authenticator app or a passkey was removed from your account with Rostrum."
    return Letter(to, "A way to log in was removed", (said,), closing=_ALARM)


def deletion_scheduled(to: EmailAddress, due_at: datetime) -> Letter:
    said = (
        f"On {due_at:%-d %B %Y} your account with Rostrum will be deleted, with everything in it.",
        "If you change your mind, log in before then: that cancels it.",
    )
    return Letter(to, "Your account will be deleted", said, closing=_ALARM)


def account_deleted(to: EmailAddress) -> Letter:
    said = (
        "Your account with Rostrum was deleted, and everything that you had there is being erased.",
        "Nothing of it can be brought back. This is the last mail to you.",
    )
    closing = "If that was not you, tell whoever runs this service."
    return Letter(to, "Your account was deleted", said, closing=closing)
