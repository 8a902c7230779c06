"""Organisations at the HTTP door, on a database under row-level security."""

import base64
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from chassis.clock import new_id
from services.auth.adapters.outbound.messaging.wire_events import WireEvents
from services.auth.adapters.outbound.postgres.facts import FactWriter, Origin
from services.auth.adapters.outbound.postgres.postgres_audit import PostgresAuditTrail
from services.auth.adapters.outbound.postgres.postgres_organisations import orphan_sweep
from services.auth.application.ports.audit import ActFilter
from services.auth.domain.audit import Act
from services.auth.domain.erasure import OTHER_SERVICES
from services.auth.domain.roles import COACH
from tests.builders.chassis_database import opened
from tests.integration.auth.conftest import AuthDoor

_VERIFY = sa.text("UPDATE logins SET verified_at = now() WHERE tenant_id = :tenant_id")
_TABLES = ("organisations", "memberships", "invitations")


@dataclass(frozen=True)
class Somebody:
    """A user at the door."""

    door: AuthDoor
    email: str
    token: str
    user_id: str
    tenant_id: str

    def call(self, method: str, path: str, **json: object) -> TestResponse:
        return self.door.call(method, path, self.token, json=json or None)

    def read(self, path: str) -> dict[str, Any]:
        answer = self.call("GET", path)
        assert answer.status_code == 200, answer.text
        assert answer.json is not None
        return answer.json

    def founded(self, name: str = "Speakers") -> str:
        answer = self.call("POST", "/v1/organisations", name=name)
        assert answer.status_code == 201, answer.text
        assert answer.json is not None
        return str(answer.json["id"])

    def invited(self, organisation_id: str, email: str, role: str = "user") -> str:
        path = f"/v1/organisations/{organisation_id}/invitations"
        answer = self.call("POST", path, email=email, role=role)
        assert answer.status_code == 201, answer.text
        assert answer.json is not None
        assert answer.headers["Location"] == f"{path}/{answer.json['id']}"
        return str(answer.json["id"])


def somebody(door: AuthDoor, name: str, *, verified: bool = True) -> Somebody:
    email = f"{name}@example.org"
    token = door.tokens(email)["access_token"]
    me = door.me(token).json
    assert me is not None
    if verified:
        with door.database.transaction(UUID(me["tenant_id"])) as connection:
            connection.execute(_VERIFY, {"tenant_id": me["tenant_id"]})
    return Somebody(door, email, token, me["id"], me["tenant_id"])


@pytest.fixture
def ada(door: AuthDoor) -> Somebody:
    return somebody(door, "ada")


@pytest.fixture
def ben(door: AuthDoor) -> Somebody:
    return somebody(door, "ben")


def test_an_organisation_from_its_founding_to_its_end(ada: Somebody, ben: Somebody) -> None:
    organisation_id = ada.founded()
    place = f"/v1/organisations/{organisation_id}"
    ada.invited(organisation_id, ben.email, "coach")
    (invitation,) = ben.read("/v1/invitations")["items"]
    assert invitation["organisation_name"] == "Speakers"
    joined = ben.call("POST", f"/v1/invitations/{invitation['id']}/accept")
    assert (joined.status_code, joined.json["role"]) == (200, "coach")  # type: ignore[index]
    members = ada.read(f"{place}/members")["items"]
    assert {member["email"]: member["role"] for member in members} == {ada.email: "admin", ben.email: "coach"}
    assert all(member["email"] is None for member in ben.read(f"{place}/members")["items"])
    assert ada.read("/v1/coaches")["items"][0]["user_id"] == ben.user_id
    assert ada.call("PATCH", place, name="Orators").status_code == 200
    assert ben.read(place)["name"] == "Orators"
    changed = ada.call("PATCH", f"{place}/members/{ben.user_id}", role="user")
    assert changed.status_code == 200
    assert ada.read("/v1/coaches")["items"] == []
    assert ben.call("POST", f"{place}/leave").status_code == 204
    assert ben.call("GET", place).status_code == 404
    activity = ada.read(f"{place}/activity?limit=2")
    assert [act["kind"] for act in activity["items"]] == ["member.left", "member.role_changed"]
    assert "peer" not in activity["items"][0]
    assert ada.call("DELETE", f"{place}?confirm=Speakers").status_code == 422
    assert ada.call("DELETE", f"{place}?confirm=Orators").status_code == 204
    assert ada.read("/v1/organisations")["items"] == []


def test_invitations_are_listed_revoked_and_declined(ada: Somebody, ben: Somebody) -> None:
    organisation_id = ada.founded()
    place = f"/v1/organisations/{organisation_id}/invitations"
    first = ada.invited(organisation_id, ben.email)
    second = ada.invited(organisation_id, "guest@example.org")
    page = ada.read(f"{place}?limit=1")
    assert [item["id"] for item in page["items"]] == [second]
    rest = ada.read(f"{place}?limit=1&cursor={page['next_cursor']}")
    assert ([item["id"] for item in rest["items"]], rest["next_cursor"]) == ([first], None)
    assert ada.call("DELETE", f"{place}/{second}").status_code == 204
    assert ada.call("DELETE", f"{place}/{second}").status_code == 404
    assert ben.call("POST", f"/v1/invitations/{first}/decline").status_code == 204
    assert ada.read(place)["items"] == []


