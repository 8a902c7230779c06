"""Look how much work is waiting."""

from dataclasses import dataclass

from services.transcribe.application.ports.pieces import Dispatch
from services.transcribe.application.ports.surroundings import Observer


@dataclass(frozen=True)
class WatchQueues:
    """Business rules: whoever decides on the number of workers sees what waits, what is released and for how
    many slots, of all tenants together."""

    dispatch: Dispatch
    observer: Observer

    def __call__(self) -> None:
        for load in self.dispatch.loads():
            self.observer.loaded(load)
