"""Fixtures for every test; see tests/infrastructure/fixtures.py."""

import pytest
import structlog

pytest_plugins = ["tests.infrastructure.fixtures"]


@pytest.fixture(scope="session", autouse=True)
def _plain_tracebacks() -> None:
    """structlog's default draws each traceback with its local variables, which takes half a second."""
    renderer = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, renderer])
