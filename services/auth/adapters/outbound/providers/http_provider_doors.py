"""Providers over HTTP. Nothing that one answers is passed on: it may hold the key.

What calls them is loaded with the first call: an HTTP client takes 20 MB.
"""

from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from functools import cached_property
from typing import Any

from services.auth.domain.errors import BadProviderKey
from services.auth.domain.key_providers import KeyProvider
from services.auth.domain.provider_key import KeyText, TestResult

DEADLINE_S = 10.0
_LARGEST_ANSWER = 4 * 1024 * 1024
"""Of lists of models; a hosted one may have hundreds."""


class HttpProviderDoors:
    """`addresses` are the operator's, by provider, where they are not the usual ones; they are trusted.
    `private` lets the servers that users name stand in private networks."""

    def __init__(
        self, addresses: Mapping[str, str], now: Callable[[], datetime], *, private: bool = False
    ) -> None:
        self._addresses = addresses
        self._now = now
        self._private = private

    def check_url(self, url: str) -> None:
        from chassis.remote import RemoteFailed

        try:
            self._destinations.check_url(url)
        except RemoteFailed as failure:
            raise BadProviderKey(f"The server can't be used: it {failure}.") from None

    def test(self, provider: KeyProvider, base_url: str | None, key: KeyText) -> TestResult:
        from chassis.remote import RemoteFailed, RemoteOffLimits, RemoteRefused

        with closing(self._api(provider, base_url, key)) as api:
            try:
                api.json("GET", provider.test_path, deadline_s=DEADLINE_S)
            except RemoteOffLimits:
                return "unreachable"
            except RemoteRefused:
                return "refused"
            except RemoteFailed:
                return "unreachable"
        return "ok"

    def address(self, provider: KeyProvider) -> str:
        return self._addresses.get(provider.name, provider.base_url).rstrip("/")

    @cached_property
    def _destinations(self) -> Any:  # noqa: ANN401 - its type is known only once it is loaded
        from chassis.remote import Destinations

        return Destinations(private=self._private)

    def _api(self, provider: KeyProvider, base_url: str | None, key: KeyText) -> Any:  # noqa: ANN401 - as above
        from chassis.remote import RemoteApi

        return RemoteApi(
            f"{provider.name}_key_test",
            base_url or self.address(provider),
            {provider.header: provider.scheme + key.text},
            now=self._now,
            largest_answer=_LARGEST_ANSWER,
            destinations=self._destinations if base_url else None,
        )
