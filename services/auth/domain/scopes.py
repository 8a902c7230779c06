"""What an API token can be made to allow."""

from collections.abc import Collection, Mapping

from chassis.errors import Fault, InvalidInput

SCOPES: Mapping[str, str] = {
    "recordings:read": "read recordings, transcripts, analyses and reports",
    "recordings:write": "upload, transcribe, speak, change and delete; reading is included",
    "usage:read": "read what was used, and what is left",
    "admin": "look after the installation; only for accounts with that role",
}
_INCLUDED: Mapping[str, Collection[str]] = {"recordings:write": ("recordings:read",)}
"""A door that takes a recording answers with what became of it."""


def checked(names: Collection[str]) -> tuple[str, ...]:
    """Sorted, each once. Raises InvalidInput for none, and for any that is not granted here."""
    if not names or not set(names) <= set(SCOPES):
        fault = Fault("/scopes", f"are some of {', '.join(SCOPES)}.")
        raise InvalidInput("A token needs scopes that there are.", code="unknown_scope", faults=[fault])
    return tuple(sorted(set(names)))


def with_included(names: Collection[str]) -> tuple[str, ...]:
    """The scopes with those that they include."""
    included = {each for name in names for each in _INCLUDED.get(name, ())}
    return tuple(sorted({*names, *included}))
