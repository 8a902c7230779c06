"""Usage at the HTTP door, as the services told it."""

import csv
import io
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest
from rostrum.ingest.v1 import events_pb2 as ingest
from werkzeug.test import TestResponse

from chassis.clock import new_id
from chassis.messaging import Delivery, new_event
from services.auth.adapters.inbound.messaging.consumers import USAGE_RECORDED
from services.auth.adapters.inbound.messaging.subscriptions import subscriptions
from tests.builders.auth import operator
from tests.integration.auth.conftest import AuthDoor


class Ledger:
    """Ada at the door, and the events that the services send."""

    def __init__(self, door: AuthDoor, email: str = "ada@example.org") -> None:
        self.door = door
        self.email = email
        self.token = door.tokens(email)["access_token"]
        me = door.me(self.token).json
        assert me is not None
        self.tenant_id, self.user_id = UUID(me["tenant_id"]), UUID(me["id"])

    def tell(self, *, hours_ago: float = 0.0, service: str = "transcribe", **used: object) -> None:
        fields = {"provider": "openai", "operation": "transcribe", "units": 60.0, "unit": "audio_seconds"}
        message = ingest.UsageRecorded(usage=ingest.Usage(**(fields | used)))  # type: ignore[arg-type]
        event = new_event(
            message, service=service, entity="usage", action="recorded", subject=new_id(),
            tenant_id=self.tenant_id, user_id=self.user_id, id=new_id(),
            time=self.door.clock.now() - timedelta(hours=hours_ago),
        )  # fmt: skip
        handlers = {one.consumer: one for one in subscriptions(self.door.application)}
        for _ in range(2):
            handlers[USAGE_RECORDED].handle(Delivery(event, 1, USAGE_RECORDED, 7))

    def read(self, query: str = "", headers: Mapping[str, str] | None = None) -> TestResponse:
        return self.door.call("GET", f"/v1/usage{query}", self.token, headers=headers)


@pytest.fixture
def ada(door: AuthDoor) -> Ledger:
    return Ledger(door)


def test_every_act_is_shown_once_to_whom_it_is_of(door: AuthDoor, ada: Ledger) -> None:
    recording_id = str(new_id())
    ada.tell(recording_id=recording_id, cost_usd=0.006, key_owner=str(ada.tenant_id))
    (item,) = ada.read().json["items"]
    assert (item["service"], item["provider"], item["operation"]) == ("transcribe", "openai", "transcribe")
    assert (item["units"], item["unit"], item["cost_usd"], item["own_key"]) == (
        60.0,
        "audio_seconds",
        0.006,
        True,
    )
    assert (item["recording_id"], item["user_id"]) == (recording_id, str(ada.user_id))
    assert Ledger(door, "eve@example.org").read().json["items"] == []


def test_totals_by_day_provider_and_operation(ada: Ledger) -> None:
    ada.tell(cost_usd=0.5)
    ada.tell(cost_usd=0.25, hours_ago=24)
    ada.tell(service="ingest", provider="rostrum", operation="prepare")
    for group, keys in (
        ("day", ["2026-11-19", "2026-11-20"]),
        ("provider", ["openai", "rostrum"]),
        ("operation", ["prepare", "transcribe"]),
    ):
        items = ada.read(f"?group={group}").json["items"]
        assert [one["key"] for one in items] == keys
        assert sum(one["cost_usd"] for one in items) == 0.75
        assert sum(one["units"] for one in items) == 180.0
    assert [one["key"] for one in ada.read("?group=day&since=2026-11-20").json["items"]] == ["2026-11-20"]
    assert [one["key"] for one in ada.read("?group=day&until=2026-11-20").json["items"]] == ["2026-11-19"]


@pytest.mark.parametrize("query", ["", "group=provider"])
def test_pages_follow_the_cursor(ada: Ledger, query: str) -> None:
    for place in range(5):
        ada.tell(provider=f"p{place}", hours_ago=place)
    seen, cursor = [], ""
    while True:
        page = ada.read(f"?{query}&limit=2{cursor}").json
        seen += [one.get("key") or one["provider"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == [f"p{place}" for place in range(5)]


def test_a_cursor_opens_no_other_list(door: AuthDoor, ada: Ledger) -> None:
    for _ in range(2):
        ada.tell()
    cursor = ada.read("?limit=1").json["next_cursor"]
    for answer in (
        ada.read(f"?group=day&cursor={cursor}"),
        Ledger(door, "eve@example.org").read(f"?cursor={cursor}"),
    ):
        assert (answer.status_code, answer.json["code"]) == (422, "invalid_cursor")


@pytest.mark.parametrize(("query", "accept"), [("?format=csv", "*/*"), ("", "text/csv")])
def test_as_csv(ada: Ledger, query: str, accept: str) -> None:
    ada.tell(provider="=HYPERLINK", cost_usd=0.5)
    answer = ada.read(query, {"Accept": accept})
    assert answer.content_type == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert (row["provider"], row["cost_usd"], row["recording_id"]) == ("'=HYPERLINK", "0.5", "")
    assert row["own_key"] == "false"


def test_administrators_see_everything_and_nobody_else_does(door: AuthDoor, ada: Ledger) -> None:
    ada.tell()
    eve = Ledger(door, "eve@example.org")
    eve.tell()
    assert eve.read("?everyone=true").status_code == 403
    operator(door.database, door.clock)(eve.email, appointed=True)
    eve.token = door.log_in(eve.email).json["access_token"]
    assert {one["tenant_id"] for one in eve.read("?everyone=true").json["items"]} == {
        str(ada.tenant_id),
        str(eve.tenant_id),
    }


@pytest.mark.parametrize(
    ("scopes", "status"), [(["usage:read"], 403), (["usage:read", "admin"], 200), (["admin"], 403)]
)
def test_a_token_for_usage_alone_is_no_administrators(
    door: AuthDoor, ada: Ledger, scopes: list[str], status: int
) -> None:
    operator(door.database, door.clock)(ada.email, appointed=True)
    made = door.call("POST", "/v1/users/me/tokens", ada.token, json={"name": "meter", "scopes": scopes})
    ada.token = made.json["token"]
    assert ada.read("?everyone=true").status_code == status


def test_an_organisation_sees_what_its_keys_paid_for(door: AuthDoor, ada: Ledger) -> None:
    eve = Ledger(door, "eve@example.org")
    with door.database.transaction(eve.tenant_id) as connection:
        connection.exec_driver_sql("UPDATE logins SET verified_at = now()")
    founded = door.call("POST", "/v1/organisations", eve.token, json={"name": "Speakers"})
    school = founded.json["id"]
    ada.tell(key_owner=school, cost_usd=0.5)
    ada.tell()
    (item,) = eve.read(f"?organisation_id={school}").json["items"]
    assert (item["tenant_id"], item["cost_usd"]) == (str(ada.tenant_id), 0.5)
    assert ada.read(f"?organisation_id={school}").status_code == 404
