"""A finished report as a document."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import cast, get_args
from unicodedata import normalize
from uuid import UUID

from chassis.errors import NotFound
from services.report.application.documents import json_document, markdown
from services.report.application.ports.report_shelf import Format, ReportShelf
from services.report.domain.errors import UnknownFormat

MEDIA_TYPES = {"json": json_document.MEDIA_TYPE, "markdown": markdown.MEDIA_TYPE}
EXTENSIONS = {"json": "json", "markdown": "md"}
LONGEST_NAME = 60


@dataclass(frozen=True)
class ExportedReport:
    """A file to hand out."""

    report_id: UUID
    media_type: str
    filename: str
    content: bytes
    created_at: datetime


@dataclass(frozen=True)
class ExportReport:
    """Hands out the report of a recording.

    - Formats are json and markdown; the bytes are those that were announced, whatever is deployed since.
    - A report that is not there and one of another tenant look the same.
    - The file's name is made of the title's plain letters and digits, never of the title itself.
    """

    shelf: ReportShelf

    def __call__(self, tenant_id: UUID, recording_id: UUID, form: str) -> ExportedReport:
        if form not in get_args(Format):
            raise UnknownFormat(
                f"A report is exported as {' or '.join(get_args(Format))}, not as {form!r:.40}."
            )
        found = self.shelf.find(tenant_id, recording_id, cast(Format, form))
        if found is None:
            raise NotFound("There is no report of this recording.", code="report_not_found")
        return ExportedReport(
            report_id=found.report_id,
            media_type=MEDIA_TYPES[form],
            filename=f"{_name(found.title)}.{EXTENSIONS[form]}",
            content=found.content,
            created_at=found.created_at,
        )


def _name(title: str) -> str:
    ascii_only = normalize("NFKD", title[:200]).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", ascii_only))[:LONGEST_NAME].strip("-")
    return f"{slug}-report" if slug else "report"
