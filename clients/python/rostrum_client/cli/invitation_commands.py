"""`rostrum invitations`: to organisations."""

import argparse
from collections.abc import Sequence

from rostrum_client.cli.surroundings import Surroundings, say
from rostrum_client.invitations import Invitation
from rostrum_client.terminal.tables import listed

_AGAIN = " Log in again, to call the doors of coaches: rostrum login EMAIL."


def invitations(arguments: argparse.Namespace, around: Surroundings) -> None:
    with around.client(arguments) as client:
        found = client.invitations.list()
        if arguments.action == "list":
            rows = [(one.id, one.organisation_name, one.role, one.expires_at[:10]) for one in found]
            _show(rows, around)
        elif arguments.action == "decline":
            client.invitations.decline(arguments.invitation)
            say(around.console(), f"Declined {arguments.invitation}.")
        else:
            client.invitations.accept(arguments.invitation)
            say(around.console(), _welcome([one for one in found if one.id == arguments.invitation]))


def _show(rows: Sequence[Sequence[str]], around: Surroundings) -> None:
    if rows:
        around.console().print(listed(("Invitation", "Organisation", "As", "Until"), rows))
    else:
        say(around.console(), "Nobody invites you.")


def _welcome(accepted: Sequence[Invitation]) -> str:
    told = "".join(f"You belong to {one.organisation_name} now." for one in accepted)
    return told + (_AGAIN if any(one.role == "coach" for one in accepted) else "")
