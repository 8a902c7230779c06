"""What comes over gRPC from the other services, in the report's own words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

import grpc
import pytest

from chassis.clock import SystemClock, new_id
from chassis.errors import NotFound
from chassis.rpc import channel
from services.report.adapters.outbound.grpc import peers
from services.report.domain.analysis import Measure, Pause
from services.report.domain.sources import Engine
from tests.builders.identity import services
from tests.builders.report_peers import exposed, serving
from tests.builders.report_sources import RECORDING_ID

TENANT = new_id()


@contextmanager
def connected(peer: str) -> Iterator[grpc.Channel]:
    known = services(SystemClock(), (peer, "report"))
    with (
        serving(exposed(TENANT)[peer], known.verifier(peer)) as target,
        channel(
            target, audience=peer, credentials=known.credentials("report"), reads=peers.READS[peer]
        ) as opened,
    ):
        yield opened


def test_a_recording() -> None:
    with connected("ingest") as opened:
        recording = peers.IngestRecordings(opened).recording(TENANT, UUID(RECORDING_ID))
    assert (recording.title, recording.duration_s) == ("Talk", 24.0)
    assert recording.created_at == datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def test_a_transcript() -> None:
    with connected("transcribe") as opened:
        transcript = peers.TranscribeTranscripts(opened).transcript(TENANT, UUID(RECORDING_ID))
    assert transcript.engine == Engine("pocketsphinx", "5.1", "", biased=True)
    assert (transcript.quality.reference_fit, transcript.quality.snr_db) == (0.97, None)
    assert (transcript.words[0].kind, transcript.possible_fillers[0].text) == ("filler", "uh")
    assert (transcript.detector, transcript.detector_version) == ("silero", "6")


def test_an_analysis_keeps_zero_apart_from_nothing() -> None:
    with connected("analyze") as opened:
        analysis = peers.AnalyzeAnalyses(opened).analysis(TENANT, UUID(RECORDING_ID))
    zero, none = analysis.measures
    assert zero == Measure("zero", "", "", "", value=0.0, score=0.0)
    assert (none.value, none.score, none.ideal_low) == (None, None, None)
    assert analysis.pauses == (Pause(1.0, 1.5, "medium", "boundary", 0.0, 3),)
    assert analysis.pace[0].words_per_min is None
    assert analysis.miscues[0].word_ids == (1, 2)
    assert analysis.parts[0].problem
    assert analysis.parts[0].problem.status == 503


@pytest.mark.parametrize("tenant_id", [new_id(), TENANT])
def test_what_is_not_the_tenant_s_is_not_found(tenant_id: UUID) -> None:
    recording_id = UUID(RECORDING_ID) if tenant_id != TENANT else new_id()
    with connected("ingest") as opened, pytest.raises(NotFound):
        peers.IngestRecordings(opened).recording(tenant_id, recording_id)
