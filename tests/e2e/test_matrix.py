"""A1: every operation, tried by everybody; what is expected follows from what the operation declares.

The operations are those of the documents that the doors serve: a new one is tried without a line here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from deploy.local.platform import LocalPlatform
from docs.operations_page import OPENAPI, http_documents
from services.auth.domain.scopes import SCOPES
from tests.builders.cohorts import found_organisation
from tests.builders.forged_sessions import forgeries_of
from tests.builders.machines import Machine
from tests.builders.people import Person
from tests.builders.requests_of import Described, described_in
from tests.builders.rpc_doors import RpcDoors
from tests.builders.speech import Speech

OPERATIONS = {one.name: one for document in http_documents() for one in described_in(document)}
FOR_USERS = {name: one for name, one in OPERATIONS.items() if one.policy != "anonymous"}
FOR_ROLES = {name: one for name, one in FOR_USERS.items() if one.policy != "user"}
ABOUT_SOMETHING = {
    name: one for name, one in FOR_USERS.items() if one.policy == "user" and one.path_parameters
}
LISTS = {
    name: one
    for name, one in FOR_USERS.items()
    if one.policy == "user" and one.method == "GET" and not one.path_parameters
}
OF_ORGANISATIONS = {
    name: one
    for name, one in ABOUT_SOMETHING.items()
    if "organisation_id" in one.path_parameters and not one.safe and not one.path.endswith("/leave")
}
ANYBODY = {name: one for name, one in OPERATIONS.items() if one.policy == "anonymous"}
SCOPED = {name: one for name, one in FOR_USERS.items() if one.scope and one.policy == "user"}
WRONG = ("expired", "changed after signing", "own key under a known kid")


@dataclass(frozen=True)
class Cast:
    """Who tries: the owner of what `ids` name, two others, bearers of no good token, a machine per scope."""

    platform: LocalPlatform
    http: httpx.Client
    owner: Person
    stranger: Person
    colleague: Person
    ids: dict[str, str]
    refused: dict[str, str]
    machines: dict[str, str]

    def ask(
        self, operation: Described, token: str | None, ids: dict[str, str] | None = None
    ) -> httpx.Response:
        sent = operation.sent()
        headers = sent.pop("headers") | ({"Authorization": f"Bearer {token}"} if token else {})
        return self.http.request(operation.method, operation.about(ids or {}), headers=headers, **sent)

    def ask_as(
        self, person: Person, operation: Described, ids: dict[str, str] | None = None
    ) -> httpx.Response:
        return self.ask(operation, person.tokens["access_token"], ids)


@pytest.fixture(scope="module")
def owned(platform: LocalPlatform, anna: Person, speech: Speech) -> Iterator[dict[str, str]]:
    """The ids of what is Anna's."""
    recording = anna.sdk.wait(anna.sdk.submit(speech.say("This is mine.")).id, timeout_s=120).id
    with Machine(platform, anna, "matrix", "usage:read") as machine:
        yield {
            "recording_id": recording,
            "other_id": recording,
            "token_id": str(machine.made["id"]),
            "session_id": str(anna.claims()["sid"]),
            "user_id": str(anna.claims()["sub"]),
        }


@pytest.fixture(scope="module")
def cast(platform: LocalPlatform, anna: Person, owned: dict[str, str]) -> Iterator[Cast]:
    forged = forgeries_of(platform, anna)[1]
    service = RpcDoors(platform).credential("ingest", "rostrum")[1]
    refused = {name: forged[name] for name in WRONG} | {"a service's credential": service}
    with (
        Person(platform) as stranger,
        Person(platform) as colleague,
        httpx.Client(base_url=platform.url, timeout=30) as http,
    ):
        organisation_id = found_organisation(platform, anna, colleague)
        machines = {scope: Machine(platform, stranger, scope, scope).token for scope in SCOPES}
        ids = owned | {"organisation_id": organisation_id}
        yield Cast(platform, http, anna, stranger, colleague, ids, refused, machines)


def code_of(answer: httpx.Response) -> str:
    problem = answer.json()
    return str(problem.get("code") or problem["error"]["code"])


