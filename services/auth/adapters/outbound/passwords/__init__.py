"""Hashing and judging passwords."""
