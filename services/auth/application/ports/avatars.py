"""Pictures of users."""

from typing import Protocol
from uuid import UUID

AVATAR_TYPE = "image/webp"


class Avatars(Protocol):
    def store(self, tenant_id: UUID, user_id: UUID, content: bytes) -> bool:
        """In place of the one before; False where the user is gone or going."""
        ...

    def find(self, tenant_id: UUID, user_id: UUID) -> bytes | None: ...

    def remove(self, tenant_id: UUID, user_id: UUID) -> None: ...


class Portraits(Protocol):
    """Makes pictures of unknown origin into small ones of ours."""

    def portrait(self, picture: bytes) -> bytes:
        """A square AVATAR_TYPE without anything but its pixels. Raises BadImage, and Unavailable at once when
        too many are waiting."""
        ...
