"""The part of the gateway that knows shares: one coach, and what learners share with whoever asks."""

import json
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

COACH = {"user_id": "c1", "name": "Cem", "organisation_id": "o1", "organisation_name": "Speakers"}
INVITATION = {
    "id": "i1",
    "organisation_name": "Speakers",
    "role": "coach",
    "expires_at": "2026-11-28T08:00:00Z",
}
PREFIXES = ("/v1/shares", "/v1/shared", "/v1/coaches", "/v1/invitations")


@dataclass
class GatewayShares:
    """`coaches` are listed; without `is_coach` the doors of coaches are shut."""

    shares: list[dict[str, object]] = field(default_factory=list)
    coaches: list[dict[str, str]] = field(default_factory=lambda: [COACH])
    is_coach: bool = True
    invitations: list[dict[str, str]] = field(default_factory=lambda: [INVITATION])

    def serves(self, path: str) -> bool:
        return path.startswith(PREFIXES) or path.endswith("/shares")

    def answer(self, method: str, target: str, body: bytes) -> tuple[int, object]:
        path = urlsplit(target).path
        if path.startswith("/v1/invitations"):
            return self._invited(method, path)
        if path == "/v1/coaches":
            return 200, {"items": self.coaches}
        if path.startswith("/v1/shared"):
            return self._shared(dict(parse_qsl(urlsplit(target).query)))
        if method == "POST":
            return 201, self._granted(path, json.loads(body))
        if method == "DELETE":
            self.shares = [share for share in self.shares if share["id"] != path.rpartition("/")[2]]
            return 204, {}
        return 200, {"items": self.shares, "next_cursor": None}

    def _invited(self, method: str, path: str) -> tuple[int, object]:
        if method == "POST":
            self.invitations = []
            return (204, {}) if path.endswith("/decline") else (200, INVITATION)
        return 200, {"items": self.invitations}

    def _granted(self, path: str, wish: dict[str, str]) -> dict[str, object]:
        recording_id = path.split("/")[3] if path.endswith("/shares") and "/recordings/" in path else None
        share = {
            "id": f"s{len(self.shares) + 1}",
            "coach_id": wish["coach_id"],
            "coach_name": "Cem",
            "organisation_id": wish["organisation_id"],
            "recording_id": recording_id,
            "active": True,
            "granted_at": "2026-11-21T08:00:00Z",
            "last_seen_at": None,
        }
        self.shares.append(share)
        return share

    def _shared(self, query: dict[str, str]) -> tuple[int, object]:
        """Two pages of one recording each; of a learner the first alone."""
        if not self.is_coach:
            return 403, {"code": "role_required", "detail": "This needs the role coach."}
        number = 2 if query.get("cursor") else 1
        shared = {
            "id": f"r{number}",
            "learner_id": f"l{number}",
            "learner_name": "Ada",
            "title": f"Talk {number}",
            "status": "completed",
            "created_at": "2026-11-21T08:29:00Z",
        }
        more = number == 1 and "learner_id" not in query
        return 200, {"items": [shared], "next_cursor": "c2" if more else None}
