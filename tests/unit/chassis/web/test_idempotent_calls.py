"""Idempotency-Key at the door, on a store in memory."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from werkzeug.test import TestResponse

from chassis.errors import InvalidInput, Unavailable
from chassis.web import Call
from tests.builders.web_door import TOKEN, OneToken, ThingDoor, build, known_user
from tests.fakes.idempotency import FakeIdempotency


class Bench:
    """A door, its store and a way to send a request with a key."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.door = ThingDoor()
        self.verifier = OneToken(other_token=known_user())
        store = FakeIdempotency(lambda: self.seconds)
        self.app = build(self.door, verifier=self.verifier, idempotency=store)

    def post(self, name: str = "a", *, key: str = "key-1", token: str = TOKEN) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        return self.app.test_client().post("/v1/things", json={"name": name}, headers=headers)

    def upload(self, size: int, *, key: str = "key-1") -> TestResponse:
        headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": key, "Content-Type": "audio/wav"}
        return self.app.test_client().post("/v1/uploads", data=b"x" * size, headers=headers)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_repetition_gets_the_first_answer(bench: Bench) -> None:
    first, second = bench.post(), bench.post()
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.data == second.data
    assert first.headers["Location"] == second.headers["Location"]
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert len(bench.door.made) == 1


def test_another_body_is_refused_and_changes_nothing(bench: Bench) -> None:
    bench.post("a")
    refused = bench.post("b")
    assert refused.status_code == 422
    assert refused.json is not None
    assert refused.json["code"] == "idempotency_key_reused"
    assert len(bench.door.made) == 1


def test_another_user_has_other_keys(bench: Bench) -> None:
    first, second = bench.post(), bench.post(token="other-token")
    assert first.json != second.json
    assert len(bench.door.made) == 2


def test_while_the_first_runs_others_wait(bench: Bench) -> None:
    started, go_on = threading.Event(), threading.Event()

    def hold(call: Call) -> None:
        started.set()
        go_on.wait(10)

    bench.door.during = hold
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(bench.post)
        started.wait(10)
        second = bench.post()
        go_on.set()
        assert first.result().status_code == 201
    assert (second.status_code, second.get_json()["retryable"]) == (409, True)
    assert "Retry-After" in second.headers


def test_a_refusal_frees_the_key(bench: Bench) -> None:
    def refuse(call: Call) -> None:
        raise InvalidInput("no")

    bench.door.during = refuse
    assert bench.post("a").status_code == 422
    bench.door.during = lambda call: None
    assert bench.post("b").status_code == 201


def test_after_an_outage_the_same_resource_is_made(bench: Bench) -> None:
    intended = []

    def fail(call: Call) -> None:
        intended.append(call.resource_id())
        raise Unavailable("the answer to the commit was lost")

    bench.door.during = fail
    assert bench.post().status_code == 503
    bench.door.during = lambda call: None
    assert bench.post().status_code == 201
    assert bench.door.made == intended


def test_a_key_lives_for_a_day(bench: Bench) -> None:
    bench.post()
    bench.seconds = 23 * 3600
    assert bench.post().headers["Idempotent-Replayed"] == "true"
    bench.seconds = 25 * 3600
    assert "Idempotent-Replayed" not in bench.post().headers


def test_an_upload_is_compared_by_what_arrived(bench: Bench) -> None:
    first, same, other = bench.upload(5000), bench.upload(5000), bench.upload(6000)
    assert (first.status_code, same.status_code, other.status_code) == (201, 201, 422)
    assert same.headers["Idempotent-Replayed"] == "true"
    assert len(bench.door.made) == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "with space", "ümlaut"])
def test_a_key_must_be_short_visible_ascii(bench: Bench, key: str) -> None:
    assert bench.post(key=key).status_code == 400


def test_without_a_key_nothing_is_remembered(bench: Bench) -> None:
    client = bench.app.test_client()
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answers = [client.post("/v1/things", json={"name": "a"}, headers=headers).json for _ in range(2)]
    assert answers[0] != answers[1]


def test_an_answer_that_is_still_to_be_told_is_not_kept_but_its_id_is(bench: Bench) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": "key-1"}
    answers = [
        bench.app.test_client().post("/v1/tales", json={"name": "a"}, headers=headers) for _ in range(2)
    ]
    assert [answer.data for answer in answers] == [b"once upon", b"once upon"]
    assert len(bench.door.made) == 2
    assert len(set(bench.door.made)) == 1
