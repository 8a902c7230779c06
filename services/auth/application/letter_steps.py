"""What the reader of a mail does with the token in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from services.auth.domain.account_tokens import Purpose
from services.auth.domain.letter import Command, Link, Step

_ACTIONS: Mapping[Purpose, tuple[str, str]] = {
    "email_verification": ("Verify the address", "verify-email"),
    "password_reset": ("Set a new password", "reset-password"),
    "email_change": ("Use this address", "confirm-email"),
}
"""In words, and as the page of the application or the command of `rostrum`."""


@dataclass(frozen=True)
class LetterSteps:
    """A link into the client application where there is one, else the command that does the same.

    The token stands behind the `#`: browsers send that part to no server, so that it is in no log.
    """

    public_url: str
    app_url: str | None

    def to_invitations(self) -> Step:
        if self.app_url:
            return Link("See the invitation", f"{self.app_url}/invitations")
        return Command("See the invitation", f"rostrum invitations list --url {self.public_url}")

    def with_token(self, purpose: Purpose, token: str) -> Step:
        label, action = _ACTIONS[purpose]
        if self.app_url:
            return Link(label, f"{self.app_url}/{action}#token={quote(token)}")
        return Command(label, f"rostrum {action} --url {self.public_url} {token}")
