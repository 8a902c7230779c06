"""The picture of a user."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.avatars import Avatars, Portraits
from services.auth.domain.errors import NoSuchAvatar, NoSuchUser


@dataclass(frozen=True)
class KeepAvatar:
    """Keep one picture of the user who is calling.

    What is sent is never kept or shown: it is decoded, cut to a square, made small and written anew, so that
    nothing of it is left but what can be seen: no place where it was taken, no program hidden in it.
    """

    avatars: Avatars
    portraits: Portraits

    def store(self, tenant_id: UUID, user_id: UUID, picture: bytes) -> None:
        """Raises BadImage."""
        if not self.avatars.store(tenant_id, user_id, self.portraits.portrait(picture)):
            raise NoSuchUser("There is no such user.")

    def show(self, tenant_id: UUID, user_id: UUID) -> bytes:
        """Raises NoSuchAvatar."""
        found = self.avatars.find(tenant_id, user_id)
        if found is None:
            raise NoSuchAvatar("You have no picture.")
        return found

    def remove(self, tenant_id: UUID, user_id: UUID) -> None:
        self.avatars.remove(tenant_id, user_id)
