"""JSON from strangers."""

import json
from typing import NoReturn

from chassis.remote.failures import RemoteNonsense


def parse_answer(text: str | bytes) -> object:
    """Refuses what is no JSON by the standard: NaN, infinities, broken text, nesting without end."""
    try:
        document: object = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise RemoteNonsense("the answer is no JSON") from error
    return document


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
