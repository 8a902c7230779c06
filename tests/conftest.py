"""Fixtures for every test; see tests/infrastructure/fixtures.py."""

pytest_plugins = ["tests.infrastructure.fixtures"]