def test_a_refusal_has_one_code_for_each_reason(door: AuthDoor, ada: Somebody, ben: Somebody) -> None:
    organisation_id = ada.founded()
    place = f"/v1/organisations/{organisation_id}"
    guest = somebody(door, "guest", verified=False)
    answers = [
        (guest.call("POST", "/v1/organisations", name="x"), 403, "email_not_verified"),
        (guest.call("GET", "/v1/invitations"), 403, "email_not_verified"),
        (ben.call("GET", place), 404, "organisation_not_found"),
        (ada.call("POST", f"{place}/leave"), 409, "last_admin"),
        (ada.call("DELETE", f"{place}/members/{ben.user_id}"), 404, "member_not_found"),
        (ada.call("DELETE", f"{place}?confirm=no"), 422, "not_confirmed"),
        (ben.call("POST", f"/v1/invitations/{new_id()}/accept"), 404, "invitation_not_found"),
    ]
    told = [(answer.status_code, answer.json["code"]) for answer, _, _ in answers]  # type: ignore[index]
    assert told == [(status, code) for _, status, code in answers]


def test_a_role_cannot_be_smuggled_in(ada: Somebody, ben: Somebody) -> None:
    organisation_id = ada.founded()
    refused = ada.call("POST", "/v1/organisations", name="x", role="admin", id=str(new_id()))
    assert refused.status_code == 422
    bad = ada.call("POST", f"/v1/organisations/{organisation_id}/invitations", email=ben.email, role="owner")
    assert bad.status_code == 422


def test_a_coach_is_one_in_the_next_token(door: AuthDoor, ada: Somebody, ben: Somebody) -> None:
    organisation_id = ada.founded()
    invitation_id = ada.invited(organisation_id, ben.email, "coach")
    ben.call("POST", f"/v1/invitations/{invitation_id}/accept")
    refreshed = door.log_in(ben.email).json
    assert refreshed is not None
    assert refreshed["roles"] == claims(refreshed["access_token"])["roles"] == [COACH]
    ada.call("DELETE", f"/v1/organisations/{organisation_id}/members/{ben.user_id}")
    again = door.log_in(ben.email).json
    assert again is not None
    assert again["roles"] == claims(again["access_token"])["roles"] == []


def claims(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    content: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return content


@pytest.mark.parametrize("table", _TABLES)
def test_the_database_shows_an_organisation_to_its_own_only(
    door: AuthDoor, ada: Somebody, ben: Somebody, table: str
) -> None:
    organisation_id = ada.founded()
    ada.invited(organisation_id, "guest@example.org")
    count = sa.text(f"SELECT count(*) FROM {table}")
    with door.database.transaction(None) as connection:
        assert connection.execute(count).scalar_one() == 0
    with door.database.transaction(UUID(ben.tenant_id)) as connection:
        assert connection.execute(count).scalar_one() == 0
    with door.database.transaction(UUID(organisation_id)) as connection:
        assert connection.execute(count).scalar_one() == 1


def test_members_of_one_organisation_see_nothing_of_each_other(
    door: AuthDoor, ada: Somebody, ben: Somebody
) -> None:
    organisation_id = ada.founded()
    invitation_id = ada.invited(organisation_id, ben.email)
    ben.call("POST", f"/v1/invitations/{invitation_id}/accept")
    with door.database.transaction(UUID(ben.tenant_id)) as connection:
        for table in ("users", "logins", "sessions", "memberships"):
            owners = connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()
            assert owners == 1, table
    with door.database.transaction(UUID(organisation_id)) as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM users")).scalar_one() == 2
        assert connection.execute(sa.text("SELECT count(*) FROM logins")).scalar_one() == 0
        changed = connection.execute(sa.text("UPDATE users SET display_name = 'x'")).rowcount
        assert changed == 0


def test_an_organisation_whose_last_administrator_is_erased_ends(door: AuthDoor, ada: Somebody) -> None:
    organisation_id, kept_id = ada.founded(), somebody(door, "eve").founded()
    with door.database.transaction(UUID(ada.tenant_id)) as connection:
        for table in ("sessions", "logins", "users"):
            connection.execute(sa.text(f"DELETE FROM {table} WHERE tenant_id = '{ada.tenant_id}'"))
    sweep = orphan_sweep(FactWriter(WireEvents(new_id), new_id), door.clock)
    with opened(door.target, "relay") as relay, relay.transaction(None) as connection:
        assert (sweep(connection), sweep(connection)) == (1, 0)
        left = connection.execute(sa.text("SELECT tenant_id FROM organisations")).scalars().all()
    acts = door.application.administration.audit.log.page(ActFilter(tenant_id=UUID(organisation_id)), 9, None)
    assert (acts[0].act.kind, acts[0].act.actor_id) == ("organisation.deleted", None)
    assert [str(each) for each in left] == [kept_id]


def test_where_somebody_acted_from_goes_with_them_and_what_they_did_stays(
    door: AuthDoor, ada: Somebody, ben: Somebody
) -> None:
    organisation_id = UUID(ada.founded())
    writer = FactWriter(WireEvents(new_id), new_id, lambda: Origin("203.0.113.9", "curl", "r"))
    trail = PostgresAuditTrail(door.database, writer)
    for person in (ada, ben):
        trail.record(Act("member.invited", door.clock.now(), organisation_id, UUID(person.user_id)))
    door.application.delete_user(UUID(ada.tenant_id), UUID(ada.user_id))
    for service in OTHER_SERVICES:
        door.application.confirm_erasure(UUID(ada.tenant_id), service, 1)
    recorded = trail.page(ActFilter(tenant_id=organisation_id, kind="member.invited"), 9, None)
    assert {str(each.act.actor_id): each.peer for each in recorded} == {
        ada.user_id: "",
        ben.user_id: "203.0.113.9",
    }
