"""Analyses: their versions, made anew, and two takes compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from rostrum_client.transport import Call, Transport, json_of


@dataclass(frozen=True)
class MeasureChange:
    """One measure in two takes.

    `verdict` is better, worse, changed (where neither is better), within_noise or not_comparable.
    """

    name: str
    label: str
    part: str
    unit: str
    verdict: str
    before: float | None = None
    after: float | None = None


class Analyses:
    """Those of one user; `RostrumClient.analyses` is one."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def read(self, recording_id: str, *, version: int | None = None) -> dict[str, object]:
        """Every measure with the places to listen to; the newest version unless another is asked for."""
        params = {} if version is None else {"version": str(version)}
        call = Call("GET", f"/v1/recordings/{recording_id}/analysis", params=params)
        return json_of(self._transport.send(call))

    def renew(
        self,
        recording_id: str,
        analyses: Sequence[str] = (),
        *,
        question: str = "",
        key_points: Sequence[str] = (),
        wait_s: int = 30,
    ) -> dict[str, object]:
        """The new version, or `{"version": N}` where it takes longer than `wait_s` (60 at most).

        Raises Conflict while another version is being made.
        """
        body = {"analyses": list(analyses), "question": question, "key_points": list(key_points)}
        call = Call(
            "POST",
            f"/v1/recordings/{recording_id}/analyses",
            headers={"Prefer": f"wait={wait_s}"},
            body=lambda: {"json": body},
        )
        return json_of(self._transport.send(call))

    def compare(self, recording_id: str, other_id: str) -> list[MeasureChange]:
        """Two takes of one text or question, the earlier first."""
        call = Call("GET", f"/v1/recordings/{recording_id}/compare/{other_id}")
        changes = json_of(self._transport.send(call)).get("changes")
        return [_change(change) for change in (changes if isinstance(changes, list) else [])]


def _change(change: Mapping[str, object]) -> MeasureChange:
    return MeasureChange(
        name=str(change["name"]),
        label=str(change["label"]),
        part=str(change["part"]),
        unit=str(change["unit"]),
        verdict=str(change["verdict"]),
        before=cast("float | None", change.get("before")),
        after=cast("float | None", change.get("after")),
    )
