"""What a user deletes is gone from every service, store and stream."""

from collections.abc import Iterator

import pytest

from deploy.local.platform import LocalPlatform
from tests.builders.inspection import files_of, messages_of, rows_of
from tests.builders.people import PASSWORD, Person
from tests.builders.speech import Speech
from tests.builders.waiting import eventually


@pytest.fixture
def carla(platform: LocalPlatform, speech: Speech) -> Iterator[Person]:
    """Someone with a finished recording."""
    person = Person(platform)
    audio = speech.say("I will be gone soon.")
    person.sdk.wait(person.sdk.submit(audio, reference_text="I will be gone soon.").id, timeout_s=120)
    yield person
    person.close()


def test_a_deleted_recording_is_gone_everywhere(platform: LocalPlatform, carla: Person) -> None:
    """But for the seconds that it counts against the day's limit: deleting makes no room."""
    recording = carla.sdk.recordings().items[0]
    tenant_id = carla.tenant_id
    assert files_of(platform, tenant_id)
    carla.sdk.delete(recording.id)
    assert carla.http.get(f"/v1/recordings/{recording.id}").status_code == 404
    eventually(lambda: files_of(platform, tenant_id) == [])
    eventually(
        lambda: (
            {table for table in rows_of(platform, tenant_id) if not table.startswith("auth.")}
            == {"ingest.audio_use"}
        )
    )


def test_a_deleted_user_is_gone_everywhere(platform: LocalPlatform, carla: Person) -> None:
    tenant_id = carla.tenant_id
    assert rows_of(platform, tenant_id)
    assert carla.http.delete("/v1/users/me").status_code in {202, 204}
    eventually(lambda: carla.http.get("/v1/recordings").status_code == 401, timeout_s=5)
    again = carla.http.post("/v1/auth/login", json={"email": carla.email, "password": PASSWORD})
    assert again.status_code == 401
    eventually(
        lambda: (rows_of(platform, tenant_id), files_of(platform, tenant_id)) == ({}, []), timeout_s=60
    )
    eventually(lambda: messages_of(platform, tenant_id) == 0, timeout_s=60)


def test_a_logged_out_token_is_refused_by_every_service(platform: LocalPlatform) -> None:
    with Person(platform) as person:
        assert person.http.post("/v1/auth/logout").status_code == 204
        eventually(lambda: person.http.get("/v1/recordings").status_code == 401, timeout_s=5)
        eventually(lambda: person.http.get("/v1/users/me").status_code == 401, timeout_s=5)
