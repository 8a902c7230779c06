"""What a process writes: JSON lines without secrets, and spans that find their way across processes."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from chassis.observability import extract, inject
from chassis.observability.span_file import SpanFile

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def logged() -> list[str]:
    command = [sys.executable, "-m", "tests.builders.sample_process", "log"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60, cwd=ROOT)
    return done.stderr.splitlines()


def test_every_event_is_one_json_line(logged: list[str]) -> None:
    lines = [json.loads(line) for line in logged]
    assert [line["event"] for line in lines] == ["said", "caught", "uncaught_exception"]
    assert all((line["service"], line["role"]) == ("sample", "test") for line in lines)
    assert all(line["time"].endswith("Z") for line in lines)


def test_no_secret_is_in_the_log(logged: list[str]) -> None:
    assert "canary" not in "\n".join(logged)


def test_control_characters_are_escaped(logged: list[str]) -> None:
    assert "\x1b" not in logged[0]
    assert json.loads(logged[0])["text"] == "line\nbreak \x1b[31mred"


def test_an_exception_is_told_by_its_frames(logged: list[str]) -> None:
    (told,) = json.loads(logged[1])["exception"]
    assert (told["exc_type"], told["exc_value"]) == ("ValueError", "6 letters")
    assert told["frames"][-1]["name"] == "log_everything"
    assert "locals" not in told["frames"][-1]


def test_a_dying_thread_is_logged_too(logged: list[str]) -> None:
    line = json.loads(logged[2])
    assert (line["level"], line["thread"]) == ("critical", "worker")


def test_events_of_one_thing_share_its_trace(logged: list[str]) -> None:
    lines = [json.loads(line) for line in logged]
    assert lines[0]["trace_id"] == lines[1]["trace_id"]
    assert len(lines[0]["trace_id"]) == 32


class Collector(BaseHTTPRequestHandler):
    """Takes spans as an OpenTelemetry collector does; notes the path and the size of each delivery."""

    deliveries: ClassVar[list[tuple[str, int]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.deliveries.append((self.path, len(body)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Quiet."""


def test_spans_go_to_the_collector_and_the_file_that_the_settings_name(tmp_path: Path) -> None:
    path = tmp_path / "spans.jsonl"
    with ThreadingHTTPServer(("127.0.0.1", 0), Collector) as collector:
        threading.Thread(target=collector.serve_forever, args=(0.05,), daemon=True).start()
        environment = {
            "ROSTRUM_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server_port}",
            "ROSTRUM_TRACE_FILE": str(path),
        }
        command = [sys.executable, "-m", "tests.builders.sample_process", "log"]
        subprocess.run(command, check=True, capture_output=True, timeout=60, cwd=ROOT, env=environment)
        collector.shutdown()
    assert [delivery[0] for delivery in Collector.deliveries] == ["/v1/traces"]
    assert Collector.deliveries[0][1] > 100
    assert spans(path)["logging"]["status"] == "unset"


@pytest.fixture
def traced(tmp_path: Path) -> tuple[TracerProvider, Path]:
    """A provider of its own, so that the tests' process keeps its global one."""
    provider = TracerProvider(shutdown_on_exit=False)
    path = tmp_path / "traces" / "spans.jsonl"
    provider.add_span_processor(SimpleSpanProcessor(SpanFile(path, "ingest", "http")))
    return provider, path


def spans(path: Path) -> dict[str, dict[str, object]]:
    return {span["name"]: span for span in map(json.loads, path.read_text().splitlines())}


def test_finished_spans_are_lines_with_their_parents(traced: tuple[TracerProvider, Path]) -> None:
    provider, path = traced
    tracer = provider.get_tracer("test")
    with tracer.start_as_current_span("outer"), tracer.start_as_current_span("inner") as inner:
        inner.set_attribute("token", "canary")
    provider.shutdown()
    told = spans(path)
    assert told["inner"]["parent"] == told["outer"]["span_id"]
    assert told["inner"]["trace_id"] == told["outer"]["trace_id"]
    assert told["inner"]["attributes"] == {"token": "[redacted]"}
    assert told["outer"]["service"] == "ingest"
    assert int(str(told["outer"]["start_ns"])) <= int(str(told["inner"]["start_ns"]))


def test_a_trace_goes_on_in_another_process(traced: tuple[TracerProvider, Path]) -> None:
    provider, path = traced
    tracer = provider.get_tracer("test")
    headers: dict[str, str] = {}
    with tracer.start_as_current_span("sender"):
        inject(headers)
    with tracer.start_as_current_span("receiver", context=extract(headers)):
        pass
    told = spans(path)
    assert headers["traceparent"].split("-")[1] == told["sender"]["trace_id"]
    assert told["receiver"]["parent"] == told["sender"]["span_id"]


@pytest.mark.parametrize("value", ["", "nonsense", "00-" + "0" * 32 + "-" + "0" * 16 + "-01", "x" * 10_000])
def test_a_nonsense_trace_context_starts_a_new_trace(traced: tuple[TracerProvider, Path], value: str) -> None:
    provider, path = traced
    with provider.get_tracer("test").start_as_current_span("op", context=extract({"traceparent": value})):
        pass
    assert spans(path)["op"]["parent"] is None


def test_processes_may_share_one_file(tmp_path: Path) -> None:
    path = tmp_path / "spans.jsonl"
    program = (
        "import sys; from pathlib import Path; from opentelemetry.sdk.trace import TracerProvider\n"
        "from opentelemetry.sdk.trace.export import SimpleSpanProcessor\n"
        "from chassis.observability.span_file import SpanFile\n"
        "provider = TracerProvider()\n"
        "provider.add_span_processor(SimpleSpanProcessor(SpanFile(Path(sys.argv[1]), sys.argv[2], 'test')))\n"
        "for number in range(200): provider.get_tracer('t').start_span(f'{sys.argv[2]}-{number}').end()\n"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", program, str(path), name], cwd=ROOT) for name in "ab"
    ]
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    assert len(spans(path)) == 400
