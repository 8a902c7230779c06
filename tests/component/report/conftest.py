"""The report service on a real database, with the other services' documents at hand."""

from collections.abc import Iterator

import pytest

from chassis.clock import new_id
from services.report.bootstrap import Readers, application
from tests.builders.report_messages import ReportService
from tests.builders.report_service import app_database
from tests.builders.report_sources import sources
from tests.fakes.report_ports import FakeReaders
from tests.infrastructure.fixtures import MakeDatabase


@pytest.fixture
def report(make_database: MakeDatabase) -> Iterator[ReportService]:
    made = make_database("report")
    tenant_id = new_id()
    readers = FakeReaders(tenant_id, sources())
    with app_database(made) as database:
        built = application(database, Readers(readers, readers, readers))
        yield ReportService(tenant_id, new_id(), built, readers, made)
