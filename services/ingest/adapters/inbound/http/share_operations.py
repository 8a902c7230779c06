"""The operations on shares, as data. None has a scope: no API token shares, or reads what others share."""

from collections.abc import Callable, Mapping

from flask import Response

from chassis.web import IF_NONE_MATCH, Content, Limit, Operation, Reply, View
from services.ingest.adapters.inbound.http.operations import AUDIO, RANGE, REPORT
from services.ingest.adapters.inbound.http.result_views import AnalysisView
from services.ingest.adapters.inbound.http.share_views import (
    SHARED,
    LearnerPageView,
    SharedPageView,
    SharedRecordingView,
    SharePageView,
    ShareView,
)
from services.ingest.adapters.inbound.http.shared_door import SharedDoor
from services.ingest.adapters.inbound.http.shares_door import SharesDoor
from services.ingest.adapters.inbound.http.transcript_operations import READABLE

_TAG = "Shares"
_OF_ONE = "/v1/recordings/{recording_id}/shares"
_SHARED = f"{SHARED}/{{recording_id}}"
_PER_MINUTE = 60


def share_operations(door: SharesDoor) -> list[Operation]:
    """For learners."""
    made, page, few = {201: ShareView}, {200: SharePageView}, (Limit("shares", _PER_MINUTE),)
    return [
        Operation(
            "POST", _OF_ONE, door.share_recording, _TAG, "user", made, few, idempotent=True, problems=(503,)
        ),
        Operation("GET", _OF_ONE, door.list_recording_shares, _TAG, "user", page, problems=(503,)),
        Operation(
            "POST", "/v1/shares", door.share_all_recordings, _TAG, "user", made, few,
            idempotent=True, problems=(404, 503),
        ),
        Operation("GET", "/v1/shares", door.list_shares, _TAG, "user", page, problems=(503,)),
        Operation("DELETE", "/v1/shares/{share_id}", door.revoke_share, _TAG, "user", {204: None}),
    ]  # fmt: skip


def shared_operations(door: SharedDoor) -> list[Operation]:
    """For coaches."""
    return [
        Operation(
            "GET", "/v1/shared/learners", door.list_learners, _TAG, "coach",
            {200: LearnerPageView}, problems=(503,),
        ),
        Operation(
            "GET", SHARED, door.list_shared_recordings, _TAG, "coach", {200: SharedPageView}, problems=(503,)
        ),
        _reading("", door.get_shared_recording, {200: SharedRecordingView}),
        _reading("/transcript", door.get_shared_transcript, {200: READABLE}),
        _reading("/analysis", door.get_shared_analysis, {200: AnalysisView}),
        _reading("/report", door.get_shared_report, {200: REPORT}),
        Operation(
            "GET", f"{_SHARED}/audio", door.get_shared_audio, _TAG, "coach", {200: AUDIO, 206: AUDIO},
            problems=(416, 503), headers=(RANGE, IF_NONE_MATCH),
        ),
    ]  # fmt: skip


def _reading(
    part: str, handler: Callable[..., Reply | Response], responses: Mapping[int, type[View] | Content]
) -> Operation:
    return Operation(
        "GET", f"{_SHARED}{part}", handler, _TAG, "coach", responses,
        problems=(503,), headers=(IF_NONE_MATCH,),
    )  # fmt: skip
