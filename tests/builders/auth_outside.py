"""Users of an identity provider, on fakes."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from services.auth.application.caller import Caller
from services.auth.application.factor_gate import SecondFactorNeeded
from services.auth.application.outside_logins import OutsideLogins
from services.auth.application.ports.exchange import Exchanged
from services.auth.application.ports.outside_identity import ProviderAnswer
from services.auth.application.token_pairs import TokenPair
from services.auth.domain.email import EmailAddress
from services.auth.domain.outside_identity import OutsideIdentity, OutsideToken, s256
from services.auth.domain.user import User
from tests.builders.auth import PEER
from tests.builders.auth_factors import FactorBench

ISSUER = "https://google.example"
VERIFIER = "v" * 43


def an_identity(
    subject: str = "ada", email: str | None = "ada@example.org", *, two_factors: bool = False
) -> OutsideIdentity:
    address = EmailAddress(email) if email else None
    return OutsideIdentity("google", ISSUER, subject, address, "Ada", "en", two_factors)


@dataclass
class OutsideBench(FactorBench):
    """`brings` makes tokens that the provider has given out."""

    @property
    def logins(self) -> OutsideLogins:
        return self.application.outside_logins

    def brings(
        self, identity: OutsideIdentity, login: str = "a login", name: str = "token", life_s: int = 3600
    ) -> str:
        """The token, with the name of the login at the provider that it comes from."""
        proofs = tuple(hashlib.sha256(each.encode()).digest() for each in (login, name))
        expires_at = self.clock.now() + timedelta(seconds=life_s)
        self.providers.tokens[name] = OutsideToken(identity, proofs, expires_at)
        return name

    def exchange(self, identity: OutsideIdentity, name: str = "token") -> TokenPair:
        opened = self.logins.exchange(self.brings(identity, name=name), "bearer")
        assert isinstance(opened, TokenPair)
        return opened

    def admit(self, token: str) -> Exchanged:
        return self.application.exchange_token(token, PEER)

    def session_of(self, admitted: Exchanged) -> UUID:
        """The readable issuer writes it third."""
        return UUID(admitted.access_token.split()[2])

    def log_in_there(self, identity: OutsideIdentity) -> dict[str, str]:
        """What the app is told at the end."""
        url = self.logins.begin("google", None, s256(VERIFIER))
        self.providers.codes["code"] = identity
        state = parse_qs(urlsplit(url).query)["state"][0]
        address = self.logins.finish("google", state, ProviderAnswer("code"))
        return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}

    def redeem(self, code: str) -> TokenPair | SecondFactorNeeded:
        return self.logins.redeem(code, VERIFIER, "bearer")

    def logged_in(self, identity: OutsideIdentity) -> Caller:
        """Who has just logged in at the provider."""
        opened = self.redeem(self.log_in_there(identity)["code"])
        assert isinstance(opened, TokenPair)
        return self.caller_of(opened)

    def known(self, email: str = "ada@example.org") -> User:
        (user,) = [each for each in self.state.users.values() if str(each.email) == email]
        return user

    def caller_of(self, pair: TokenPair) -> Caller:
        user = self.state.users[self.state.sessions[pair.session_id].user_id]
        return Caller(user.tenant_id, user.id, pair.session_id, PEER)

    def refused(self) -> list[tuple[str | None, str | None]]:
        """Providers and reasons, as the audit trail has them."""
        acts = [act.details for act in self.state.acts if act.kind == "identity.refused"]
        return [(details.get("provider"), details.get("reason")) for details in acts]
