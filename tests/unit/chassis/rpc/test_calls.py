"""Whom calls are for and until when, as it is passed on inside one thread."""

from uuid import uuid4

import pytest

from chassis.errors import PermissionDenied
from chassis.rpc import Call, current_call, on_behalf
from chassis.rpc.calls import acting_for, answering

TENANT, OTHER = uuid4(), uuid4()


def test_outside_of_a_call_there_is_none() -> None:
    with pytest.raises(LookupError):
        current_call()
    assert acting_for() is None


def test_calls_made_inside_a_call_are_for_the_same_tenant_and_user() -> None:
    with answering(Call("m", "ingest", TENANT, user_token="token")):
        behalf = acting_for()
    assert behalf is not None
    assert (behalf.tenant_id, behalf.user_token) == (TENANT, "token")


def test_on_behalf_decides_where_it_is_given() -> None:
    with answering(Call("m", "ingest", TENANT, user_token="token")), on_behalf(tenant_id=OTHER):
        behalf = acting_for()
    assert behalf is not None
    assert (behalf.tenant_id, behalf.user_token) == (OTHER, None)
    assert acting_for() is None


def test_a_call_without_tenant_has_none_to_give() -> None:
    with pytest.raises(PermissionDenied):
        _ = Call("m", "ingest").tenant_id


def test_tokens_are_not_shown() -> None:
    with on_behalf(tenant_id=TENANT, user_token="canary"):
        shown = f"{acting_for()} {Call('m', 'ingest', user_token='canary')}"
    assert "canary" not in shown
