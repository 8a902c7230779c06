"""The use cases of API tokens on fakes that a test can look into."""

import random
from dataclasses import dataclass, field

from chassis.clock import new_id
from services.auth.application.api_tokens import ApiTokenUse
from services.auth.application.fresh_proof import FreshProof
from services.auth.application.use_cases.check_session import CheckSession
from services.auth.application.use_cases.create_api_token import CreateApiToken, NewToken, TokenWish
from services.auth.application.use_cases.create_service_account import CreateServiceAccount
from services.auth.application.use_cases.exchange_api_token import ExchangeApiToken
from services.auth.application.use_cases.issue_own_token import IssueOwnToken
from services.auth.application.use_cases.list_api_tokens import ListApiTokens
from services.auth.application.use_cases.revoke_api_token import RevokeApiToken
from services.auth.application.use_cases.rotate_api_token import RotateApiToken
from services.auth.domain.user import User
from tests.builders.auth import a_user
from tests.fakes.auth_administration import FakeAudit
from tests.fakes.auth_api_tokens import FakeApiTokens
from tests.fakes.auth_factors import FactorState, FakeFactors, FakeProofs
from tests.fakes.auth_stores import AuthState, FakeAccounts, FakeRoles, FakeSessions, KeptGrants
from tests.fakes.clock import FakeClock


@dataclass
class TokenBench:
    """A user, `ada`, and what there is to do with tokens."""

    clock: FakeClock = field(default_factory=FakeClock)
    state: AuthState = field(default_factory=AuthState)
    issuer: KeptGrants = field(default_factory=KeptGrants)
    use: ApiTokenUse = field(init=False)
    ada: User = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = FakeApiTokens(self.state)
        self.accounts, self.roles = FakeAccounts(self.state), FakeRoles(self.state)
        dice = random.Random(7).randbytes
        create = CreateApiToken(self.tokens, self.clock, new_id, dice)
        self.rotate = RotateApiToken(self.tokens, self.clock, new_id, dice)
        factors = FactorState(self.state)
        proof = FreshProof(FakeProofs(factors), FakeFactors(factors), self.clock)
        self.use = ApiTokenUse(
            issue_own=IssueOwnToken(proof, create, self.rotate),
            create=create,
            list=ListApiTokens(self.tokens),
            revoke=RevokeApiToken(self.tokens, self.clock),
            create_service_account=CreateServiceAccount(
                self.accounts, self.roles, create, self.clock, new_id
            ),
        )
        audit = FakeAudit(self.state)
        self.exchange = ExchangeApiToken(self.tokens, self.roles, self.issuer, audit, self.clock, new_id)
        self.check_session = CheckSession(FakeSessions(self.state), self.tokens, self.clock)
        self.ada = self.a_user("ada@example.org")

    def a_user(self, email: str) -> User:
        user = a_user(self.clock, email)
        self.accounts.add(user, "hash", [])
        return user

    def create(self, name: str = "ci", *scopes: str, days: int = 90) -> NewToken:
        wish = TokenWish(name, scopes or ("recordings:read",), days)
        return self.use.create(self.ada.tenant_id, self.ada.id, wish)
