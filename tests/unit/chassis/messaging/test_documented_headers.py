"""A subscriber finds every header of an event in docs/asyncapi.json."""

import json
from dataclasses import replace
from pathlib import Path

from jsonschema import Draft202012Validator

from chassis.messaging.wire import to_wire
from tests.builders.events import an_event

DOCUMENT = Path(__file__).parents[4] / "docs/asyncapi.json"
TRACE = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}


def test_every_header_is_documented_and_fits() -> None:
    described = json.loads(DOCUMENT.read_text())["components"]["messageTraits"]["cloudevent"]["headers"]
    headers = dict(to_wire(replace(an_event(), trace=TRACE)).headers)
    assert set(headers) <= set(described["properties"])
    assert list(Draft202012Validator(described).iter_errors(headers)) == []
