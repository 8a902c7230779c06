"""What the child processes are asked to do. The service's own process loads no audio reader."""

from services.analyze.domain.findings import Findings
from services.analyze.domain.material import Material, SoundTrack

PRELOAD = (
    "services.analyze.adapters.outbound.processes.audio_file",
    "services.analyze.domain.parts",
)
"""Imported once, by the server that the children are forked from."""


def hear(audio: str) -> SoundTrack:
    from services.analyze.adapters.outbound.processes.audio_file import sound_track

    return sound_track(audio)


def work(part: str, material: Material) -> Findings:
    from services.analyze.domain.parts import run_part

    return run_part(part, material)
