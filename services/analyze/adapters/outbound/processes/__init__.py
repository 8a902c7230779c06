"""The analyses in child processes."""
