"""What a caller may do beyond their own affairs, and how much of it their token lets them do."""

from collections.abc import Set
from typing import Protocol

from chassis.errors import PermissionDenied


class Bearer(Protocol):
    """A user as their access token tells; `Principal` is one."""

    @property
    def roles(self) -> tuple[str, ...]: ...
    @property
    def scopes(self) -> Set[str] | None: ...


def check_permission(bearer: Bearer, *, role: str | None, scope: str | None) -> None:
    """Raises PermissionDenied for a role that the user lacks, and for a scope that the API token lacks.

    A token of an interactive session has every scope. An operation without a scope is closed to API tokens:
    what a leaked one can reach is declared, never forgotten.
    """
    if bearer.scopes is not None:
        _check_scope(bearer.scopes, scope)
    if role is not None and role not in bearer.roles:
        raise PermissionDenied(f"This needs the role {role}.", code="role_required")


def _check_scope(granted: Set[str], scope: str | None) -> None:
    if scope is None:
        raise PermissionDenied("No API token may do this: log in.", code="session_required")
    if scope not in granted:
        raise PermissionDenied(f"This needs an API token with the scope {scope}.", code="scope_required")
