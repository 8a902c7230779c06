"""What keeps an account: `rostrum verify-email`, `reset-password` and their like."""

import argparse

from rostrum_client.cli.surroundings import Surroundings, say
from rostrum_client.errors import RostrumError


def verify_email(arguments: argparse.Namespace, around: Surroundings) -> None:
    with around.client(arguments) as client:
        client.account.verify_email(arguments.token)
    say(around.console(), "The address is verified.")


def send_verification(arguments: argparse.Namespace, around: Surroundings) -> None:
    with around.client(arguments) as client:
        client.account.send_verification(arguments.email)
    say(around.console(), _ON_ITS_WAY)


def forgot_password(arguments: argparse.Namespace, around: Surroundings) -> None:
    with around.client(arguments) as client:
        client.account.request_password_reset(arguments.email)
    say(around.console(), _ON_ITS_WAY)


def reset_password(arguments: argparse.Namespace, around: Surroundings) -> None:
    password = around.password(from_stdin=arguments.password_stdin, twice=True, asked_for="New password")
    with around.client(arguments) as client:
        client.account.reset_password(arguments.token, password)
    say(
        around.console(), "The password is set, and all sessions have ended. Log in with: rostrum login EMAIL"
    )


def change_password(arguments: argparse.Namespace, around: Surroundings) -> None:
    from_stdin = arguments.password_stdin
    present = around.password(from_stdin=from_stdin, asked_for="Present password")
    wanted = around.password(from_stdin=from_stdin, twice=True, asked_for="New password")
    with around.client(arguments) as client:
        client.account.change_password(present, wanted)
    say(around.console(), "The password is changed, and all other sessions have ended.")


def change_email(arguments: argparse.Namespace, around: Surroundings) -> None:
    password = around.password(from_stdin=arguments.password_stdin)
    with around.client(arguments) as client:
        client.account.change_email(arguments.email, password)
    say(around.console(), f"{_ON_ITS_WAY} Nothing changes until you have confirmed it.")


def confirm_email(arguments: argparse.Namespace, around: Surroundings) -> None:
    with around.client(arguments) as client:
        client.account.confirm_email(arguments.token)
    say(around.console(), "This is your address from now on.")


def delete_account(arguments: argparse.Namespace, around: Surroundings) -> None:
    """In thirty days, unless it is to be at once."""
    if (
        arguments.now
        and not arguments.yes
        and not around.confirmed("Erase the account and all that is in it")
    ):
        raise RostrumError("Nothing was deleted.", fix="Answer y, or use --yes.")
    with around.client(arguments) as client:
        if arguments.cancel:
            client.account.cancel_deletion()
            told = "The account stays."
        elif arguments.now:
            client.account.delete()
            told = "The account is deleted."
        else:
            due_at = client.account.schedule_deletion()
            told = f"The account will be deleted on {due_at[:10]}. Logging in before then cancels that."
    say(around.console(), told)


_ON_ITS_WAY = "If there is something to send, a mail is on its way."
