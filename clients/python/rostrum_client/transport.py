"""One HTTP conversation with the server: retries, token refresh, problem documents as typed errors."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import httpx

from rostrum_client.errors import ApiError, ConnectionFailed, NotLoggedIn, UnexpectedAnswer, error_of
from rostrum_client.tokens import Tokens, TokenStore

RETRIED = frozenset({429, 502, 503, 504})
LONGEST_WAIT_S = 30.0
PROBLEM_TYPES = ("application/problem+json", "application/json")


@dataclass(frozen=True)
class Retries:
    """How often and how patiently a request is repeated; the waits double and are jittered."""

    attempts: int = 4
    first_wait_s: float = 0.3
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic

    def pause(self, attempt: int, asked_s: float | None) -> None:
        """Waits before the next attempt: as long as the server asked, else longer each time."""
        wait = self.first_wait_s * 2**attempt * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, no secret
        self.sleep(min(LONGEST_WAIT_S, max(wait, asked_s or 0.0)))


@dataclass(frozen=True)
class Call:
    """One request. `body` makes its content anew for each attempt, since a stream is used up by the first.

    Every call may be repeated: those that create something carry an Idempotency-Key.
    """

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Callable[[], Mapping[str, Any]] = dict
    authenticated: bool = True


class Transport:
    """Sends calls and gives back successful responses; everything else is raised."""

    def __init__(self, http: httpx.Client, tokens: TokenStore, retries: Retries) -> None:
        self._http = http
        self._tokens = tokens
        self.retries = retries
        self._refreshing = Lock()

    @property
    def tokens(self) -> TokenStore:
        """Where this server's tokens are kept."""
        return self._tokens

    def close(self) -> None:
        self._http.close()

    def send(self, call: Call, *, retried: bool = True) -> httpx.Response:
        """The whole response."""
        with self.stream(call, retried=retried) as response:
            return self._read(response)

    @contextmanager
    def stream(self, call: Call, *, retried: bool = True) -> Iterator[httpx.Response]:
        """The response with its content still to come."""
        response = self._refreshed(call, self._attempts(call, retried), retried)
        try:
            if response.is_error or response.is_redirect:
                raise problem_of(self._read(response))
            yield response
        finally:
            response.close()

    def _read(self, response: httpx.Response) -> httpx.Response:
        try:
            response.read()
        except httpx.TransportError as error:
            raise ConnectionFailed(_why(self._http, error)) from error
        return response

    def _refreshed(self, call: Call, response: httpx.Response, retried: bool) -> httpx.Response:
        """An access token that ran out is replaced, and the call made once more."""
        if response.status_code != 401 or not call.authenticated:
            return response
        used = response.request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not self._refresh(used):
            return response
        response.close()
        return self._attempts(call, retried)

    def _attempts(self, call: Call, retried: bool) -> httpx.Response:
        last = self.retries.attempts - 1 if retried else 0
        for attempt in range(last):
            try:
                response = self._once(call)
            except httpx.TransportError:
                self.retries.pause(attempt, None)
                continue
            if response.status_code not in RETRIED:
                return response
            response.close()
            self.retries.pause(attempt, retry_after(response))
        try:
            return self._once(call)
        except httpx.TransportError as error:
            raise ConnectionFailed(_why(self._http, error)) from error

    def _once(self, call: Call) -> httpx.Response:
        headers = dict(call.headers)
        if call.authenticated:
            headers["Authorization"] = f"Bearer {self._access_token()}"
        request = self._http.build_request(
            call.method, call.path, params=dict(call.params), headers=headers, **call.body()
        )
        return self._http.send(request, stream=True)

    def _access_token(self) -> str:
        tokens = self._tokens.load()
        if tokens is None:
            raise NotLoggedIn(f"You are not logged in at {self._http.base_url}.")
        return tokens.access

    def _refresh(self, used: str) -> bool:
        """Whether there is another access token than the used one; only one thread asks for it."""
        with self._refreshing:
            tokens = self._tokens.load()
            if tokens is None or not tokens.refresh:
                return False
            if tokens.access != used:
                return True
            body = {"json": {"refresh_token": tokens.refresh}}
            call = Call("POST", "/v1/auth/refresh", body=lambda: body, authenticated=False)
            try:
                self._tokens.save(Tokens.of(json_of(self.send(call))))
            except ApiError:
                return False
            return True


def json_of(response: httpx.Response) -> dict[str, object]:
    """The JSON object of a response."""
    try:
        data = response.json()
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise UnexpectedAnswer(f"The answer of {response.request.url} is not a JSON object.")
    return data


def problem_of(response: httpx.Response) -> ApiError:
    """The typed error of an error response, also where something in between answered in HTML."""
    problem: object = None
    if response.headers.get("content-type", "").startswith(PROBLEM_TYPES):
        try:
            problem = response.json()
        except ValueError:
            problem = None
    found = problem if isinstance(problem, dict) else {"title": f"HTTP status {response.status_code}"}
    return error_of(response.status_code, found, retry_after(response))


def retry_after(response: httpx.Response) -> float | None:
    """The seconds the server asks to wait; dates are not used by Rostrum and are ignored."""
    value = response.headers.get("retry-after", "")
    return float(value) if value.isdecimal() else None


def _why(http: httpx.Client, error: httpx.TransportError) -> str:
    reason = str(error) or type(error).__name__
    return f"{http.base_url} can't be reached: {reason}."
