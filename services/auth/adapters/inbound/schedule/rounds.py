"""What is done again and again: call one use case, and count what came of it."""

from prometheus_client import Counter

from services.auth.application.accounts import Housekeeping

_MAILS = Counter(
    "rostrum_auth_mails", "Mails that were asked for, by what became of the attempt.", ["outcome"]
)
_DELETED = Counter("rostrum_auth_scheduled_deletions", "Scheduled deletions of accounts that have begun.")


def send_mail(housekeeping: Housekeeping) -> bool:
    """Whether there was one to send: then there may be more."""
    outcome = housekeeping.send_mails()
    if outcome:
        _MAILS.labels(outcome).inc()
    return outcome is not None


def delete_due_users(housekeeping: Housekeeping) -> bool:
    begun = housekeeping.delete_due_users()
    _DELETED.inc(begun)
    return begun > 0