def test_the_platform_serves_the_operations_that_are_tried(platform: LocalPlatform) -> None:
    served = [httpx.get(platform.url + path).json() for path in OPENAPI]
    assert {one.name for document in served for one in described_in(document)} == set(OPERATIONS)


@pytest.mark.parametrize("operation", FOR_USERS.values(), ids=FOR_USERS)
def test_nobody_enters_where_a_user_is_due(cast: Cast, operation: Described) -> None:
    answers = {name: cast.ask(operation, token, cast.ids) for name, token in cast.refused.items()}
    answers["anonymous"] = cast.ask(operation, None, cast.ids)
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 401)
    if operation.method != "HEAD":
        assert len({code_of(answer) for answer in answers.values()}) == 1


@pytest.mark.parametrize("operation", ANYBODY.values(), ids=ANYBODY)
def test_anybody_enters_where_nobody_is_due(cast: Cast, operation: Described) -> None:
    answer = cast.ask(operation, None)
    assert answer.status_code < 500
    assert answer.status_code != 401 or "401" in operation.statuses
    assert answer.status_code != 403


@pytest.mark.parametrize("operation", FOR_ROLES.values(), ids=FOR_ROLES)
def test_nobody_enters_without_the_role(cast: Cast, operation: Described) -> None:
    answer = cast.ask_as(cast.owner, operation, cast.ids)
    assert (answer.status_code, code_of(answer)) == (403, "role_required")


@pytest.mark.parametrize("operation", FOR_USERS.values(), ids=FOR_USERS)
def test_an_api_token_needs_the_scope(cast: Cast, operation: Described) -> None:
    other = next(scope for scope in ("usage:read", "recordings:read") if scope != operation.scope)
    answer = cast.ask(operation, cast.machines[other])
    assert answer.status_code == 403
    if operation.method != "HEAD":
        assert code_of(answer) == ("scope_required" if operation.scope else "session_required")
        assert operation.scope is None or operation.scope in answer.text


@pytest.mark.parametrize("operation", SCOPED.values(), ids=SCOPED)
def test_an_api_token_with_the_scope_enters(cast: Cast, operation: Described) -> None:
    assert operation.scope is not None
    answer = cast.ask(operation, cast.machines[operation.scope], cast.ids)
    assert answer.status_code not in {401, 403, 429}
    assert answer.status_code < 500 or "503" in operation.statuses


@pytest.mark.parametrize("operation", ABOUT_SOMETHING.values(), ids=ABOUT_SOMETHING)
def test_what_is_somebody_elses_is_not_there(cast: Cast, operation: Described) -> None:
    """The same answer as for what never was, to who knows the ids: in the same organisation as in none."""
    others = [cast.stranger]
    if "organisation_id" not in operation.path_parameters:
        others.append(cast.colleague)
    for person in others:
        known, unknown = cast.ask_as(person, operation, cast.ids), cast.ask_as(person, operation)
        assert known.status_code == 404 or code_of(known) == "email_not_verified", known.text
        assert known.status_code == unknown.status_code
        if operation.method != "HEAD":
            assert code_of(known) == code_of(unknown)


@pytest.mark.parametrize("operation", OF_ORGANISATIONS.values(), ids=OF_ORGANISATIONS)
def test_a_plain_member_changes_nothing_of_an_organisation(cast: Cast, operation: Described) -> None:
    answer = cast.ask_as(cast.colleague, operation, cast.ids)
    assert answer.status_code in {403, 404, 422}, answer.text


@pytest.mark.parametrize("operation", LISTS.values(), ids=LISTS)
def test_lists_hold_nothing_of_somebody_elses(cast: Cast, operation: Described) -> None:
    answer = cast.ask_as(cast.stranger, operation)
    assert answer.status_code < 500 or "503" in operation.statuses
    assert not [name for name, value in cast.ids.items() if value in answer.text]


def test_what_is_ones_own_is_there(cast: Cast) -> None:
    reading = [
        one for one in ABOUT_SOMETHING.values() if one.safe and set(one.path_parameters) <= set(cast.ids)
    ]
    found = [cast.ask_as(cast.owner, one, cast.ids) for one in reading]
    assert not [answer.url for answer in found if answer.status_code in {401, 403}]
    assert sum(answer.is_success for answer in found) > len(found) // 2
