"""Requests made from auth's own description, right and wrong ones, as an administrator and as nobody.

However they come out, the answer is one that the description declares, no server error, and tells nothing
of what is inside (S5). How many are made of each kind for each operation: ROSTRUM_FUZZ_EXAMPLES.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.schemas import APIOperation

from services.auth.adapters.inbound.http.door import DESCRIPTION
from tests.builders.auth import operator
from tests.integration.auth.conftest import AuthDoor

EXAMPLES = int(os.environ.get("ROSTRUM_FUZZ_EXAMPLES", "2"))
SEED = int(os.environ.get("ROSTRUM_FUZZ_SEED", "5"))
INSIDES = ("Traceback", 'File "', "site-packages", "sqlalchemy", "psycopg", "SELECT ", "services/")
Operation = APIOperation[Any, Any, Any, Any]


def administrator(door: AuthDoor, email: str) -> str:
    """The access token of a new one."""
    door.register(email)
    operator(door.database, door.clock)(email, appointed=True)
    answer = door.log_in(email).json
    assert answer is not None
    return str(answer["access_token"])


def faults_of(operation: Operation, headers: dict[str, str], mode: GenerationMode) -> Iterator[str]:
    """What was answered and is not declared."""
    declared = set(operation.definition.raw["responses"])
    answers: list[tuple[schemathesis.Case, schemathesis.Response]] = []

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        answers.append((case, case.call(headers=headers)))

    with suppress(Unsatisfiable):  # some requests can't be wrong
        ask()
    for case, answer in answers:
        status = answer.status_code
        told = [word for word in INSIDES if word in answer.text or word in str(answer.headers)]
        if str(status) not in declared or (status >= 500 and status != 503) or (status >= 400 and told):
            yield f"{status} to {case.as_curl_command()}: {answer.text[:300]}"


@pytest.mark.timeout(600)
def test_every_answer_is_a_declared_one(door: AuthDoor) -> None:
    schema = schemathesis.openapi.from_wsgi(DESCRIPTION.openapi_path, door.app)
    faults: list[str] = []
    for number, found in enumerate(schema.get_all_operations()):
        operation = found.ok()
        door.clock.advance(60)  # past the limits of the operation before
        token = administrator(door, f"admin-{number}@example.org")
        for headers, mode in product(({"Authorization": f"Bearer {token}"}, {}), GenerationMode):
            faults += faults_of(operation, headers, mode)
    assert not faults, "\n".join(faults)
