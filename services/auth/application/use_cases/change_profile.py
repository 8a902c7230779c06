"""Changing one's own account."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.auth.application.ports.accounts import Accounts
from services.auth.domain.errors import ChangedMeanwhile, NoSuchUser
from services.auth.domain.user import User


@dataclass(frozen=True)
class ProfileChange:
    """None leaves a field as it is; `profile` is a merge patch (RFC 7396)."""

    display_name: str | None = None
    locale: str | None = None
    profile: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ChangeProfile:
    """Change what the user who is calling is called, and tells about themselves.

    With If-Match the change is made only to the version that the client has seen.
    """

    accounts: Accounts

    def __call__(
        self, tenant_id: UUID, user_id: UUID, change: ProfileChange, expect: Callable[[User], None]
    ) -> User:
        """`expect` sees the present user and raises when the client has seen another version."""
        user = self.accounts.find(tenant_id, user_id)
        if user is None:
            raise NoSuchUser("There is no such user.")
        expect(user)
        changed = user.edited(change.display_name, change.locale, change.profile)
        if not self.accounts.change(changed):
            raise ChangedMeanwhile("Another request changed the account first: read it again.")
        return changed
