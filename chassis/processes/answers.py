"""How a child's answer crosses the pipe.

A child of our own code answers with anything that can be pickled. A child that reads untrusted bytes may
have been taken over, and unpickling runs what the sender likes, so it answers in JSON: plain values, and
errors of the family by their code.
"""

import json
import pickle
from collections.abc import Callable
from typing import Any, Protocol

from chassis.errors import FAMILY, InvalidInput, RostrumError


class ChildFailed(Exception):
    """A call did not come back from its child process."""


class ChildTimedOut(ChildFailed):
    """The child overran its deadline and was killed."""


class ChildCrashed(ChildFailed):
    """The child died in the middle of the call, for example by a memory limit or a signal."""


class Answers(Protocol):
    """Writes an answer in the child and reads it in the parent."""

    def make(self, call: Callable[[], object]) -> bytes: ...
    def read(self, answer: bytes) -> tuple[bool, Any]: ...


class PickledAnswers:
    """From children that run our own code on our own data."""

    def make(self, call: Callable[[], object]) -> bytes:
        try:
            return pickle.dumps((True, call()))
        except Exception as error:  # noqa: BLE001 - carried to the caller, who decides
            return self._failure(error)

    def read(self, answer: bytes) -> tuple[bool, Any]:
        succeeded, value = pickle.loads(answer)  # noqa: S301 - from our own child, see above
        return succeeded, value

    def _failure(self, error: Exception) -> bytes:
        try:
            return pickle.dumps((False, error))
        except Exception:  # noqa: BLE001 - an exception that can't be pickled still has a text
            return pickle.dumps((False, ChildFailed(f"{type(error).__name__}: {error}")))


class PlainAnswers:
    """From children that read untrusted bytes; values are what JSON can say."""

    def make(self, call: Callable[[], object]) -> bytes:
        try:
            return json.dumps({"value": call()}).encode()
        except RostrumError as error:
            problem = {"family": _family(error), "code": error.code, "detail": error.detail}
            return json.dumps({"problem": problem}).encode()
        except Exception as error:  # noqa: BLE001 - told to the caller, who decides
            return json.dumps({"failed": f"{type(error).__name__}: {error}"}).encode()

    def read(self, answer: bytes) -> tuple[bool, Any]:
        try:
            document = json.loads(answer)
            if "value" in document:
                return True, document["value"]
            if "problem" in document:
                return False, _problem(**document["problem"])
            return False, ChildFailed(str(document["failed"]))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise ChildCrashed("the child's answer makes no sense") from error


def _family(error: RostrumError) -> str:
    return next(name for name, kind in FAMILY.items() if kind.status == error.status)


def _problem(family: str, code: str, detail: str) -> RostrumError:
    return FAMILY.get(str(family), InvalidInput)(str(detail), code=str(code))
