"""Two organisations: what a learner shares opens for that coach, for reading, and for nobody else."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from deploy.local.platform import LocalPlatform
from tests.builders.cohorts import admit, found_organisation
from tests.builders.inspection import connect
from tests.builders.people import Person
from tests.builders.speech import Speech
from tests.builders.waiting import eventually

CANARY = "zanzibar marmalade"
UNKNOWN = "00000000-0000-7000-8000-000000000000"
PARTS = ("", "/audio", "/transcript", "/analysis", "/report")
HOLDS_WITHIN_S = 5.0


@dataclass
class School:
    """`ada` looks after one organisation, with the learners lena and mia and the coaches carl and rita, and
    `boris` after the other, with the coach bob. Lena shares one recording with carl and rita."""

    platform: LocalPlatform
    ada: Person
    lena: Person
    mia: Person
    carl: Person
    rita: Person
    boris: Person
    bob: Person
    organisation_id: str = ""
    recording_id: str = ""
    unshared_id: str = ""
    share_ids: dict[str, str] = field(default_factory=dict)

    def share(self, learner: Person, coach: Person, recording_id: str | None = None) -> str:
        """All recordings, where none is named."""
        path = f"/v1/recordings/{recording_id}/shares" if recording_id else "/v1/shares"
        wish = {"coach_id": coach.user_id, "organisation_id": self.organisation_id}
        return str(learner.http.post(path, json=wish).raise_for_status().json()["id"])

    def outsiders(self) -> dict[str, Person]:
        return {"other learner": self.mia, "administrator": self.ada, "coach elsewhere": self.bob}


@pytest.fixture(scope="module")
def talk(speech: Speech) -> Path:
    return speech.say("This is only for my coach and me.")


@pytest.fixture(scope="module")
def school(platform: LocalPlatform, talk: Path) -> Iterator[School]:
    with ExitStack() as present:
        ada, lena, mia, carl, rita, boris, bob = (present.enter_context(Person(platform)) for _ in range(7))
        school = School(platform, ada, lena, mia, carl, rita, boris, bob)
        school.organisation_id = found_organisation(
            platform, school.ada, school.lena, school.mia, coaches=(school.carl, school.rita)
        )
        found_organisation(platform, school.boris, coaches=(school.bob,))
        made = school.lena.sdk.submit(talk, title=CANARY, reference_text="This is only for my coach and me.")
        school.recording_id = school.lena.sdk.wait(made.id, timeout_s=180).id
        school.unshared_id = school.lena.sdk.submit(talk, title=f"{CANARY} in private").id
        for name, coach in (("carl", school.carl), ("rita", school.rita)):
            school.share_ids[name] = school.share(school.lena, coach, school.recording_id)
        yield school


def test_the_coach_reads_it_with_the_command_lines_own_client(school: School) -> None:
    shared = school.carl.sdk.shared
    (found,) = shared.recordings()
    assert (found.id, found.title, found.learner_id) == (school.recording_id, CANARY, school.lena.user_id)
    assert shared.report(found.id) == school.lena.sdk.report(found.id)
    assert shared.export(found.id, "markdown") == school.lena.sdk.export(found.id, "markdown")
    assert shared.transcript(found.id) == school.lena.sdk.transcript(found.id)
    assert shared.analysis(found.id) == school.lena.sdk.analysis(found.id)
    audio = school.carl.http.get(f"/v1/shared/recordings/{found.id}/audio").content
    assert audio == school.lena.http.get(f"/v1/recordings/{found.id}/audio").content


def test_the_learner_and_the_audit_trail_see_what_the_coach_read(school: School) -> None:
    school.carl.http.get(f"/v1/shared/recordings/{school.recording_id}/report").raise_for_status()
    shares = {share.id: share for share in school.lena.sdk.shares.list()}
    assert shares[school.share_ids["carl"]].last_seen_at
    acts = "SELECT count(*) FROM audit_acts WHERE tenant_id = %s AND kind = %s AND actor_id = %s"

    def noted(kind: str, actor: Person) -> bool:
        with connect(school.platform, "auth") as connection:
            row = connection.execute(acts, (school.lena.tenant_id, kind, actor.user_id)).fetchone()
            return row is not None and row[0] > 0

    eventually(lambda: noted("share.granted", school.lena) and noted("recording.read_by_coach", school.carl))


def doors(school: School, recording_id: str) -> Iterator[tuple[str, str]]:
    """Every door that takes an id of the learner's, with a recording in the place of hers."""
    for part in PARTS:
        yield "GET", f"/v1/shared/recordings/{recording_id}{part}"
        yield "GET", f"/v1/recordings/{recording_id}{part}"
    yield "GET", f"/v1/shared/recordings/{recording_id}/transcript?format=srt"
    yield "GET", f"/v1/shared/recordings?learner_id={school.lena.user_id}"
    yield "GET", f"/v1/recordings/{recording_id}/shares"
    yield "DELETE", f"/v1/recordings/{recording_id}"
    yield "DELETE", f"/v1/shares/{school.share_ids['carl']}"


