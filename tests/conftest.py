"""Fixtures for every test; see tests/infrastructure/fixtures.py."""

import pytest
import structlog

from tests.infrastructure.choice import check_choice
from tests.infrastructure.temporary import prefer_memory

pytest_plugins = ["tests.infrastructure.fixtures"]


def pytest_configure() -> None:
    """The first thing of a run, so that what is missing is told once and not by each test."""
    check_choice()
    prefer_memory()


@pytest.fixture(scope="session", autouse=True)
def _plain_tracebacks() -> None:
    """structlog's default draws each traceback with its local variables, which takes half a second."""
    renderer = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, renderer])
