"""The audit trail over HTTP."""

from collections.abc import Iterator, Sequence

from flask import Response

from chassis.web import Call, Content, Operation, PageQuery, Pages, Reply
from services.auth.adapters.inbound.http.administration_bodies import (
    ActPageQuery,
    ActPageView,
    ActView,
    ExportQuery,
)
from services.auth.adapters.inbound.http.csv_lines import csv_line
from services.auth.application.ports.audit import RecordedAct
from services.auth.application.use_cases.read_audit import ActPage, ReadAudit

_TAG = "Audit"
_NDJSON, _CSV = "application/x-ndjson", "text/csv"
_EXPORT = Content((_NDJSON, _CSV), "Every act that fits, a line each, the newest first.")


class AuditDoor:
    """Each operation reads its request, calls one use case and shows the result."""

    def __init__(self, audit: ReadAudit, pages: Pages) -> None:
        self._audit = audit
        self._pages = pages

    def operations(self) -> Sequence[Operation]:
        page = {200: ActPageView}
        return (
            Operation("GET", "/v1/admin/audit", self.search_audit, _TAG, "admin", page, scope="admin"),
            Operation(
                "GET", "/v1/admin/audit/export", self.export_audit, _TAG, "admin", {200: _EXPORT},
                scope="admin",
            ),
            Operation("GET", "/v1/users/me/activity", self.read_activity, _TAG, "user", page),
        )  # fmt: skip

    def search_audit(self, call: Call, query: ActPageQuery) -> Reply:
        """Search the audit trail

        The newest first.
        """
        after = self._pages.after("audit", query.cursor)
        return self._shown(call, self._audit.page(query.wanted(), query.limit, after), "audit")

    def read_activity(self, call: Call, query: PageQuery) -> Reply:
        """Read what happened in your account

        Every act that matters to security, done or tried: log-ins, refusals, changes. The newest first.
        """
        tenant_id = call.user.tenant_id
        scope = f"activity:{tenant_id}"
        after = self._pages.after(scope, query.cursor)
        page = self._audit.own(tenant_id, call.user.user_id, query.limit, after)
        return self._shown(call, page, scope)

    def export_audit(self, call: Call, query: ExportQuery) -> Response:
        """Take the audit trail away

        As NDJSON or CSV, streamed. That it was taken is itself recorded.
        """
        acts = self._audit.export(call.user.user_id, call.user.tenant_id, query.wanted())
        lines, kind = (_csv(acts), _CSV) if query.format == "csv" else (_ndjson(acts), _NDJSON)
        response = Response(lines, content_type=kind)
        response.headers["Content-Disposition"] = f'attachment; filename="audit.{query.format}"'
        return response

    def _shown(self, call: Call, page: ActPage, scope: str) -> Reply:
        cursor = self._pages.cursor(scope, page.after)
        items = [ActView.of(recorded) for recorded in page.items]
        return Reply(ActPageView(items=items, next_cursor=cursor), headers=call.next_link(cursor))


def _ndjson(acts: Iterator[RecordedAct]) -> Iterator[str]:
    for recorded in acts:
        yield ActView.of(recorded).model_dump_json() + "\n"


def _csv(acts: Iterator[RecordedAct]) -> Iterator[str]:
    columns = list(ActView.model_fields)
    yield csv_line(columns)
    for recorded in acts:
        shown = ActView.of(recorded).model_dump(mode="json")
        shown["details"] = " ".join(f"{name}={value}" for name, value in sorted(shown["details"].items()))
        yield csv_line([shown[name] for name in columns])
