"""Talking with authenticators."""
