"""Roles: what a user may do beyond their own affairs."""

from collections.abc import Collection

from chassis.errors import InvalidInput

ADMIN = "admin"
"""Looks after the installation: accounts, prompts, the audit trail; sees no more of others' recordings than
anybody."""
SERVICE = "service"
"""A machine: no password, no sessions, only API tokens. Chosen when the account is made, for good."""
COACH = "coach"
"""Coaches somebody in an organisation. It follows from there, and is never given to an account as such."""
GRANTABLE = frozenset({ADMIN})


def check_grantable(roles: Collection[str]) -> None:
    """Raises InvalidInput for a role that no administrator can give to an account."""
    unknown = sorted(set(roles) - GRANTABLE)
    if unknown:
        raise InvalidInput(f"Roles that can be given: {', '.join(sorted(GRANTABLE))}.")
