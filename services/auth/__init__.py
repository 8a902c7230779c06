"""Identity: users, their spaces, sessions and keys."""
