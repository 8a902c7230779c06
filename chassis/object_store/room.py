"""How much room is left for objects, where the store knows it: an alarm before uploads are refused."""

from prometheus_client import Gauge

from chassis.object_store.port import ObjectStore
from chassis.periodic import Periodic

_EVERY_S = 30.0

_FREE = Gauge("rostrum_object_store_free_bytes", "Room for objects, where the store knows it.", ["service"])


def room_gauge(store: ObjectStore, service: str) -> Periodic:
    """As a part of a process."""

    def measure() -> bool:
        free = store.free_bytes()
        if free is not None:
            _FREE.labels(service).set(free)
        return False

    return Periodic("room of the object store", measure, _EVERY_S)
