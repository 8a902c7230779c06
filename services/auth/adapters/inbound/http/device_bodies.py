"""One's own sessions, as JSON."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.web import Query, View
from services.auth.domain.device import Device
from services.auth.domain.session import Means


class SessionView(View):
    """Where you are logged in."""

    id: UUID
    current: bool = Field(description="Whether it is the one that is asking.")
    device: str = Field(description="What the client calls itself, in short.", examples=["Firefox on Linux"])
    agent: str = Field(description="What the client calls itself.")
    peer: str = Field(description="The network address it was used from last; of IPv6 the first 64 bits.")
    means: Means = Field(description="How you proved who you are when it was opened.")
    carrier: Literal["bearer", "cookie"]
    created_at: datetime
    last_used_at: datetime = Field(description="When its tokens were renewed last: at most ten minutes back.")
    expires_at: datetime = Field(description="When it ends unless it is refreshed before.")

    @classmethod
    def of(cls, device: Device, current: UUID) -> "SessionView":
        session = device.session
        return cls(
            id=session.id,
            current=session.id == current,
            device=device.label,
            agent=device.agent,
            peer=device.peer,
            means=session.means,
            carrier=session.carrier,
            created_at=session.created_at,
            last_used_at=session.rotated_at,
            expires_at=session.expires_at,
        )


class SessionPageView(View):
    """Your sessions, the newest first."""

    items: list[SessionView]
    next_cursor: str | None = Field(description="Where the next page begins; null on the last.")


class LogOutQuery(Query):
    """Which sessions end."""

    keep_current: bool = Field(default=False, description="Whether the one that is asking goes on.")
