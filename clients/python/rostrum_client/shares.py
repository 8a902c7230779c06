"""Sharing recordings with coaches, and reading what learners share."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import uuid4

import httpx

from rostrum_client.documents import ACCEPTED, Format
from rostrum_client.errors import PermissionDenied
from rostrum_client.paging import every_item, items_of
from rostrum_client.report_document import Report
from rostrum_client.transport import Call, Transport, json_of

_SHARED = "/v1/shared/recordings"


@dataclass(frozen=True)
class Coach:
    """Somebody whom you may share with. `name` may be empty."""

    id: str
    name: str
    organisation_id: str
    organisation_name: str


@dataclass(frozen=True)
class Share:
    """What a coach may read: one recording, or all where `recording_id` is empty. Times are ISO 8601.

    `active` is False once one of the two has left the organisation.
    """

    id: str
    coach_id: str
    coach_name: str
    recording_id: str
    active: bool
    last_seen_at: str

    @classmethod
    def of(cls, data: Mapping[str, object]) -> "Share":
        """From the server's JSON."""
        return cls(
            id=str(data["id"]),
            coach_id=str(data["coach_id"]),
            coach_name=str(data.get("coach_name") or ""),
            recording_id=str(data.get("recording_id") or ""),
            active=bool(data.get("active")),
            last_seen_at=str(data.get("last_seen_at") or ""),
        )


@dataclass(frozen=True)
class SharedRecording:
    """A learner's recording."""

    id: str
    learner_id: str
    learner_name: str
    title: str
    status: str
    created_at: str


class Shares:
    """What you share; `RostrumClient.shares` is one."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def coaches(self) -> Sequence[Coach]:
        """Those of your organisations."""
        return [
            Coach(
                id=str(item["user_id"]),
                name=str(item.get("name") or ""),
                organisation_id=str(item["organisation_id"]),
                organisation_name=str(item.get("organisation_name") or ""),
            )
            for item in items_of(self._transport.send(Call("GET", "/v1/coaches")))
        ]

    def grant(self, coach: Coach, recording_id: str | None = None) -> Share:
        """Lets the coach read the recording and all made of it; without one all your recordings, also those
        to come."""
        body = {"coach_id": coach.id, "organisation_id": coach.organisation_id}
        path = f"/v1/recordings/{recording_id}/shares" if recording_id else "/v1/shares"
        headers = {"Idempotency-Key": str(uuid4())}
        call = Call("POST", path, headers=headers, body=lambda: {"json": body})
        return Share.of(json_of(self._transport.send(call)))

    def list(self) -> Iterator[Share]:
        """The newest first."""
        return (Share.of(item) for item in every_item(self._transport, "/v1/shares"))

    def revoke(self, share_id: str) -> None:
        """The coach finds nothing under it any more."""
        self._transport.send(Call("DELETE", f"/v1/shares/{share_id}"))


class SharedRecordings:
    """What learners share with you, as their coach; `RostrumClient.shared` is one."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def recordings(self, *, learner_id: str | None = None) -> Iterator[SharedRecording]:
        """The newest first; of all learners or of one."""
        params = {"learner_id": learner_id} if learner_id else {}
        try:
            yield from map(_shared, every_item(self._transport, _SHARED, params))
        except PermissionDenied as error:
            error.fix = "Only coaches can. If you have just become one, log in again: rostrum login EMAIL."
            raise

    def report(self, recording_id: str) -> Report:
        """The report as a document."""
        return cast(Report, json_of(self._report(recording_id, "json")))

    def export(self, recording_id: str, form: Format) -> bytes:
        """The report byte for byte as it was made."""
        return self._report(recording_id, form).content

    def transcript(self, recording_id: str) -> dict[str, object]:
        """The words with their times, verbatim and clean."""
        return json_of(self._transport.send(Call("GET", f"{_SHARED}/{recording_id}/transcript")))

    def analysis(self, recording_id: str) -> dict[str, object]:
        """Every measure with its unit, band and the places to listen to."""
        return json_of(self._transport.send(Call("GET", f"{_SHARED}/{recording_id}/analysis")))

    def _report(self, recording_id: str, form: Format) -> httpx.Response:
        headers = {"Accept": ACCEPTED[form]}
        return self._transport.send(Call("GET", f"{_SHARED}/{recording_id}/report", headers=headers))


def _shared(item: Mapping[str, object]) -> SharedRecording:
    return SharedRecording(
        id=str(item["id"]),
        learner_id=str(item["learner_id"]),
        learner_name=str(item.get("learner_name") or ""),
        title=str(item.get("title") or ""),
        status=str(item["status"]),
        created_at=str(item["created_at"]),
    )
