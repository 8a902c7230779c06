"""One behaviour of analyses: over gRPC from a real server, and in the fake."""

from collections.abc import Iterator
from typing import Any

import pytest
from rostrum.analyze.v1 import analyze_service_pb2 as wire
from rostrum.analyze.v1 import analyze_service_pb2_grpc as wire_grpc

from chassis.clock import SystemClock, new_id
from chassis.errors import NotFound
from chassis.rpc import Admission, MethodPolicy, RpcServer, RpcService, channel, current_call, on_behalf
from chassis.settings import RpcServerSettings
from services.ingest.adapters.outbound.grpc.remote_analyses import READS, RemoteAnalyses
from services.ingest.application.ports.analyses import Analyses, Renewal
from services.ingest.domain.brief import Brief
from tests.builders.identity import services
from tests.fakes.ingest_analyses import MemoryAnalyses

TENANT = new_id()
RECORDING = new_id()
BRIEF = Brief("Why?", "Engineer", ("Python",), ("the reason",))


class Owner(wire_grpc.AnalyzeServiceServicer):
    """Has one recording's analysis for one tenant, and makes another in time where it is waited for."""

    def GetAnalysis(self, request: Any, context: Any) -> wire.GetAnalysisResponse:  # noqa: ANN401, N802
        _check(request)
        if request.version > 1:
            raise NotFound("none")
        return wire.GetAnalysisResponse(analysis=_analysis(1))

    def RequestAnalysis(self, request: Any, context: Any) -> wire.RequestAnalysisResponse:  # noqa: ANN401, N802
        _check(request)
        assert list(request.brief.key_points) == ["the reason"]
        assert context.time_remaining() > request.wait_s
        made = _analysis(2) if request.wait_s else None
        return wire.RequestAnalysisResponse(version=2, analysis=made)

    def CompareAnalyses(self, request: Any, context: Any) -> wire.CompareAnalysesResponse:  # noqa: ANN401, N802
        _check(request)
        return wire.CompareAnalysesResponse()


def _analysis(version: int) -> wire.Analysis:
    measures = [wire.Measure(name="fillers", value=0.0), wire.Measure(name="pace")]
    return wire.Analysis(recording_id=str(RECORDING), measures=measures, version=version)


def _check(request: Any) -> None:  # noqa: ANN401
    if (current_call().tenant_id, request.recording_id) != (TENANT, str(RECORDING)):
        raise NotFound("none")


@pytest.fixture(params=["memory", "grpc"])
def analyses(request: pytest.FixtureRequest) -> Iterator[Analyses]:
    if request.param == "memory":
        memory = MemoryAnalyses()
        memory.add(RECORDING, {"measures": [{"name": "fillers", "value": 0.0}, {"name": "pace"}]})
        yield memory
        return
    known = services(SystemClock(), ("ingest", "analyze"))
    policy = MethodPolicy(frozenset({"ingest"}))
    methods = ("GetAnalysis", "RequestAnalysis", "CompareAnalyses", "ListMetrics")
    exposed = RpcService(
        wire_grpc.add_AnalyzeServiceServicer_to_server, Owner(), dict.fromkeys(methods, policy)
    )
    server = RpcServer(RpcServerSettings(), Admission(known.verifier("analyze")), [exposed])
    server.start()
    address, credentials = f"127.0.0.1:{server.port}", known.credentials("ingest")
    opened = channel(address, audience="analyze", credentials=credentials, reads=READS)
    with opened, on_behalf(tenant_id=TENANT):
        yield RemoteAnalyses(opened)
    server.stop(5.0)


def test_an_analysis_comes_as_json_with_the_names_of_the_contract(analyses: Analyses) -> None:
    analysis = analyses.read(RECORDING, 0)
    measures = analysis["measures"]
    assert isinstance(measures, list)
    assert measures[0]["value"] == 0.0
    assert "value" not in measures[1]
    assert analysis["version"] == 1


def test_what_is_not_there_is_not_found(analyses: Analyses) -> None:
    for version in (0, 1):
        with pytest.raises(NotFound):
            analyses.read(new_id(), version)
    with pytest.raises(NotFound):
        analyses.read(RECORDING, 2)
    with pytest.raises(NotFound):
        analyses.renew(new_id(), Renewal(brief=BRIEF), 0)
    with pytest.raises(NotFound):
        analyses.compare(new_id(), RECORDING)


def test_a_version_is_promised_at_once(analyses: Analyses) -> None:
    promised = analyses.renew(RECORDING, Renewal(("pace",), BRIEF), 0)

    assert (promised.version, promised.analysis) == (2, None)


def test_who_waits_gets_the_version(analyses: Analyses) -> None:
    made = analyses.renew(RECORDING, Renewal(("pace",), BRIEF), 1.0)

    assert made.analysis
    assert made.analysis["version"] == made.version == 2


def test_two_takes_are_compared(analyses: Analyses) -> None:
    assert analyses.compare(RECORDING, RECORDING) == {"changes": []}
