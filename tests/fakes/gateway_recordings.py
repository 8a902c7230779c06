"""The one recording of the gateway, on each step of its way."""

ID = "0199a000-0000-7000-8000-000000000001"
STAGES = ("prepare", "transcribe", "analyze", "report")
STATUSES = ("received", "prepared", "transcribed", "analyzed")


def recording(status: str, stage: int = 0, fraction: float = 0.0, **extra: object) -> dict[str, object]:
    """The recording as the gateway tells it."""
    return {
        "id": ID,
        "title": "Autumn talk",
        "status": status,
        "profile": "presentation",
        "duration_s": 24.0,
        "created_at": "2026-11-21T08:29:00Z",
        "progress": {
            "stage": STAGES[min(stage, 3)],
            "stage_index": stage,
            "stage_count": 4,
            "fraction": fraction,
            "audio_seconds_done": fraction * 24,
            "audio_seconds_total": 24.0,
        },
        **extra,
    }


def all_stages() -> list[dict[str, object]]:
    """A recording that goes well."""
    steps = [recording(STATUSES[n], n, part) for n in range(4) for part in (0.0, 0.5, 1.0)]
    return [*steps, recording("completed", 3, 1.0)]
