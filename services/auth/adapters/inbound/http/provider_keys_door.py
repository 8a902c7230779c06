"""Keys of providers over HTTP, of users and of organisations: for interactive sessions only."""

from collections.abc import Sequence
from uuid import UUID

from chassis.rate_limits import Limit
from chassis.web import Call, Operation, Reply
from services.auth.adapters.inbound.http.callers import caller
from services.auth.adapters.inbound.http.provider_key_bodies import (
    NewProviderKey,
    ProviderKeysView,
    ProviderKeyView,
)
from services.auth.application.use_cases.manage_provider_keys import KeyOwner, ManageProviderKeys

_TAG = "Provider keys"
_OWN = "/v1/users/me/provider-keys"
_SHARED = "/v1/organisations/{organisation_id}/provider-keys"
_ONE = "/{provider}"
_STORED, _TESTED = Limit("provider_keys", 30), Limit("provider_key_tests", 10)
"""A minute: both may call servers that the caller names."""


class ProviderKeysDoor:
    """Each operation reads its request, calls one use case and shows the result."""

    def __init__(self, keys: ManageProviderKeys) -> None:
        self._keys = keys

    def operations(self) -> Sequence[Operation]:
        many, shown, nothing = {200: ProviderKeysView}, {200: ProviderKeyView}, {204: None}
        stored, tested = (_STORED,), (_TESTED,)
        return (
            Operation("GET", _OWN, self.list_provider_keys, _TAG, "user", many),
            Operation(
                "PUT", _OWN + _ONE, self.store_provider_key, _TAG, "user", shown, stored, problems=(503,)
            ),
            Operation("DELETE", _OWN + _ONE, self.delete_provider_key, _TAG, "user", nothing),
            Operation(
                "POST", f"{_OWN}{_ONE}/test", self.test_provider_key, _TAG, "user", shown, tested,
                problems=(503,),
            ),
            Operation("GET", _SHARED, self.list_organisation_keys, _TAG, "user", many),
            Operation(
                "PUT", _SHARED + _ONE, self.store_organisation_key, _TAG, "user", shown, stored,
                problems=(503,),
            ),
            Operation("DELETE", _SHARED + _ONE, self.delete_organisation_key, _TAG, "user", nothing),
            Operation(
                "POST", f"{_SHARED}{_ONE}/test", self.test_organisation_key, _TAG, "user", shown, tested,
                problems=(503,),
            ),
        )  # fmt: skip

    def list_provider_keys(self, call: Call) -> Reply:
        """List your provider keys

        Of each only the last four characters are shown; and all providers that there could be a key of.
        """
        return self._listed(KeyOwner(caller(call)))

    def store_provider_key(self, call: Call, provider: str, body: NewProviderKey) -> Reply:
        """Leave a provider key here

        It replaces the one there is. Your recordings are then transcribed and judged with it, before the
        operator's keys, and what that costs is between you and the provider.
        """
        return self._stored(KeyOwner(caller(call)), provider, body)

    def delete_provider_key(self, call: Call, provider: str) -> Reply:
        """Delete a provider key"""
        self._keys.delete(KeyOwner(caller(call)), provider)
        return Reply()

    def test_provider_key(self, call: Call, provider: str) -> Reply:
        """Try a provider key

        Asks the provider for something that needs the key and costs nothing.
        """
        return Reply(ProviderKeyView.of(self._keys.test(KeyOwner(caller(call)), provider)))

    def list_organisation_keys(self, call: Call, organisation_id: UUID) -> Reply:
        """List an organisation's provider keys

        For its administrators.
        """
        return self._listed(KeyOwner(caller(call), organisation_id))

    def store_organisation_key(
        self, call: Call, organisation_id: UUID, provider: str, body: NewProviderKey
    ) -> Reply:
        """Leave an organisation's provider key here

        For its administrators. It serves the recordings of all members who have no key of their own.
        """
        return self._stored(KeyOwner(caller(call), organisation_id), provider, body)

    def delete_organisation_key(self, call: Call, organisation_id: UUID, provider: str) -> Reply:
        """Delete an organisation's provider key

        For its administrators.
        """
        self._keys.delete(KeyOwner(caller(call), organisation_id), provider)
        return Reply()

    def test_organisation_key(self, call: Call, organisation_id: UUID, provider: str) -> Reply:
        """Try an organisation's provider key

        For its administrators.
        """
        return Reply(ProviderKeyView.of(self._keys.test(KeyOwner(caller(call), organisation_id), provider)))

    def _listed(self, owner: KeyOwner) -> Reply:
        return Reply(ProviderKeysView(items=[ProviderKeyView.of(key) for key in self._keys.list(owner)]))

    def _stored(self, owner: KeyOwner, provider: str, body: NewProviderKey) -> Reply:
        return Reply(ProviderKeyView.of(self._keys.store(owner, provider, body.wish())))
