"""The database itself keeps tenants apart."""

import psycopg

from tests.builders.report_messages import ReportService

TABLES = {"reports", "report_jobs", "inbox", "outbox", "tombstones"}


def test_without_a_tenant_no_row_is_seen(report: ReportService) -> None:
    report.deliver("report-analysis-completed", report.analysis_completed())
    with psycopg.connect(report.database.conninfo("app")) as connection:
        counts = [connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in TABLES]  # type: ignore[arg-type]
    assert counts == [(0,)] * len(TABLES)


def test_row_level_security_is_forced_on_every_table(report: ReportService) -> None:
    query = (
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        " AND relrowsecurity AND relforcerowsecurity"
    )
    assert {row["relname"] for row in report.rows(query)} == TABLES


def test_the_app_role_owns_nothing_and_bypasses_nothing(report: ReportService) -> None:
    (role,) = report.rows("SELECT rolbypassrls, rolsuper FROM pg_roles WHERE rolname = 'report_app'")
    assert role == {"rolbypassrls": False, "rolsuper": False}
    assert report.rows("SELECT 1 FROM pg_tables WHERE tableowner = 'report_app'") == []
