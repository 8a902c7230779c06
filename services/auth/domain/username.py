"""Usernames: a second name to log in with, that nobody can mistake for another's."""

import re
from dataclasses import dataclass

from services.auth.domain.errors import BadUsername

MIN_LENGTH = 3
MAX_LENGTH = 30
_FORM = re.compile(r"[a-z](?:[._-]?[a-z0-9])*", re.ASCII)
_SAME_LOOKS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("0", "o"), ("1", "l"), ("i", "l"), ("5", "s"))
"""What is easily read as the other, after Unicode TR 39; all of it that ASCII has."""
_RESERVED = frozenset(
    {
        "admin", "administrator", "anonymous", "billing", "coach", "help", "info", "mail", "me", "moderator",
        "noreply", "nobody", "null", "official", "operator", "postmaster", "privacy", "root", "rostrum",
        "security", "service", "staff", "support", "system", "team", "webmaster",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Username:
    """Lower-case ASCII: letters, digits, and single `.`, `_` and `-` between them."""

    value: str

    @classmethod
    def parse(cls, text: str) -> "Username":
        """One that a user wants to have; raises BadUsername."""
        name = cls(text.lower() if text.isascii() else text)
        if not MIN_LENGTH <= len(text) <= MAX_LENGTH or not _FORM.fullmatch(name.value):
            raise BadUsername(
                f"A username has {MIN_LENGTH} to {MAX_LENGTH} letters and digits (a to z, 0 to 9), with"
                " single dots, hyphens and underscores between them, and begins with a letter."
            )
        if name.skeleton in _RESERVED_LOOKS:
            raise BadUsername("This username is not given to anybody.")
        return name

    @property
    def skeleton(self) -> str:
        """The same for all names that look alike; unique among users."""
        return _skeleton(self.value)

    def __str__(self) -> str:
        return self.value


def _skeleton(name: str) -> str:
    bare = re.sub(r"[._-]", "", name)
    for seen, meant in _SAME_LOOKS:
        bare = bare.replace(seen, meant)
    return bare


_RESERVED_LOOKS = frozenset(map(_skeleton, _RESERVED))
