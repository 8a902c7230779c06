"""What API tokens need at these doors, as auth grants it."""

READ = "recordings:read"
WRITE = "recordings:write"
"""Also for work that leaves no recording, such as speaking a text: it is done, and paid, by engines."""
ADMIN = "admin"
