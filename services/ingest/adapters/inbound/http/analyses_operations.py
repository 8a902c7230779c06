"""The operations on analyses, as data."""

from chassis.web import IF_NONE_MATCH, Header, Operation
from services.ingest.adapters.inbound.http.analyses_door import AnalysesDoor, ComparisonView, PromisedVersion
from services.ingest.adapters.inbound.http.pronunciation_answers import PronunciationAssessmentView
from services.ingest.adapters.inbound.http.result_views import AnalysisView
from services.ingest.adapters.inbound.http.scopes import READ, WRITE

_TAG = "Results"
_ONE = "/v1/recordings/{recording_id}"
_PREFER = Header("Prefer", "`wait=N`: wait up to N seconds (60 at most) for the analysis.", "wait=30")


def analyses_operations(door: AnalysesDoor) -> list[Operation]:
    return [
        Operation(
            "GET", f"{_ONE}/analysis", door.get_recording_analysis, _TAG, "user",
            {200: AnalysisView}, problems=(503,), headers=(IF_NONE_MATCH,), scope=READ,
        ),
        Operation(
            "GET", f"{_ONE}/pronunciation", door.get_recording_pronunciation, _TAG, "user",
            {200: PronunciationAssessmentView}, problems=(503,), headers=(IF_NONE_MATCH,), scope=READ,
        ),
        Operation(
            "POST", f"{_ONE}/analyses", door.renew_recording_analysis, _TAG, "user",
            {200: AnalysisView, 202: PromisedVersion}, problems=(409, 503), headers=(_PREFER,), scope=WRITE,
        ),
        Operation(
            "GET", f"{_ONE}/compare/{{other_id}}", door.compare_recordings, _TAG, "user",
            {200: ComparisonView}, problems=(503,), headers=(IF_NONE_MATCH,), scope=READ,
        ),
    ]  # fmt: skip
