"""`rostrum keys`: keys of providers."""

import argparse
from collections.abc import Callable, Mapping, Sequence

from rostrum_client.cli.surroundings import Surroundings, say
from rostrum_client.provider_keys import ProviderKey, ProviderKeys
from rostrum_client.terminal.tables import listed

Action = Callable[[argparse.Namespace, Surroundings, ProviderKeys], None]


def keys(arguments: argparse.Namespace, around: Surroundings) -> None:
    with around.client(arguments) as client:
        _ACTIONS[arguments.action](arguments, around, client.provider_keys(arguments.organisation))


def _set(arguments: argparse.Namespace, around: Surroundings, kept: ProviderKeys) -> None:
    """The key never stands on the command line, where other users of the machine could read it."""
    key = around.password(from_stdin=arguments.key_stdin, asked_for="Key")
    stored = kept.set(
        arguments.provider,
        key,
        base_url=arguments.base_url,
        speech_model=arguments.speech_model,
        text_model=arguments.text_model,
    )
    say(around.console(), f"Stored the key of {stored.provider} ({_end(stored)}).")


def _list(_: argparse.Namespace, around: Surroundings, kept: ProviderKeys) -> None:
    found, console = kept.list(), around.console()
    if not found:
        say(console, "There are no keys. Leave one with: rostrum keys set PROVIDER")
        return
    names = ("Provider", "Key", "Server", "Stored", "Last used", "Last test")
    console.print(listed(names, [_cells(key) for key in found]))


def _test(arguments: argparse.Namespace, around: Surroundings, kept: ProviderKeys) -> None:
    tested = kept.test(arguments.provider)
    say(around.console(), f"{tested.provider}: {tested.test_result}")


def _delete(arguments: argparse.Namespace, around: Surroundings, kept: ProviderKeys) -> None:
    kept.delete(arguments.provider)
    say(around.console(), f"Deleted the key of {arguments.provider}.")


def _cells(key: ProviderKey) -> Sequence[str]:
    used = key.last_used_at[:16] or "never"
    return key.provider, _end(key), key.base_url, key.created_at[:10], used, key.test_result or "none"


def _end(key: ProviderKey) -> str:
    return f"...{key.last_four}"


_ACTIONS: Mapping[str, Action] = {"set": _set, "list": _list, "test": _test, "delete": _delete}