def test_replaying_every_id_opens_nothing_for_others(school: School) -> None:
    for name, person in school.outsiders().items():
        for method, path in doors(school, school.recording_id):
            answer = person.http.request(method, path)
            told = same_but_for_ids(person.http.request(method, path.replace(school.recording_id, UNKNOWN)))
            assert same_but_for_ids(answer) == told, (name, path)
            assert answer.status_code in (200, 403, 404), (name, path, answer.text)
            assert answer.status_code != 200 or answer.json()["items"] == [], (name, path)
            assert CANARY not in answer.text, (name, path)


def test_a_share_opens_what_is_shared_and_changes_nothing(school: School) -> None:
    for method, path in doors(school, school.unshared_id):
        if method == "GET" and "learner_id" not in path:
            assert school.carl.http.request(method, path).status_code == 404, path
    for method, path in doors(school, school.recording_id):
        if not path.startswith("/v1/shared/"):
            assert school.carl.http.request(method, path).status_code == 404, path
    listed = school.carl.http.get("/v1/shared/recordings").text
    assert school.unshared_id not in listed
    assert "in private" not in listed
    assert school.lena.http.get(f"/v1/recordings/{school.recording_id}").status_code == 200


def test_nobody_without_a_token_gets_in(school: School) -> None:
    for method, path in doors(school, school.recording_id):
        assert httpx.request(method, school.platform.url + path).status_code == 401


def test_nobody_shares_with_a_coach_of_another_organisation(school: School) -> None:
    for coach in (school.bob, school.mia, school.boris):
        wish = {"coach_id": coach.user_id, "organisation_id": school.organisation_id}
        refused = school.lena.http.post("/v1/shares", json=wish)
        assert (refused.status_code, refused.json()["code"]) == (404, "coach_not_found")
    assert [coach["user_id"] for coach in school.bob.http.get("/v1/coaches").json()["items"]] == []


def test_a_removed_coach_reads_nothing_more_within_seconds(school: School) -> None:
    place = f"/v1/shared/recordings/{school.recording_id}"
    assert school.rita.http.get(f"{place}/report").status_code == 200
    member = f"/v1/organisations/{school.organisation_id}/members/{school.rita.user_id}"
    school.ada.http.delete(member).raise_for_status()
    eventually(lambda: school.rita.http.get(place).status_code == 404, timeout_s=HOLDS_WITHIN_S)
    for part in PARTS:
        assert school.rita.http.get(f"{place}{part}").status_code == 404
    admit(school.ada, school.organisation_id, school.rita, "coach")
    eventually(lambda: not is_active(school.lena, school.share_ids["rita"]))
    assert school.rita.http.get(place).status_code == 404


def test_who_leaves_takes_everything_along(school: School, talk: Path) -> None:
    recording_id = school.mia.sdk.submit(talk, title="Mine", transcript_only=True).id
    share_id = school.share(school.mia, school.carl)
    place = f"/v1/shared/recordings/{recording_id}"
    assert school.carl.http.get(f"{place}/audio").status_code == 200
    school.mia.http.post(f"/v1/organisations/{school.organisation_id}/leave").raise_for_status()
    eventually(lambda: school.carl.http.get(place).status_code == 404, timeout_s=HOLDS_WITHIN_S)
    assert not is_active(school.mia, share_id)
    admit(school.ada, school.organisation_id, school.mia, "user")


def test_shares_go_with_the_coach_and_with_the_learner(school: School, talk: Path) -> None:
    with Person(school.platform) as coach, Person(school.platform) as learner:
        organisation_id = found_organisation(school.platform, school.boris, learner, coaches=(coach,))
        recording_id = learner.sdk.submit(talk, title="Mine", transcript_only=True).id
        wish = {"organisation_id": organisation_id}
        own = coach.http.post("/v1/shares", json={**wish, "coach_id": coach.user_id})
        assert own.status_code == 404, "nobody is their own coach"
        learner.http.post("/v1/shares", json={**wish, "coach_id": coach.user_id}).raise_for_status()
        assert coach.http.get(f"/v1/shared/recordings/{recording_id}").status_code == 200
        coach.http.delete("/v1/users/me").raise_for_status()
        eventually(lambda: learner.http.get("/v1/shares").json()["items"] == [])
        learner.http.delete("/v1/users/me").raise_for_status()
        eventually(lambda: shares_of(school.platform, learner) == 0)


def is_active(learner: Person, share_id: str) -> bool:
    return next(share.active for share in learner.sdk.shares.list() if share.id == share_id)


def shares_of(platform: LocalPlatform, learner: Person) -> int:
    query = "SELECT count(*) FROM shares WHERE tenant_id = %s"
    with connect(platform, "ingest") as connection:
        row = connection.execute(query, (learner.tenant_id,)).fetchone()
    assert row is not None
    return int(row[0])


def same_but_for_ids(answer: httpx.Response) -> tuple[int, str]:
    told = {name: text for name, text in answer.json().items() if name not in {"instance", "request_id"}}
    return answer.status_code, json.dumps(told, sort_keys=True)
