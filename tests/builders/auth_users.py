"""Users of the application on fakes, and what they left."""

from services.auth.application.caller import Caller
from services.auth.application.use_cases.register_user import Registration
from services.auth.domain.email import EmailAddress
from services.auth.domain.user import User
from tests.builders.auth import PASSWORD, PEER, AuthBench

ADA = "ada@example.org"


def user_of(bench: AuthBench, email: str = ADA) -> User:
    return bench.state.users[bench.state.logins[EmailAddress.parse(email)].user_id]


def register(bench: AuthBench, email: str = ADA, username: str | None = None) -> User:
    bench.application.register_user(Registration(email, PASSWORD, username=username))
    return user_of(bench, email)


def caller(bench: AuthBench, email: str = ADA) -> Caller:
    """With a session of their own."""
    bench.application.log_in(email, PASSWORD, PEER)
    user, session = user_of(bench, email), list(bench.state.sessions.values())[-1]
    return Caller(user.tenant_id, user.id, session.id, PEER)


def acts(bench: AuthBench) -> list[str]:
    return [act.kind for act in bench.state.acts]
