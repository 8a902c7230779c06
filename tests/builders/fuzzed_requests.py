"""Requests made from an OpenAPI description, right ones and wrong ones; the same for the same seed."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from itertools import product
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode, Response
from schemathesis.schemas import APIOperation, BaseSchema

INSIDES = ("Traceback", 'File "', "site-packages", "sqlalchemy", "psycopg", "SELECT ", "services/")
"""What no answer tells of the platform (S5)."""
Operation = APIOperation[Any, Any, Any, Any]
Headers = dict[str, str]


def operations_of(schema: BaseSchema) -> list[Operation]:
    schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
    return [found.ok() for found in schema.get_all_operations()]


def requests_to(
    operation: Operation, examples: int, chosen_seed: int, *callers: Headers
) -> Iterator[tuple[Case, Headers]]:
    """So many right ones and so many wrong ones, each by every caller, given by the headers that they send.

    Thinking of one takes longer than sending it, so all callers send the same ones.
    """
    for mode in GenerationMode:
        cases = _cases(operation, mode, examples, chosen_seed)
        yield from ((case, headers) for headers, case in product(callers, cases))


def _cases(operation: Operation, mode: GenerationMode, examples: int, chosen_seed: int) -> list[Case]:
    cases: list[Case] = []

    @seed(chosen_seed)
    @settings(
        max_examples=examples, deadline=None, database=None,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def keep(case: Case) -> None:
        cases.append(case)

    with suppress(Unsatisfiable):  # some requests can't be wrong
        keep()
    return cases


def fault_of(case: Case, answer: Response, besides: Collection[int] = ()) -> str:
    """What is wrong with it: not declared, a server error, or telling of what is inside; or nothing.

    `besides`: what a proxy before the door may say to anything.
    """
    status = answer.status_code
    told = [word for word in INSIDES if word in answer.text or word in str(answer.headers)]
    declared = status in besides or str(status) in case.operation.definition.raw["responses"]
    if declared and (status < 500 or status == 503) and not (status >= 400 and told):
        return ""
    return f"{status} to {case.as_curl_command()[:500]}: {answer.text[:300]}"
