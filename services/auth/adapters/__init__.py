"""Everything outside the core."""
