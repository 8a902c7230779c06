"""The events that analyze announces."""
