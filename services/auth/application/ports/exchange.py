"""What a bearer that is no access token of ours is exchanged for."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Exchanged:
    """An access token of ours, for whoever holds the other one."""

    access_token: str = field(repr=False)
    expires_in_s: int


class Exchange(Protocol):
    """Of one kind of token."""

    def __call__(self, token: str, peer: str) -> Exchanged:
        """`peer` is the address that it came from. Raises BadToken, the same for every reason."""
        ...
