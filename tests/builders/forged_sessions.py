"""Forged tokens of a session that is open on a running platform."""

from chassis.clock import SystemClock
from chassis.identity import private_key
from deploy.local.platform import LocalPlatform
from tests.builders.forged_tokens import FORGERIES
from tests.builders.identity import Issuer
from tests.builders.people import Person


def issuer_of(platform: LocalPlatform, person: Person) -> Issuer:
    """Signs with the platform's own key, for a session of the person's."""
    key = private_key((platform.plan.secrets.of("auth").folder / "signing_key").read_text())
    return Issuer(SystemClock(), key, person.claims())


def forgeries_of(platform: LocalPlatform, person: Person) -> tuple[str, dict[str, str]]:
    """A token as good as the person's own, and all forgeries of it by name.

    They are made with the platform's own key, so only what is wrong with a forgery is wrong.
    """
    issuer = issuer_of(platform, person)
    return issuer.token(), {name: forge(issuer) for name, forge in FORGERIES.items()}
