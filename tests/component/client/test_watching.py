"""Following the work: by events, over broken streams, and without any stream."""

import itertools

import pytest
from rostrum_client import Retries, RostrumClient
from rostrum_client.errors import ConnectionFailed, NotFound, TimedOut

from tests.component.client.conftest import PASSWORD, Waits
from tests.fakes.gateway_recordings import ID, all_stages, recording
from tests.fakes.gateway_server import Gateway


def test_every_change_is_seen_up_to_the_end(client: RostrumClient) -> None:
    seen = list(client.watch(ID))
    assert [item.status for item in seen][-1] == "completed"
    assert [(item.progress.stage, item.progress.fraction) for item in seen[:3]] == [
        ("prepare", 0.0),
        ("prepare", 0.5),
        ("prepare", 1.0),
    ]
    assert len(seen) == len(all_stages())


def test_a_stream_that_ends_early_is_resumed_behind_the_last_event(
    client: RostrumClient, gateway: Gateway
) -> None:
    gateway.events_for_one_stream = 3
    seen = list(client.watch(ID))
    assert seen[-1].status == "completed"
    assert gateway.resumed_after[:2] == ["", "3"]


def test_without_a_slot_for_a_stream_the_recording_is_asked_for(
    client: RostrumClient, gateway: Gateway
) -> None:
    gateway.has_streams = False
    assert list(client.watch(ID))[-1].status == "completed"
    assert gateway.resumed_after == []


def test_a_cut_connection_is_no_end(client: RostrumClient, gateway: Gateway) -> None:
    gateway.faults = [(f"/v1/recordings/{ID}/events", None), (f"/v1/recordings/{ID}", None)]
    assert list(client.watch(ID))[-1].status == "completed"


def test_an_expired_token_is_replaced_while_watching(client: RostrumClient, gateway: Gateway) -> None:
    gateway.expire()
    assert list(client.watch(ID))[-1].status == "completed"


def test_a_server_that_stays_away_ends_the_watch(
    client: RostrumClient, gateway: Gateway, waits: Waits
) -> None:
    gateway.faults = [("/v1/recordings", None)] * 2000
    with pytest.raises(ConnectionFailed, match="stopped answering"):
        list(client.watch(ID))
    assert waits.seconds


def test_a_time_limit_ends_the_watch_and_not_the_work(client: RostrumClient, gateway: Gateway) -> None:
    gateway.steps = [recording("received")]
    gateway.events_for_one_stream = 1
    with pytest.raises(TimedOut):
        list(client.watch(ID, timeout_s=5.0))


def test_a_time_limit_ends_a_stream_that_goes_on(gateway: Gateway) -> None:
    ticks = itertools.count()
    patient = Retries(sleep=lambda _: None, monotonic=lambda: float(next(ticks)))
    with RostrumClient(gateway.url, retries=patient) as watching:
        watching.register("ann@example.org", PASSWORD)
        with pytest.raises(TimedOut):
            list(watching.watch(ID, timeout_s=5.0))
    assert gateway.resumed_after == [""]


def test_a_recording_that_is_not_there_is_said_so(client: RostrumClient, gateway: Gateway) -> None:
    gateway.deleted = True
    gateway.has_streams = False
    with pytest.raises(NotFound):
        list(client.watch(ID))
