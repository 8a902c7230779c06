"""Requests made from ingest's own description, right and wrong ones, as an administrator and as nobody."""

from pathlib import Path

import pytest
import schemathesis

from tests.builders.fuzzed_requests import fault_of, operations_of, requests_to
from tests.builders.ingest_service import ADMIN_TOKEN, ingest_service
from tests.infrastructure.fixtures import MakeDatabase

EXAMPLES = 2
SEED = 5
PLENTY = {"requests_per_minute": 1e6, "uploads_per_hour": 1e6}


@pytest.mark.long
def test_every_answer_is_a_declared_one(make_database: MakeDatabase, object_folder: Path) -> None:
    with ingest_service(make_database("ingest"), object_folder, amounts=PLENTY) as ingest:
        schema = schemathesis.openapi.from_wsgi("/v1/openapi.json", ingest.app)
        callers = {"Authorization": f"Bearer {ADMIN_TOKEN}"}, {}
        faults = [
            fault_of(case, case.call(headers=headers))
            for operation in operations_of(schema)
            for case, headers in requests_to(operation, EXAMPLES, SEED, *callers)
        ]
    assert not any(faults), "\n".join(filter(None, faults))
