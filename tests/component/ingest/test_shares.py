"""Learners share recordings, coaches read them: over HTTP, on a database under row-level security."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from chassis.clock import new_id
from chassis.errors import Unavailable
from services.ingest.application.ports.records import Cause
from services.ingest.application.ports.results import Document, ReportFormat
from services.ingest.application.ports.revisions import NEWEST
from tests.builders import audio_files
from tests.builders.ingest_service import ADMIN_TOKEN, OTHER_TOKEN, IngestService
from tests.builders.recordings import NOW
from tests.builders.web_door import TOKEN, KnownUser, known_user

WAV = audio_files.wav(1.0)
COACH, STRANGER = "a-coach-token", "another-coach-token"
PARTS = ("", "/audio", "/transcript", "/analysis", "/report")
CANARY = "zanzibar marmalade"


@dataclass
class School:
    """A learner and a coach of one organisation, with a recording; and a coach of another organisation."""

    ingest: IngestService
    coach: KnownUser
    organisation_id: UUID
    recording_id: str = ""

    def __post_init__(self) -> None:
        self.recording_id = self.uploaded()

    def call(self, method: str, path: str, token: str = TOKEN, **json_body: object) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}"}
        client = self.ingest.app.test_client()
        return client.open(path, method=method, headers=headers, json=json_body or None, buffered=True)

    def uploaded(self, token: str = TOKEN) -> str:
        """With everything that can be made of it."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "audio/wav"}
        path = f"/v1/recordings?title={CANARY}"
        made = self.ingest.app.test_client().post(path, data=WAV, headers=headers).get_json()
        recording_id = UUID(made["id"])
        self.ingest.revisions.begin(recording_id, CANARY)
        self.ingest.analyses.add(recording_id, {"recording_id": made["id"], "metrics": []})
        for kind in ReportFormat:
            report = Document("text/markdown", "report.md", CANARY.encode())
            self.ingest.results.reports[recording_id, kind] = report
        return str(recording_id)

    @property
    def wish(self) -> dict[str, Any]:
        return {"coach_id": str(self.coach.user_id), "organisation_id": str(self.organisation_id)}

    def share(self, recording_id: str | None = None, token: str = TOKEN) -> dict[str, Any]:
        """One recording, or all with None."""
        path = f"/v1/recordings/{recording_id}/shares" if recording_id else "/v1/shares"
        answer = self.call("POST", path, token, **self.wish)
        assert answer.status_code == 201, answer.text
        return dict(answer.get_json())

    def bond(self, learner: KnownUser, since_s: float = 0.0) -> None:
        since = NOW + timedelta(seconds=since_s)
        self.ingest.coaching.bond(self.coach.user_id, learner.user_id, self.organisation_id, since)

    def part(self, learner: KnownUser) -> None:
        self.ingest.coaching.part(self.coach.user_id, learner.user_id)

    def statuses(self, recording_id: str, token: str = COACH) -> set[int]:
        return {
            self.call("GET", f"/v1/shared/recordings/{recording_id}{part}", token).status_code
            for part in PARTS
        }


@pytest.fixture
def school(ingest: IngestService) -> School:
    coach = replace(known_user(), roles=("coach",))
    ingest.users.users |= {COACH: coach, STRANGER: replace(known_user(), roles=("coach",))}
    school = School(ingest, coach, new_id())
    school.bond(ingest.user)
    ingest.coaching.name(ingest.user.user_id, "Ada")
    ingest.coaching.name(coach.user_id, "Cem")
    return school


def items(answer: TestResponse) -> list[Mapping[str, Any]]:
    assert answer.status_code == 200, answer.text
    return list(answer.get_json()["items"])


def test_a_coach_reads_what_is_shared_in_every_form(school: School) -> None:
    school.share(school.recording_id)
    place = f"/v1/shared/recordings/{school.recording_id}"
    shown = school.call("GET", place, COACH).get_json()
    assert (shown["title"], shown["learner_name"]) == (CANARY, "Ada")
    assert school.call("GET", shown["links"]["audio"], COACH).data == WAV
    assert school.call("GET", shown["links"]["transcript"], COACH).get_json()["clean"] == CANARY
    assert school.call("GET", shown["links"]["analysis"], COACH).get_json()["version"] == 1
    for query in ("", "?format=json", "?format=markdown"):
        assert school.call("GET", f"{shown['links']['report']}{query}", COACH).data == CANARY.encode()
    subtitles = school.call("GET", f"{place}/transcript?format=srt", COACH)
    owners = school.call("GET", f"/v1/recordings/{school.recording_id}/transcript?format=srt")
    assert (subtitles.status_code, subtitles.data) == (200, owners.data)


