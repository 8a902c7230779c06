"""Nobody can make the platform call an address, but where that is listed here with what guards it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from docs.operations_page import http_documents, operations

ADDRESS = re.compile(r"url|uri|link|href|host|endpoint|webhook|callback|return|redirect|server|proxy|feed")
TAKEN = {
    "base_url": "a user's own model server: judged by what it resolves to, at each call",
    "return_to": "where a browser goes after a log-in: one of the operator's list, and never called",
}


@pytest.mark.hostile(40)
def test_no_operation_takes_another_address() -> None:
    taken = set()
    for document in http_documents():
        for _, _, operation in operations(document):
            taken |= set(_addresses(operation, document["components"]["schemas"]))
    assert taken == set(TAKEN)


def _addresses(operation: dict[str, Any], schemas: dict[str, Any]) -> Iterator[str]:
    """The names of parameters and fields that sound or are described like one."""
    named = {each["name"]: each["schema"] for each in operation.get("parameters", [])}
    bodies = json.dumps(operation.get("requestBody", {}))
    for name in _reachable(bodies, schemas):
        named |= schemas[name].get("properties", {})
    for name, schema in named.items():
        if ADDRESS.search(name.lower()) or '"format": "uri' in json.dumps(schema):
            yield name


def _reachable(text: str, schemas: dict[str, Any]) -> set[str]:
    """The schemas that a text refers to, and those that they refer to."""
    found: set[str] = set()
    waiting = [text]
    while waiting:
        names = set(re.findall(r"#/components/schemas/(\w+)", waiting.pop())) - found
        found |= names
        waiting += [json.dumps(schemas[name]) for name in names]
    return found
