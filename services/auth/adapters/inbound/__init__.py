"""Doors into the service."""
