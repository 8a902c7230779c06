"""One broker with the platform's streams, shared by the tests of this folder."""

import pytest

from chassis.messaging import STREAMS
from tests.builders.messaging_clients import connected
from tests.infrastructure.servers import RunningNats


@pytest.fixture
def broker(nats_server: RunningNats) -> RunningNats:
    with connected(nats_server, "admin") as admin:
        admin.provision(STREAMS, ())
    return nats_server
