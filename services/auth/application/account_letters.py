"""Writing the letters about accounts: to whom, with which token, and whether at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.auth.application.letter_steps import LetterSteps
from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.credentials import AccountTokens
from services.auth.application.ports.mail import LetterWriter
from services.auth.application.ports.time_and_chance import Clock, RandomBytes
from services.auth.domain import account_letters as letters
from services.auth.domain.account_tokens import KINDS, AccountToken, Purpose
from services.auth.domain.email import EmailAddress
from services.auth.domain.letter import Letter, Step
from services.auth.domain.mail import MailKind, MailRequest
from services.auth.domain.user import User


@dataclass(frozen=True)
class AccountLetters:
    """Tokens are made here, when a letter is written; only their digests are stored."""

    accounts: Accounts
    tokens: AccountTokens
    steps: LetterSteps
    clock: Clock
    random: RandomBytes

    def writers(self) -> Mapping[MailKind, LetterWriter]:
        return {
            "account_deleted": _to_address(letters.account_deleted),
            "address_taken": self.address_taken,
            "deletion_scheduled": self.deletion_scheduled,
            "email_change": self.email_change,
            "email_changed": _to_address(letters.email_changed),
            "email_verification": self.verification,
            "factor_added": self._to_user(letters.factor_added),
            "factor_removed": self._to_user(letters.factor_removed),
            "invitation": _to_address(lambda to: letters.invitation(to, self.steps.to_invitations())),
            "password_changed": self._to_user(letters.password_changed),
            "password_reset": self.password_reset,
        }

    def verification(self, request: MailRequest) -> Letter | None:
        """Not where the address has been verified since."""
        user = self._user(request)
        if user is None or user.email_verified:
            return None
        step = self._step("email_verification", user, user.email)
        return letters.verification(user.email, step) if step else None

    def password_reset(self, request: MailRequest) -> Letter | None:
        user = self._user(request)
        step = self._step("password_reset", user, user.email) if user else None
        return letters.password_reset(user.email, step) if user and step else None

    def email_change(self, request: MailRequest) -> Letter | None:
        """Whoever has an account with the new address already is told of the attempt, and gets no token.

        Not where the password was changed since: whoever knew it then may not be the owner.
        """
        user = self._named_user(request)
        if user is None or request.address is None or self._has_changed_password(user, request.at):
            return None
        if self.accounts.find_login(request.address):
            return letters.address_taken(request.address)
        step = self._step("email_change", user, request.address)
        return letters.email_change(request.address, step) if step else None

    def address_taken(self, request: MailRequest) -> Letter | None:
        login = self.accounts.find_login(request.address) if request.address else None
        return letters.address_taken(login.email) if login else None

    def deletion_scheduled(self, request: MailRequest) -> Letter | None:
        """Not where it has been cancelled since."""
        user = self._named_user(request)
        due_at = user.deletion_due_at if user else None
        return letters.deletion_scheduled(user.email, due_at) if user and due_at else None

    def _has_changed_password(self, user: User, since: datetime) -> bool:
        login = self.accounts.find_login(user.email)
        changed_at = login.password_changed_at if login else None
        return changed_at is not None and changed_at >= since

    def _user(self, request: MailRequest) -> User | None:
        """Whose account it is: named, or known by the address."""
        if request.address is None:
            return self._named_user(request)
        login = self.accounts.find_login(request.address)
        return self.accounts.find(login.tenant_id, login.user_id) if login else None

    def _named_user(self, request: MailRequest) -> User | None:
        if request.tenant_id is None or request.user_id is None:
            return None
        return self.accounts.find(request.tenant_id, request.user_id)

    def _to_user(self, write: Callable[[EmailAddress], Letter]) -> LetterWriter:
        def written(request: MailRequest) -> Letter | None:
            user = self._named_user(request)
            return write(user.email) if user else None

        return written

    def _step(self, purpose: Purpose, user: User, address: EmailAddress) -> Step | None:
        """With a new token; None where the user is gone."""
        kind = KINDS[purpose]
        token = kind.issue(self.random)
        expires_at = kind.expires_at(self.clock.now())
        stored = AccountToken(token.digest, purpose, user.tenant_id, user.id, address, expires_at)
        return self.steps.with_token(purpose, token.encode()) if self.tokens.add(stored) else None


def _to_address(write: Callable[[EmailAddress], Letter]) -> LetterWriter:
    """For those who may have no account any more, or none with this address."""
    return lambda request: write(request.address) if request.address else None
