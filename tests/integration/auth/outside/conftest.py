"""auth's door beside a real identity provider."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.auth.adapters.outbound.oidc.provider import Provider
from services.auth.bootstrap.outside_logins import connect
from tests.builders.chassis_database import opened
from tests.builders.outside_tokens import supabase
from tests.fakes.clock import FakeClock
from tests.infrastructure.fixtures import MakeDatabase
from tests.infrastructure.identity_provider import running_provider
from tests.infrastructure.oidc_client import CLIENT_ID, CLIENT_SECRET
from tests.integration.auth.conftest import AuthDoor
from tests.integration.auth.outside.visit import ELSEWHERE, NAME, Visit


@pytest.fixture
def visit(make_database: MakeDatabase, tmp_path: Path) -> Iterator[Visit]:
    target = make_database("auth")
    clock = FakeClock(datetime.now(UTC))
    with running_provider(tmp_path) as provider, opened(target, "app") as database:
        settings = Provider(
            NAME,
            "Local",
            provider.issuer,
            client_id=CLIENT_ID,
            algorithms=("ES256",),
            redirect_uri=f"http://auth.test/v1/auth/oidc/{NAME}/callback",
            secret=CLIENT_SECRET,
        )
        tokens_only = Provider(
            "tokens-only",
            "",
            ELSEWHERE,
            jwks_url=f"{provider.issuer}/keys",
            audiences=("api",),
            algorithms=("ES256",),
        )
        known = [connect(each, clock) for each in (settings, tokens_only, supabase())]
        with ExitStack() as open_ones:
            for each in known:
                open_ones.callback(each.close)
            yield Visit(AuthDoor(database, target, clock, providers=known), provider)
