"""Limits by role, where a test wants others than the usual ones."""

from collections.abc import Mapping

from chassis.role_limits import ROLES, RoleLimits, read_role_limits


def role_limits_of(amounts: Mapping[str, float]) -> RoleLimits:
    """The same for every role; what is not named is as usual."""
    usual = read_role_limits()
    return RoleLimits(
        {
            name: {role: amounts.get(name, usual.amount(name, (role,))) for role in ROLES}
            for name in usual.names
        }
    )
