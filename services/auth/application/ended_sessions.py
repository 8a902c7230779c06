"""What is announced when a new password ends sessions."""

from collections.abc import Sequence
from uuid import UUID

from services.auth.application.ports.credentials import NewPassword
from services.auth.domain.events import SessionRevoked


def ending(new: NewPassword, ended: Sequence[UUID]) -> Sequence[SessionRevoked]:
    return [SessionRevoked(new.tenant_id, new.user_id, each, new.reason, new.at) for each in ended]
