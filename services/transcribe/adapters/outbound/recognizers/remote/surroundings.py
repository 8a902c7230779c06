"""What engines behind an API share with the rest of the process, told without loading what calls them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.transcribe.adapters.outbound.recognizers.remote.call_book import CallBook


@dataclass(frozen=True)
class Surroundings:
    """`prices` are the operator's, US dollars a minute, by engine/model."""

    book: CallBook
    prices: Mapping[str, float]
    slots: int
    now: Callable[[], datetime]
    key_owner: UUID | None = None
    """The tenant whose own key it is; None for the operator's."""
    users_url: bool = False
    """A user has named the service's address: it is judged at each connection."""
    private_urls: bool = False
    """Whether it may lead into private networks."""
