"""What was made of a recording, over HTTP."""

import json
from collections.abc import Mapping
from uuid import UUID

from flask import Response
from pydantic import Field

from chassis.web import Call, Query, entity_tag
from services.ingest.application.ports.results import ReportFormat
from services.ingest.application.use_cases.read_results import ReadResults

MARKDOWN = "text/markdown"
JSON = "application/json"


class ReportQuery(Query):
    """How the report is wanted; it counts for more than `Accept`."""

    format: ReportFormat | None = Field(default=None, description="`json` or `markdown`; else by `Accept`.")


class ResultsDoor:
    """The handlers below one recording; their docstrings are the API's documentation."""

    def __init__(self, results: ReadResults) -> None:
        self._results = results

    def list_metrics(self, call: Call) -> Response:
        """List what is measured

        Every measure with its meaning, unit, evidence, source and version, and by profile its bands and score
        curve.
        """
        del call  # the same for everybody
        return _json(self._results.metrics())

    def get_recording_report(self, call: Call, recording_id: UUID, query: ReportQuery) -> Response:
        """Read the report

        As JSON or Markdown, by `format` or `Accept`. 404 until there is one.
        """
        return self.report(call, call.user.tenant_id, recording_id, query)

    def report(self, call: Call, tenant_id: UUID, recording_id: UUID, query: ReportQuery) -> Response:
        """The answer, for whoever was found to be allowed to read it."""
        kind = query.format or _accepted(call)
        report = self._results.report(tenant_id, recording_id, kind)
        response = Response(report.content, content_type=_with_charset(report.media_type))
        response.headers["Content-Disposition"] = f'inline; filename="{report.filename}"'
        response.headers["Vary"] = "Accept"
        response.set_etag(entity_tag(report.content))
        return response


def _accepted(call: Call) -> ReportFormat:
    best = call.request.accept_mimetypes.best_match([JSON, MARKDOWN], default=JSON)
    return ReportFormat.MARKDOWN if best == MARKDOWN else ReportFormat.JSON


def _with_charset(media_type: str) -> str:
    return (
        f"{media_type}; charset=utf-8"
        if media_type.startswith("text/") and ";" not in media_type
        else media_type
    )


def _json(content: Mapping[str, object]) -> Response:
    body = json.dumps(content, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    response = Response(body, content_type=JSON)
    response.set_etag(entity_tag(body))
    return response