def test_what_is_not_shared_looks_like_none(school: School) -> None:
    unshared = school.uploaded()
    school.share(school.recording_id)
    for token, recording_id in ((COACH, unshared), (COACH, str(new_id())), (STRANGER, school.recording_id)):
        for part in PARTS:
            refused = school.call("GET", f"/v1/shared/recordings/{recording_id}{part}", token)
            assert (refused.status_code, refused.get_json()["code"]) == (404, "recording_not_found")
            assert CANARY not in refused.text


def test_a_share_opens_no_other_door(school: School) -> None:
    school.share()
    place = f"/v1/recordings/{school.recording_id}"
    for method, path in [
        *(("GET", f"{place}{part}") for part in (*PARTS, "/events", "/shares", "/transcript/raw")),
        ("DELETE", place), ("POST", f"{place}/cancel"), ("POST", f"{place}/transcript/proofread"),
    ]:  # fmt: skip
        assert school.call(method, path, COACH).status_code == 404, path
    for method in ("DELETE", "PATCH", "POST"):
        shared = f"/v1/shared/recordings/{school.recording_id}"
        assert school.call(method, shared, COACH).status_code == 405
    assert items(school.call("GET", "/v1/recordings", COACH)) == []
    assert school.call("GET", place).status_code == 200


def test_only_coaches_have_these_doors(school: School) -> None:
    school.share()
    for path in ("/v1/shared/learners", "/v1/shared/recordings"):
        for token in (TOKEN, OTHER_TOKEN, ADMIN_TOKEN):
            refused = school.call("GET", path, token)
            assert (refused.status_code, refused.get_json()["code"]) == (403, "role_required")


def test_sharing_all_covers_what_is_yet_to_come_and_nobody_elses(school: School) -> None:
    share = school.share()
    assert share["recording_id"] is None
    later, theirs = school.uploaded(), school.uploaded(OTHER_TOKEN)
    assert school.statuses(later) == {200}
    assert school.statuses(theirs) == {404}


def test_revoking_holds_at_once(school: School) -> None:
    share = school.share(school.recording_id)
    assert school.statuses(school.recording_id) == {200}
    assert school.call("DELETE", f"/v1/shares/{share['id']}", OTHER_TOKEN).status_code == 404
    assert school.call("DELETE", f"/v1/shares/{share['id']}").status_code == 204
    assert school.statuses(school.recording_id) == {404}
    assert school.call("DELETE", f"/v1/shares/{share['id']}").status_code == 404


def test_a_bond_that_ended_never_opens_old_shares_again(school: School) -> None:
    school.share(school.recording_id)
    school.part(school.ingest.user)
    assert school.statuses(school.recording_id) == {404}
    (listed,) = items(school.call("GET", "/v1/shares"))
    assert (listed["active"], listed["coach_name"]) == (False, None)
    school.bond(school.ingest.user, since_s=60)
    assert school.statuses(school.recording_id) == {404}
    assert items(school.call("GET", "/v1/shared/recordings", COACH)) == []
    assert school.share(school.recording_id)["id"] == listed["id"]
    assert school.statuses(school.recording_id) == {200}


def test_sharing_is_with_ones_own_coaches_and_of_ones_own_recordings(school: School) -> None:
    place = f"/v1/recordings/{school.recording_id}/shares"
    elsewhere = school.wish | {"organisation_id": str(new_id())}
    nobody = school.wish | {"coach_id": str(new_id())}
    for wish in (elsewhere, nobody):
        refused = school.call("POST", place, **wish)
        assert (refused.status_code, refused.get_json()["code"]) == (404, "coach_not_found")
    assert school.call("POST", place, OTHER_TOKEN, **school.wish).get_json()["code"] == "coach_not_found"
    school.bond(school.ingest.other)
    foreign = school.call("POST", place, OTHER_TOKEN, **school.wish)
    assert (foreign.status_code, foreign.get_json()["code"]) == (404, "recording_not_found")
    assert school.call("GET", place, OTHER_TOKEN).status_code == 404


