"""Roles: what a user may do beyond their own affairs."""

ADMIN = "admin"
"""Looks after the installation, such as its prompts; sees no more of others' recordings than anybody."""
