"""Who a process is to other services, and whom it believes, from its settings."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Protocol
from uuid import UUID

import grpc

from chassis.clock import Clock
from chassis.identity import (
    AccessTokenRules,
    AccessTokenVerifier,
    Exchange,
    ExchangingVerifier,
    KeySet,
    RevocationList,
    ServiceCredentials,
    ServiceCredentialVerifier,
    TokenExchange,
    load_service_keys,
    private_key,
)
from chassis.key_supply import KeySupply
from chassis.lifecycle import Component
from chassis.revocation_feed import FeedSource, RevocationFeed
from chassis.rpc import Admission, channel
from chassis.settings import IdentitySettings, required


class Authority(Protocol):
    """What auth is asked: the keys that sign access tokens, and, while its feed is silent, a session."""

    def signing_keys(self) -> str:
        """The JSON Web Key Set."""
        ...

    def is_active(self, session_id: UUID) -> bool: ...


AuthorityAt = Callable[[grpc.Channel], Authority]
"""The authority behind a channel; only a service may know its wire types."""


class Trust:
    """Each part is made when first asked for, so that a process needs only the keys that its roles use."""

    def __init__(
        self,
        service: str,
        settings: IdentitySettings,
        clock: Clock,
        authority_at: AuthorityAt,
        authority_reads: Sequence[str],
    ) -> None:
        self._service = service
        self._settings = settings
        self._clock = clock
        self._authority_at = authority_at
        self._authority_reads = authority_reads

    def channel(self, peer: str, address: str, reads: Sequence[str]) -> grpc.Channel:
        """A channel to another service, with this one's credential on each call."""
        return channel(address, audience=peer, credentials=self._credentials, reads=reads)

    def admission(self) -> Admission:
        """Lets the other services in, and users with an access token."""
        services = load_service_keys(self._settings.service_keys_dir)
        return Admission(ServiceCredentialVerifier(self._service, services, self._clock), self.users)

    def upkeep(self, source: FeedSource) -> Sequence[Component]:
        """The components that bring `users` what it judges by: keys and revocations."""
        return [KeySupply(self._keys.prepare), RevocationFeed(source, self._revocations)]

    def edge(self, exchange: Exchange) -> ExchangingVerifier:
        """For the door to the outside: other bearers are taken as well, for what auth exchanges them for."""
        return ExchangingVerifier(self.users, TokenExchange(exchange, self._clock))

    @cached_property
    def users(self) -> AccessTokenVerifier:
        """Whoever holds an access token of this platform's issuer."""
        rules = AccessTokenRules(self._settings.token_issuer)
        return AccessTokenVerifier(rules, self._keys, self._clock, self._revocations)

    @cached_property
    def _keys(self) -> KeySet:
        return KeySet(self._authority.signing_keys, self._clock)

    @cached_property
    def _credentials(self) -> ServiceCredentials:
        key = private_key(required(self._settings.service_key, "service_key"))
        return ServiceCredentials(self._service, key, self._clock)

    @cached_property
    def _authority(self) -> Authority:
        return self._authority_at(self.channel("auth", self._settings.auth_rpc, self._authority_reads))

    @cached_property
    def _revocations(self) -> RevocationList:
        return RevocationList(self._authority.is_active, self._clock)
