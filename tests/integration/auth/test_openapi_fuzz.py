"""Requests made from auth's own description, right and wrong ones, as an administrator and as nobody.

However they come out, the answer is one that the description declares, no server error, and tells nothing
of what is inside (S5). B2 of the faults suite asks the running platform thousands of times.
"""

import pytest
import schemathesis

from services.auth.adapters.inbound.http.door import DESCRIPTION
from tests.builders.auth import operator
from tests.builders.fuzzed_requests import fault_of, operations_of, requests_to
from tests.integration.auth.conftest import AuthDoor

EXAMPLES = 2
SEED = 5


def administrator(door: AuthDoor, email: str) -> str:
    """The access token of a new one."""
    door.register(email)
    operator(door.database, door.clock)(email, appointed=True)
    answer = door.log_in(email).json
    assert answer is not None
    return str(answer["access_token"])


@pytest.mark.long
def test_every_answer_is_a_declared_one(door: AuthDoor) -> None:
    schema = schemathesis.openapi.from_wsgi(DESCRIPTION.openapi_path, door.app)
    faults: list[str] = []
    token = ""
    for number, operation in enumerate(operations_of(schema)):
        door.clock.advance(60)  # past the limits of the operation before
        if door.me(token).status_code != 200:
            token = administrator(door, f"admin-{number}@example.org")
        callers = {"Authorization": f"Bearer {token}"}, {}
        for case, headers in requests_to(operation, EXAMPLES, SEED, *callers):
            faults.append(fault_of(case, case.call(headers=headers)))
    assert not any(faults), "\n".join(filter(None, faults))
