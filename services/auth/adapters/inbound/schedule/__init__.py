"""The clock as a caller."""
