"""An operator appoints administrators; their tokens say so from the next one on."""

import pytest

from services.auth.adapters.inbound.operator.admins import appoint_admin
from services.auth.application.use_cases.appoint_admin import AppointAdmin
from services.auth.application.use_cases.register_user import Registration
from services.auth.domain.errors import NoSuchUser, SessionOver
from tests.builders.auth import PASSWORD, PEER, AuthBench
from tests.fakes.auth_administration import FakeAccountStates
from tests.fakes.auth_stores import FakeAccounts, FakeRoles

EMAIL = "ada@example.org"


@pytest.fixture
def bench() -> AuthBench:
    made = AuthBench()
    for email in (EMAIL, "eve@example.org"):
        made.application.register_user(Registration(email, PASSWORD))
    return made


@pytest.fixture
def appoint(bench: AuthBench) -> AppointAdmin:
    state = bench.state
    return AppointAdmin(FakeAccounts(state), FakeRoles(state), FakeAccountStates(state), bench.clock)


def roles_in(token: str) -> str:
    return token.rpartition(" ")[2]


def test_the_next_token_says_so_and_a_dismissal_ends_every_session(
    bench: AuthBench, appoint: AppointAdmin
) -> None:
    first = bench.application.log_in(EMAIL, PASSWORD, PEER)
    assert roles_in(first.access_token) == "-"
    appoint(EMAIL, appointed=True)
    second = bench.application.refresh_session(first.refresh_token)
    assert roles_in(second.access_token) == "admin"
    appoint(EMAIL, appointed=False)
    with pytest.raises(SessionOver):
        bench.application.refresh_session(second.refresh_token)
    assert roles_in(bench.application.log_in(EMAIL, PASSWORD, PEER).access_token) == "-"
    appointments = [act.kind for act in bench.state.acts if act.kind.startswith("role.")]
    assert appointments == ["role.granted", "role.withdrawn"]


def test_nobody_else_becomes_one(bench: AuthBench, appoint: AppointAdmin) -> None:
    appoint(EMAIL, appointed=True)
    assert roles_in(bench.application.log_in("eve@example.org", PASSWORD, PEER).access_token) == "-"


def test_appointing_twice_is_the_same_as_once(bench: AuthBench, appoint: AppointAdmin) -> None:
    appoint(EMAIL, appointed=True)
    appoint(EMAIL, appointed=True)
    assert roles_in(bench.application.log_in(EMAIL, PASSWORD, PEER).access_token) == "admin"


def test_only_users_can_be_appointed(appoint: AppointAdmin) -> None:
    with pytest.raises(NoSuchUser):
        appoint("nobody@example.org", appointed=True)


def test_the_command_tells_what_came_of_it(appoint: AppointAdmin, capsys: pytest.CaptureFixture[str]) -> None:
    assert appoint_admin(["appoint-admin", EMAIL], lambda: appoint) == 0
    assert "is an administrator" in capsys.readouterr().out
    assert appoint_admin(["dismiss-admin", EMAIL], lambda: appoint) == 0
    assert appoint_admin(["appoint-admin", "nobody@example.org"], lambda: appoint) == 1
    assert appoint_admin(["appoint-admin", "no address"], lambda: appoint) == 1
    assert "error: " in capsys.readouterr().err
    assert appoint_admin(["appoint-admin"], lambda: appoint) == 64
