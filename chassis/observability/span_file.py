"""Finished spans as JSON lines in a file: traces without a collector, for one machine and for tests."""

import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import format_span_id, format_trace_id

from chassis.observability.redaction import redact


class SpanFile(SpanExporter):
    """Appends each span by one write in append mode, so that processes may have one file together."""

    def __init__(self, path: Path, service: str, role: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._origin = {"service": service, "role": role}
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o640)
        self._lock = threading.Lock()
        self._open = True

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        lines = "".join(json.dumps(self._line(span)) + "\n" for span in spans)
        with self._lock:
            if not self._open:
                return SpanExportResult.FAILURE
            try:
                os.write(self._file, lines.encode())
            except OSError:  # a full disk must not fail the work that is traced
                return SpanExportResult.FAILURE
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        with self._lock:
            if self._open:
                self._open = False
                os.close(self._file)

    def _line(self, span: ReadableSpan) -> dict[str, object]:
        context = span.get_span_context()
        return {
            **self._origin,
            "name": span.name,
            "kind": span.kind.name.lower(),
            "trace_id": format_trace_id(context.trace_id) if context else "",
            "span_id": format_span_id(context.span_id) if context else "",
            "parent": format_span_id(span.parent.span_id) if span.parent else None,
            "start_ns": span.start_time,
            "end_ns": span.end_time,
            "status": span.status.status_code.name.lower(),
            "attributes": redact(dict(span.attributes or {})),
        }
