"""GetAnalysis over a real gRPC server."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest
from rostrum.analyze.v1 import analyze_service_pb2 as wire
from rostrum.analyze.v1 import analyze_service_pb2_grpc as wire_grpc
from rostrum.analyze.v1 import events_pb2 as events

from chassis.clock import SystemClock, new_id
from chassis.errors import Conflict, InvalidInput, NotFound
from chassis.rpc import Admission, PeerFailed, RpcServer, channel, on_behalf
from chassis.settings import RpcServerSettings
from services.analyze.adapters.inbound.grpc.analyze_servicer import analyze_service
from services.analyze.domain.definitions import MEASURES
from services.analyze.domain.errors import AnalysisOverran
from services.analyze.domain.material import DetectedFiller
from services.analyze.domain.parts import PARTS
from tests.builders.analyze_material import PROFILES, a_transcript, words_of
from tests.builders.analyze_service import COMPLETED, REQUESTED, AnalyzeService
from tests.builders.identity import services
from tests.builders.waiting import eventually
from tests.fakes.analyze_ports import FakeAnalysts

TEXT = "We went home early, and we slept. The others left the house late. "


@contextmanager
def calling(service: AnalyzeService, caller: str) -> Iterator[wire_grpc.AnalyzeServiceStub]:
    known = services(SystemClock(), ("ingest", "analyze", "report", "auth", "transcribe"))
    exposed = analyze_service(service.application)
    server = RpcServer(RpcServerSettings(), Admission(known.verifier("analyze")), [exposed])
    server.start()
    target, credentials = f"127.0.0.1:{server.port}", known.credentials(caller)
    try:
        with channel(target, audience="analyze", credentials=credentials) as opened:
            yield wire_grpc.AnalyzeServiceStub(opened)
    finally:
        server.stop(5.0)


def ask(service: AnalyzeService, caller: str = "report", recording_id: str = "") -> wire.Analysis:
    request = wire.GetAnalysisRequest(recording_id=recording_id or str(service.recording_id))
    with calling(service, caller) as stub, on_behalf(tenant_id=service.tenant_id):
        return stub.GetAnalysis(request).analysis


def read_aloud(service: AnalyzeService) -> None:
    """A reading with everything in it: a pause, a filler, a repetition and a miscue."""
    said = "we went went home early | um and we slept | the brothers left the house late " * 3
    service.transcripts.found = a_transcript(
        words_of(said),
        transcript_id=str(service.transcript_id),
        reference_status="read",
        detected_fillers=(DetectedFiller("uh", 0.1, 0.2, 0.6),),
    )
    service.recordings.found = replace(service.recordings.found, reference_text=TEXT * 3, profile="reading")


@pytest.mark.parametrize("caller", ["ingest", "report"])
def test_the_analysis_crosses_the_wire_whole(service: AnalyzeService, caller: str) -> None:
    read_aloud(service)
    service.deliver(COMPLETED, service.transcribed())
    answer = ask(service, caller)
    assert (answer.recording_id, answer.transcript_id) == (
        str(service.recording_id),
        str(service.transcript_id),
    )
    assert (answer.profile, answer.language, answer.has_speech) == ("reading", "en", True)
    ran = {part.name: part.status for part in answer.parts}
    assert list(ran) == [part for part in PARTS if part not in {"inclusive", "domain", "communication"}]
    assert {ran[part] for part in ("pause", "pace", "fluency", "fillers", "reading")} == {"completed"}
    assert {getattr(pause, "class") for pause in answer.pauses} <= {"brief", "medium", "long"}
    assert {pause.placement for pause in answer.pauses} >= {"boundary"}
    assert answer.pace[0].words_per_min > 0
    assert {filler.status for filler in answer.fillers} == {"certain", "possible"}
    assert [repetition.text for repetition in answer.repetitions] == ["went"] * 3
    assert {miscue.status for miscue in answer.miscues} == {"possible"}
    assert answer.created_at.ToDatetime().year >= 2026


def test_measures_cross_with_what_is_set_and_nothing_else(service: AnalyzeService) -> None:
    service.deliver(COMPLETED, service.transcribed())
    measures = {measure.name: measure for measure in ask(service).measures}
    rate, words = measures["speech_rate_sps"], measures["speech_rate_wpm"]
    assert rate.HasField("value")
    assert rate.HasField("score")
    assert rate.HasField("ideal_low")
    assert (rate.unit, rate.version, rate.status) == ("syllables/s", "1", "completed")
    assert rate.source
    assert rate.explanation
    assert not words.HasField("value")
    assert not words.HasField("score")
    assert (words.status, words.reason) == ("insufficient_data", "transcript_quality")


def test_a_part_that_failed_carries_its_problem(service: AnalyzeService) -> None:
    assert isinstance(service.analysts, FakeAnalysts)
    service.analysts.failing["pace"] = AnalysisOverran("This analysis took longer than 30 s.")
    service.deliver(COMPLETED, service.transcribed())
    part = next(part for part in ask(service).parts if part.name == "pace")
    assert (part.status, part.reason, part.problem.code) == ("failed", "analysis_overran", "analysis_overran")
    assert part.problem.detail == "This analysis took longer than 30 s."


def test_the_client_s_list_selects(service: AnalyzeService) -> None:
    service.ask_for("fluency", "pause", "nonsense")
    service.deliver(COMPLETED, service.transcribed())
    answer = ask(service)
    assert [part.name for part in answer.parts] == ["pause", "fluency"]
    assert {measure.part for measure in answer.measures} == {"pause", "fluency"}


def test_until_there_is_one_there_is_none(service: AnalyzeService) -> None:
    with pytest.raises(NotFound):
        ask(service)


def test_another_tenant_gets_nothing(service: AnalyzeService) -> None:
    service.deliver(COMPLETED, service.transcribed())
    service.tenant_id = new_id()
    with pytest.raises(NotFound):
        ask(service)


@pytest.mark.parametrize("recording_id", ["x", "'; DROP TABLE jobs"])
def test_an_id_that_is_none_is_refused(service: AnalyzeService, recording_id: str) -> None:
    with pytest.raises(InvalidInput):
        ask(service, recording_id=recording_id)


@pytest.mark.parametrize("caller", ["auth", "transcribe"])
def test_others_have_no_business_here(service: AnalyzeService, caller: str) -> None:
    with pytest.raises(PeerFailed):
        ask(service, caller)


@pytest.mark.parametrize("caller", ["ingest", "report"])
def test_every_measure_is_explained_for_every_profile(service: AnalyzeService, caller: str) -> None:
    with calling(service, caller) as stub, on_behalf(tenant_id=service.tenant_id):
        metrics = {metric.name: metric for metric in stub.ListMetrics(wire.ListMetricsRequest()).metrics}
    assert set(metrics) == set(MEASURES)
    rate = metrics["speech_rate_wpm"]
    assert (rate.unit, rate.version, rate.english_bands) == ("words/min", "1", True)
    assert 0 < rate.confidence <= 1
    assert {scale.profile for scale in rate.scales} == set(PROFILES)
    assert rate.scales[0].curve[0].score == 0
    assert len(rate.scales[0].bands) == len(rate.scales[0].edges) + 1


def renewed(service: AnalyzeService, version: int, *analyses: str) -> None:
    """What the consumer does with the announcement."""
    message = events.AnalysisRequested(
        recording_id=str(service.recording_id), version=version, analyses=analyses
    )
    service.deliver(REQUESTED, service.event("analyze", "analysis", "requested", message))


def test_an_analysis_is_made_anew_as_another_version(service: AnalyzeService) -> None:
    service.deliver(COMPLETED, service.transcribed())
    request = wire.RequestAnalysisRequest(recording_id=str(service.recording_id), analyses=["pace"])
    with calling(service, "ingest") as stub, on_behalf(tenant_id=service.tenant_id):
        promised = stub.RequestAnalysis(request)
        renewed(service, promised.version, "pace")
        versions = [
            stub.GetAnalysis(wire.GetAnalysisRequest(recording_id=str(service.recording_id), version=number))
            for number in (0, 1)
        ]

    newest, first = (found.analysis for found in versions)
    assert (promised.version, newest.version, first.version) == (2, 2, 1)
    assert not promised.HasField("analysis")
    assert {part.name for part in newest.parts} == {part.name for part in first.parts}
    assert service.announced() == ["analysis.completed", "analysis.requested", "analysis.completed"]


def test_who_waits_gets_the_version_that_was_made_meanwhile(service: AnalyzeService) -> None:
    service.deliver(COMPLETED, service.transcribed())
    request = wire.RequestAnalysisRequest(recording_id=str(service.recording_id), wait_s=60)

    def wait() -> wire.RequestAnalysisResponse:
        with on_behalf(tenant_id=service.tenant_id):
            return stub.RequestAnalysis(request, timeout=60)

    with calling(service, "ingest") as stub, ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(wait)
        eventually(lambda: service.announced()[-1] == "analysis.requested")
        renewed(service, 2)

        assert waiting.result().analysis.version == 2


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (wire.RequestAnalysisRequest(recording_id=str(new_id())), NotFound),
        (wire.RequestAnalysisRequest(recording_id=str(new_id()), analyses=["mood"]), InvalidInput),
        (wire.RequestAnalysisRequest(recording_id="x"), InvalidInput),
    ],
)
def test_what_can_t_be_made_anew_is_refused(
    service: AnalyzeService, request_: wire.RequestAnalysisRequest, error: type[Exception]
) -> None:
    with (
        calling(service, "ingest") as stub,
        on_behalf(tenant_id=service.tenant_id),
        pytest.raises(error),
    ):
        stub.RequestAnalysis(request_)


def test_while_one_is_made_there_is_no_other(service: AnalyzeService) -> None:
    service.deliver(COMPLETED, service.transcribed())
    request = wire.RequestAnalysisRequest(recording_id=str(service.recording_id))
    with calling(service, "ingest") as stub, on_behalf(tenant_id=service.tenant_id):
        stub.RequestAnalysis(request)
        with pytest.raises(Conflict):
            stub.RequestAnalysis(request)


def test_a_take_compared_with_itself_has_not_changed(service: AnalyzeService) -> None:
    service.deliver(COMPLETED, service.transcribed())
    one = str(service.recording_id)
    with calling(service, "ingest") as stub, on_behalf(tenant_id=service.tenant_id):
        request = wire.CompareAnalysesRequest(recording_id=one, other_recording_id=one)
        changes = stub.CompareAnalyses(request).changes

    assert {change.verdict for change in changes} == {"within_noise", "not_comparable"}
