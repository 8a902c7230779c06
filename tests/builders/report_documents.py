"""The report as the client receives it."""

import json
from typing import cast

from rostrum_client import Report

from services.report.application.documents.json_document import to_json
from services.report.domain.composition import Sources, compose
from tests.builders.report_sources import AT, REPORT_ID, sources


def a_report_document(material: Sources | None = None) -> Report:
    report = compose(material or sources(), report_id=REPORT_ID, at=AT)
    return cast(Report, json.loads(to_json(report)))
