"""Event streams and waiting calls: what they send, and that they never take all the threads."""

from contextvars import ContextVar

import pytest
from flask.testing import FlaskClient

from chassis.clock import new_id
from chassis.errors import Unauthenticated, Unavailable
from chassis.web import ServerEvent, StreamSlots
from chassis.web.streams import StreamTimes, event_stream
from tests.builders.web_door import TOKEN, Events, ThingDoor, build

AUTH = {"Authorization": f"Bearer {TOKEN}"}
FINAL = ServerEvent("2", "done", {"text": "a\nb"}, last=True)


def allowed() -> None:
    return None


def client_of(door: ThingDoor, threads: int = 8) -> FlaskClient:
    return build(door, threads=threads).test_client()


def test_a_stream_as_browsers_expect_it() -> None:
    door = ThingDoor()
    door.events = [ServerEvent("1", "progress", {"fraction": 0.5}), None, FINAL]
    response = client_of(door).get(f"/v1/things/{new_id()}/events", headers=AUTH)
    assert response.content_type == "text/event-stream"
    assert response.headers["X-Accel-Buffering"] == "no"
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.text == (
        'retry: 3000\n\nid: 1\nevent: progress\ndata: {"fraction":0.5}\n\n'
        'id: 2\nevent: done\ndata: {"text":"a\\nb"}\n\n'
    )


def test_silence_is_filled_with_pings() -> None:
    source = Events([None, None, FINAL])
    response = event_stream(source, StreamSlots(8), recheck=allowed, times=StreamTimes(ping_s=0))
    frames = list(response.response)
    assert frames.count(b": ping\n\n") == 2


def test_a_stream_of_bare_data_says_nothing_else() -> None:
    events = Events([ServerEvent("", "", {"n": 1}), ServerEvent("", "", {"n": 2}, last=True)])
    response = event_stream(events, StreamSlots(8), recheck=allowed, times=StreamTimes(retry_ms=None))
    assert list(response.response) == [b'data: {"n":1}\n\n', b'data: {"n":2}\n\n']


def test_the_source_works_in_the_context_of_the_handler() -> None:
    caller, seen = ContextVar("caller", default="nobody"), []

    class Asking(Events):
        def next(self, timeout_s: float) -> ServerEvent | None:
            seen.append(caller.get())
            return super().next(timeout_s)

    token = caller.set("anna")
    response = event_stream(Asking([FINAL]), StreamSlots(8), recheck=allowed)
    caller.reset(token)
    assert list(response.response)
    assert seen == ["anna"]


def test_a_stream_ends_with_its_lifetime() -> None:
    response = event_stream(Events([FINAL]), StreamSlots(8), recheck=allowed, times=StreamTimes(lifetime_s=0))
    assert list(response.response) == [b"retry: 3000\n\n"]


def test_a_stream_ends_when_its_token_does() -> None:
    def refused() -> None:
        raise Unauthenticated("gone")

    source = Events([None, FINAL])
    response = event_stream(source, StreamSlots(8), recheck=refused, times=StreamTimes(recheck_s=0))
    assert list(response.response) == [b"retry: 3000\n\n"]


def test_draining_ends_streams_and_refuses_new_ones() -> None:
    slots = StreamSlots(8)
    response = event_stream(Events([]), slots, recheck=allowed)
    slots.drain()
    assert list(response.response) == [b"retry: 3000\n\n"]
    with pytest.raises(Unavailable):
        event_stream(Events([]), slots, recheck=allowed)


def test_beyond_a_quarter_of_the_threads_is_refused() -> None:
    slots = StreamSlots(8)
    sources = [Events([]) for _ in range(3)]
    held = [event_stream(source, slots, recheck=allowed) for source in sources[:2]]
    with pytest.raises(Unavailable) as refusal:
        event_stream(sources[2], slots, recheck=allowed)
    assert refusal.value.retry_after_s == 5
    assert sources[2].closed
    held[0].close()
    assert sources[0].closed
    event_stream(Events([]), slots, recheck=allowed).close()


def test_waiting_calls_share_the_slots() -> None:
    door = ThingDoor()
    client = client_of(door, threads=4)
    inner = []
    door.during = lambda call: inner.append(client_of_same(client))
    assert client.get("/v1/wait", headers={"Prefer": "wait=5"}).status_code == 200
    assert inner == [503]
    door.during = lambda call: None
    assert client.get("/v1/wait").status_code == 200


def client_of_same(client: FlaskClient) -> int:
    response = client.application.test_client().get("/v1/wait")
    assert response.headers["Retry-After"] == "5"
    return response.status_code
