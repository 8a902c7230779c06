"""Text models that tenants open with keys of their own."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.lent_keys import KeyVault
from chassis.remote import Destinations, RemoteApi, bearer

SERVICE = "own_text_model"
"""In metrics: of whom it is, is nobody's business there."""


@dataclass(frozen=True)
class OwnModel:
    """`key_owner` is the tenant that pays."""

    api: RemoteApi
    model: str
    key_owner: UUID


class OwnModels:
    """A key is borrowed for one piece of work of a job and forgotten after it. `private_urls` lets servers
    that users name be in private networks."""

    def __init__(self, vault: KeyVault, now: Callable[[], datetime], *, private_urls: bool) -> None:
        self._vault = vault
        self._now = now
        self._destinations = Destinations(private=private_urls)

    @contextmanager
    def lent(self, tenant_id: UUID, job_id: UUID) -> Iterator[OwnModel | None]:
        """None where the tenant has no key for a text model. Raises `Unavailable`."""
        offer = next((offer for offer in self._vault.offers(tenant_id) if offer.text_model), None)
        key = self._vault.lend(tenant_id, offer.provider, job_id) if offer else None
        if offer is None or key is None:
            yield None
            return
        destinations = self._destinations if key.owners_url else None
        api = RemoteApi(SERVICE, key.base_url, bearer(key.key), now=self._now, destinations=destinations)
        with closing(api):
            yield OwnModel(api, offer.text_model, key.owner_id)
