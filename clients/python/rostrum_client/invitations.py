"""Invitations to organisations: to the address of your account, once it is verified."""

from collections.abc import Sequence
from dataclasses import dataclass

from rostrum_client.paging import items_of
from rostrum_client.transport import Call, Transport

PATH = "/v1/invitations"


@dataclass(frozen=True)
class Invitation:
    """`role` is what you would be: user, coach or admin. The time is ISO 8601."""

    id: str
    organisation_name: str
    role: str
    expires_at: str


class Invitations:
    """`RostrumClient.invitations` is one."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self) -> Sequence[Invitation]:
        """The newest first."""
        return [
            Invitation(
                str(item["id"]),
                str(item["organisation_name"]),
                str(item["role"]),
                str(item["expires_at"]),
            )
            for item in items_of(self._transport.send(Call("GET", PATH)))
        ]

    def accept(self, invitation_id: str) -> None:
        """You belong to the organisation then. As a coach, log in again to have the role in your token."""
        self._transport.send(Call("POST", f"{PATH}/{invitation_id}/accept"))

    def decline(self, invitation_id: str) -> None:
        self._transport.send(Call("POST", f"{PATH}/{invitation_id}/decline"))
