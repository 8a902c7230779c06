"""`rostrum tokens`: tokens for machines."""

import argparse
from collections.abc import Callable, Mapping, Sequence

from rostrum_client.api_tokens import ApiToken, ApiTokens, NewApiToken
from rostrum_client.cli.surroundings import Surroundings, say
from rostrum_client.errors import RostrumError
from rostrum_client.terminal.tables import listed

Action = Callable[[argparse.Namespace, Surroundings, ApiTokens], None]


def tokens(arguments: argparse.Namespace, around: Surroundings) -> None:
    with around.client(arguments) as client:
        _ACTIONS[arguments.action](arguments, around, client.api_tokens)


def _create(arguments: argparse.Namespace, around: Surroundings, kept: ApiTokens) -> None:
    _tell(kept.create(arguments.name, arguments.scope, days=arguments.days), around)


def _rotate(arguments: argparse.Namespace, around: Surroundings, kept: ApiTokens) -> None:
    _tell(kept.rotate(_named(kept, arguments.token).id), around)


def _tell(new: NewApiToken, around: Surroundings) -> None:
    """The token alone on standard output, so that it can go straight into a secret store."""
    say(around.error_console(), f"{new.token.name} expires {new.token.expires_at}. It is shown this once:")
    around.stdout.write(f"{new.secret}\n")


def _list(_: argparse.Namespace, around: Surroundings, kept: ApiTokens) -> None:
    found, console = kept.list(), around.console()
    if not found:
        say(console, "There are no tokens. Make one with: rostrum tokens create NAME")
        return
    names = ("Name", "Token", "Scopes", "Expires", "Last used")
    console.print(listed(names, [_cells(token) for token in found]))


def _cells(token: ApiToken) -> Sequence[str]:
    used = f"{token.last_used_at} from {token.last_used_peer}" if token.last_used_at else "never"
    return token.name, token.hint, " ".join(token.scopes), token.expires_at[:10], used


def _revoke(arguments: argparse.Namespace, around: Surroundings, kept: ApiTokens) -> None:
    token = _named(kept, arguments.token)
    kept.revoke(token.id)
    say(around.console(), f"Revoked {token.name}.")


def _named(kept: ApiTokens, wanted: str) -> ApiToken:
    for token in kept.list():
        if wanted in (token.name, token.id):
            return token
    raise RostrumError(f"There is no token {wanted}.", fix="See them with: rostrum tokens list")


_ACTIONS: Mapping[str, Action] = {"create": _create, "list": _list, "rotate": _rotate, "revoke": _revoke}