def test_a_learner_sees_when_the_coach_looked(school: School) -> None:
    school.share(school.recording_id), school.share()
    place = f"/v1/recordings/{school.recording_id}/shares"
    assert [each["last_seen_at"] for each in items(school.call("GET", place))] == [None]
    school.call("GET", f"/v1/shared/recordings/{school.recording_id}/report", COACH)
    (listed,) = items(school.call("GET", place))
    assert listed["last_seen_at"] is not None
    assert (listed["coach_name"], listed["active"]) == ("Cem", True)
    assert len(items(school.call("GET", "/v1/shares"))) == 2


def test_what_is_told_of_shares_names_ids_and_the_part(school: School) -> None:
    share = school.share(school.recording_id)
    for _ in range(2):
        school.call("GET", f"/v1/shared/recordings/{school.recording_id}/report", COACH)
    school.call("GET", f"/v1/shared/recordings/{school.recording_id}/audio", COACH)
    school.call("DELETE", f"/v1/shares/{share['id']}")
    events = ["share.granted", "share.used", "share.used", "share.revoked"]
    assert school.ingest.event_types(share["id"]) == events
    rows = school.ingest.rows("SELECT data FROM outbox WHERE aggregate = %s ORDER BY position", share["id"])
    used = json.loads(bytes(rows[1]["data"]))
    assert (used["part"], used["recording_id"]) == ("report", school.recording_id)
    assert CANARY not in str(rows)


def test_lists_show_learners_and_recordings_page_by_page(school: School) -> None:
    school.bond(school.ingest.other)
    made = [school.uploaded(token) for token in (TOKEN, OTHER_TOKEN, TOKEN)]
    school.uploaded(OTHER_TOKEN)
    school.share(), school.share(made[1], OTHER_TOKEN)
    expected = [made[2], made[1], made[0], school.recording_id]
    first = school.call("GET", "/v1/shared/recordings?limit=3", COACH)
    rest = school.call("GET", f"/v1/shared/recordings?cursor={first.get_json()['next_cursor']}", COACH)
    assert [each["id"] for page in (first, rest) for each in items(page)] == expected
    other_id = str(school.ingest.other.user_id)
    of_one = school.call("GET", f"/v1/shared/recordings?learner_id={other_id}", COACH)
    assert [each["id"] for each in items(of_one)] == [made[1]]
    learners = items(school.call("GET", "/v1/shared/learners", COACH))
    assert {each["id"]: each["shares_all"] for each in learners} == {
        str(school.ingest.user.user_id): True,
        other_id: False,
    }
    assert len(items(school.call("GET", "/v1/shared/learners?limit=1", COACH))) == 1
    assert items(school.call("GET", "/v1/shared/learners", STRANGER)) == []


def test_a_deleted_recording_and_a_deleted_learner_leave_no_share(school: School) -> None:
    second = school.uploaded()
    school.share(school.recording_id), school.share(second)
    school.call("DELETE", f"/v1/recordings/{school.recording_id}")
    assert school.statuses(school.recording_id) == {404}
    learner = school.ingest.user
    school.ingest.worker.purge_tenant(Cause("test", new_id(), learner.tenant_id), learner.user_id)
    assert school.ingest.rows("SELECT 1 FROM recordings") == []
    with school.ingest.transactions.begin(learner.tenant_id) as transaction:
        assert transaction.shares.page(10, None) == []


def test_a_deleted_coach_is_no_ones_coach(school: School) -> None:
    school.share()
    cause = Cause("test", new_id(), school.coach.tenant_id)
    school.ingest.worker.purge_tenant(cause, school.coach.user_id)
    assert items(school.call("GET", "/v1/shares")) == []
    assert school.statuses(school.recording_id) == {404}


def test_without_auth_nothing_is_opened(school: School) -> None:
    school.share()
    school.ingest.coaching.trouble = Unavailable("auth is down")
    assert school.statuses(school.recording_id) == {503}
    assert school.call("GET", f"/v1/recordings/{school.recording_id}").status_code == 200
    assert school.ingest.revisions.read(UUID(school.recording_id), NEWEST)


def test_an_idempotent_repetition_makes_one_share(school: School) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": "share-once-please"}
    client = school.ingest.app.test_client()
    answers = [client.post("/v1/shares", json=school.wish, headers=headers) for _ in range(2)]
    assert answers[0].get_json() == answers[1].get_json()
    assert len(items(school.call("GET", "/v1/shares"))) == 1
