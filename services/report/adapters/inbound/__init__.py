"""Doors into the service: parse, call one use case, present."""
