"""Ids in requests."""

from uuid import uuid4

import pytest
from rostrum.ingest.v1.ingest_service_pb2 import GetRecordingRequest

from chassis.errors import InvalidInput
from chassis.rpc import id_in


def test_an_id_is_read() -> None:
    known = uuid4()
    assert id_in(GetRecordingRequest(recording_id=str(known)), "recording_id") == known


@pytest.mark.parametrize("text", ["", "x", "../etc", "\x00", "1" * 5000])
def test_anything_else_is_refused_with_the_name_of_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        id_in(GetRecordingRequest(recording_id=text), "recording_id")
    assert (refused.value.code, refused.value.faults[0].pointer) == ("invalid_id", "/recording_id")
