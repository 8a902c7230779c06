"""Live progress, sent without storage: losing some of it does no harm."""

from collections.abc import Callable

from google.protobuf import json_format
from rostrum.transcribe.v1 import events_pb2 as wire

from services.transcribe.domain.jobs import Order

Send = Callable[[str, bytes], None]


class ProgressSender:
    """Tells, on the tenant's own subject, how far a job has come."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def __call__(self, order: Order, audio_done_s: float) -> None:
        message = wire.TranscriptProgressed(
            recording_id=str(order.recording_id),
            audio_done_s=round(audio_done_s, 2),
            audio_total_s=round(order.duration_s, 2),
        )
        data = json_format.MessageToJson(message, preserving_proto_field_name=True, indent=None)
        self._send(f"progress.transcribe.{order.tenant_id}", data.encode())
