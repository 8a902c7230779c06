"""API tokens in memory, on the state of the other stores."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.auth.application.ports.api_tokens import Kept
from services.auth.domain.api_token import ApiToken
from services.auth.domain.audit import Fact
from services.auth.domain.errors import TokenNameTaken
from services.auth.domain.events import SessionRevoked
from tests.fakes.auth_stores import AuthState, FakeAccounts


class FakeApiTokens:
    def __init__(self, state: AuthState) -> None:
        self._state = state

    def add(self, kept: Kept, at_most: int, facts: Sequence[Fact]) -> bool:
        tenant_id, user_id = kept.token.tenant_id, kept.token.user_id
        with self._state.lock:
            if FakeAccounts(self._state).find(tenant_id, user_id) is None:
                return False
            if len(self.of(tenant_id, user_id)) >= at_most:
                return False
            self._insert(kept)
            self._state.note(facts)
            return True

    def replace(self, revoked: SessionRevoked, successor: Kept, facts: Sequence[Fact]) -> bool:
        with self._state.lock:
            owner = FakeAccounts(self._state).find(revoked.tenant_id, revoked.user_id)
            if owner is None or not self.revoke(revoked):
                return False
            self._insert(successor)
            self._state.note(facts)
            return True

    def revoke(self, revoked: SessionRevoked) -> bool:
        with self._state.lock:
            kept = self._state.api_tokens.get(revoked.session_id)
            if kept is None or kept.token.revoked_at or kept.token.tenant_id != revoked.tenant_id:
                return False
            self._put(replace(kept.token, revoked_at=revoked.at))
            self._state.note([revoked])
            return True

    def of(self, tenant_id: UUID, user_id: UUID) -> Sequence[ApiToken]:
        everybodys = (kept.token for kept in self._state.api_tokens.values())
        live = [token for token in everybodys if token.revoked_at is None]
        own = [token for token in live if (token.tenant_id, token.user_id) == (tenant_id, user_id)]
        return sorted(own, key=lambda token: token.id, reverse=True)

    def find_anywhere(self, token_id: UUID) -> Kept | None:
        return self._state.api_tokens.get(token_id)

    def note_use(self, token: ApiToken, at: datetime, peer: str) -> None:
        with self._state.lock:
            present = self._state.api_tokens[token.id].token
            if present.last_used_at is None or present.last_used_at < at:
                self._put(replace(present, last_used_at=at, last_used_peer=peer))

    def _insert(self, kept: Kept) -> None:
        names = {token.name for token in self.of(kept.token.tenant_id, kept.token.user_id)}
        if kept.token.name in names:
            raise TokenNameTaken("taken")
        self._state.api_tokens[kept.token.id] = kept

    def _put(self, token: ApiToken) -> None:
        self._state.api_tokens[token.id] = replace(self._state.api_tokens[token.id], token=token)
