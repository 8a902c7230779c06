"""Prompts in Postgres. The role of the service can't change or delete what is there."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from chassis.database import Database
from services.transcribe.domain.prompts import Prompt, PromptKind, no_such_prompt

_PROMPTS = (
    "SELECT kind, prompts.version, text, created_at, active_prompts.version = prompts.version AS active"
    " FROM prompts JOIN active_prompts USING (kind)"
)
_LISTED = sa.text(f"{_PROMPTS} WHERE kind = ANY(:kinds) ORDER BY kind, prompts.version DESC")
_ONE = sa.text(f"{_PROMPTS} WHERE kind = :kind AND prompts.version = :version")
_ACTIVE = sa.text(f"{_PROMPTS} WHERE kind = :kind AND prompts.version = active_prompts.version")
_LOCK = sa.text("SELECT version FROM active_prompts WHERE kind = :kind FOR UPDATE")
_ADD = sa.text(
    "INSERT INTO prompts (kind, version, text)"
    " SELECT :kind, max(version) + 1, :text FROM prompts WHERE kind = :kind RETURNING version"
)
_ACTIVATE = sa.text(
    "UPDATE active_prompts SET version = :version WHERE kind = :kind"
    " AND EXISTS (SELECT FROM prompts WHERE kind = :kind AND version = :version)"
)


class PostgresPrompts:
    """Whoever adds one locks its kind, so that two never get one number."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def active(self, kind: PromptKind) -> Prompt:
        found = self._one(_ACTIVE, {"kind": kind})
        if found is None:
            raise no_such_prompt()
        return found

    def find(self, kind: PromptKind, version: int) -> Prompt | None:
        return self._one(_ONE, {"kind": kind, "version": version})

    def listed(self, kind: PromptKind | None) -> Sequence[Prompt]:
        kinds = [kind] if kind else list(PromptKind)
        with self._database.transaction(None) as connection:
            return [_prompt(row) for row in connection.execute(_LISTED, {"kinds": kinds})]

    def add(self, kind: PromptKind, text: str) -> Prompt:
        with self._database.transaction(None) as connection:
            connection.execute(_LOCK, {"kind": kind})
            version = connection.execute(_ADD, {"kind": kind, "text": text}).scalar_one()
            return _prompt(connection.execute(_ONE, {"kind": kind, "version": version}).one())

    def activate(self, kind: PromptKind, version: int) -> Prompt | None:
        with self._database.transaction(None) as connection:
            connection.execute(_ACTIVATE, {"kind": kind, "version": version})
            row = connection.execute(_ONE, {"kind": kind, "version": version}).one_or_none()
        return _prompt(row) if row else None

    def _one(self, query: sa.TextClause, named: dict[str, Any]) -> Prompt | None:
        with self._database.transaction(None) as connection:
            row = connection.execute(query, named).one_or_none()
        return _prompt(row) if row else None


def _prompt(row: Any) -> Prompt:  # noqa: ANN401 - a row of the queries above
    return Prompt(PromptKind(row.kind), row.version, row.text, row.active, row.created_at)
