"""One behaviour of fetching results: over gRPC from real servers, and in the fake."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message
from rostrum.analyze.v1 import analyze_service_pb2 as analyze
from rostrum.analyze.v1 import analyze_service_pb2_grpc as analyze_grpc
from rostrum.report.v1 import report_service_pb2 as report
from rostrum.report.v1 import report_service_pb2_grpc as report_grpc
from rostrum.transcribe.v1 import transcribe_service_pb2 as transcribe

from chassis.clock import SystemClock, new_id
from chassis.errors import NotFound, Unavailable
from chassis.rpc import Admission, MethodPolicy, RpcServer, RpcService, channel, current_call, on_behalf
from chassis.settings import RpcServerSettings
from services.ingest.adapters.inbound.http.result_views import AnalysisView, MetricsView, TranscriptView
from services.ingest.adapters.outbound.grpc.remote_results import READS, RemoteResults
from services.ingest.application.ports.results import Document, ReportFormat, Results
from tests.builders.identity import services
from tests.builders.rpc import every_method
from tests.fakes.ingest_work import MemoryResults

TENANT = new_id()
RECORDING = new_id()
SERVICES = ("ingest", "analyze", "report")


class Owners(
    analyze_grpc.AnalyzeServiceServicer,
    report_grpc.ReportServiceServicer,
):
    """Has one recording's results for one tenant."""

    def ListMetrics(self, request: Any, context: Any) -> analyze.ListMetricsResponse:  # noqa: ANN401, N802
        return analyze.ListMetricsResponse(metrics=[analyze.Metric(name="pace_cv", unit="ratio")])

    def ExportReport(self, request: Any, context: Any) -> report.ExportReportResponse:  # noqa: ANN401, N802
        _check(request)
        content = request.format.encode()
        return report.ExportReportResponse(media_type="text/markdown", filename="r.md", content=content)


def _check(request: Any) -> None:  # noqa: ANN401
    if (current_call().tenant_id, request.recording_id) != (TENANT, str(RECORDING)):
        raise NotFound("none")


@dataclass(frozen=True)
class Served:
    name: str
    register: Callable[..., None]
    servicer: type

    @property
    def policies(self) -> dict[str, MethodPolicy]:
        return every_method(self.servicer, MethodPolicy(frozenset({"ingest"})))


SERVED = (
    Served("analyze", analyze_grpc.add_AnalyzeServiceServicer_to_server, analyze_grpc.AnalyzeServiceServicer),
    Served("report", report_grpc.add_ReportServiceServicer_to_server, report_grpc.ReportServiceServicer),
)


@pytest.fixture(params=["memory", "grpc"])
def results(request: pytest.FixtureRequest) -> Iterator[Results]:
    if request.param == "memory":
        yield filled()
        return
    known = services(SystemClock(), SERVICES)
    with ExitStack() as stack:
        ports: dict[str, int] = {}
        for served in SERVED:
            exposed = RpcService(served.register, Owners(), served.policies)
            server = RpcServer(RpcServerSettings(), Admission(known.verifier(served.name)), [exposed])
            server.start()
            stack.callback(server.stop, 5.0)
            ports[served.name] = server.port

        def open_channel(name: str) -> grpc.Channel:
            opened = channel(
                f"127.0.0.1:{ports[name]}",
                audience=name,
                credentials=known.credentials("ingest"),
                reads=[READS[name]],
            )
            return stack.enter_context(opened)

        with on_behalf(tenant_id=TENANT):
            yield RemoteResults(open_channel)


def filled() -> MemoryResults:
    memory = MemoryResults()
    memory.definitions = {"metrics": [{"name": "pace_cv", "unit": "ratio"}]}
    for kind in ReportFormat:
        memory.reports[RECORDING, kind] = Document("text/markdown", "r.md", kind.value.encode())
    return memory


def test_what_is_measured_is_the_same_for_everybody(results: Results) -> None:
    metrics = results.metrics()["metrics"]
    assert isinstance(metrics, list)
    assert (metrics[0]["name"], metrics[0]["unit"]) == ("pace_cv", "ratio")


@pytest.mark.parametrize("kind", list(ReportFormat))
def test_the_report_comes_in_the_asked_format(results: Results, kind: ReportFormat) -> None:
    assert results.report(RECORDING, kind) == Document("text/markdown", "r.md", kind.value.encode())


def test_what_is_not_there_is_not_found(results: Results) -> None:
    with pytest.raises(NotFound):
        results.report(new_id(), ReportFormat.JSON)


def test_an_owner_that_is_down_is_unavailable() -> None:
    known = services(SystemClock(), SERVICES)

    def nowhere(name: str) -> grpc.Channel:
        return channel("127.0.0.1:9", audience=name, credentials=known.credentials("ingest"))

    with on_behalf(tenant_id=TENANT), pytest.raises(Unavailable):
        RemoteResults(nowhere).metrics()


@pytest.mark.parametrize(
    ("view", "message"),
    [
        (TranscriptView, transcribe.Transcript),
        (AnalysisView, analyze.Analysis),
        (MetricsView, analyze.ListMetricsResponse),
    ],
)
def test_the_described_shape_is_that_of_the_message(view: type[Any], message: type[Message]) -> None:
    schema = view.model_json_schema(by_alias=True)
    definitions = schema.get("$defs", {})
    _compare(schema, message.DESCRIPTOR, definitions)


def _compare(schema: dict[str, Any], descriptor: Any, definitions: dict[str, Any]) -> None:  # noqa: ANN401
    assert set(schema["properties"]) == {field.name for field in descriptor.fields}, descriptor.full_name
    for field in descriptor.fields:
        if field.message_type is None or field.message_type.full_name.startswith("google."):
            continue
        described = schema["properties"][field.name]
        reference = described.get("$ref") or described.get("items", {}).get("$ref")
        reference = reference or next(option["$ref"] for option in described["anyOf"] if "$ref" in option)
        _compare(definitions[reference.rpartition("/")[2]], field.message_type, definitions)
