"""What the child processes are asked to do. The service's own process loads no audio reader."""

from dataclasses import replace
from pathlib import Path

from services.analyze.domain.definitions.pronunciation_measures import PART as PRONUNCIATION
from services.analyze.domain.findings import Findings
from services.analyze.domain.material import Material, SoundTrack

PRELOAD = (
    "services.analyze.adapters.outbound.processes.audio_file",
    "services.analyze.domain.parts",
    "wordfreq",
)
"""Imported once, by the server that the children are forked from."""


def hear(audio: str) -> SoundTrack:
    from services.analyze.adapters.outbound.processes.audio_file import sound_track

    return sound_track(audio)


def work(part: str, material: Material, audio: str = "") -> Findings:
    from services.analyze.domain.parts import run_part

    return run_part(part, _pronounced(material, audio) if part == PRONUNCIATION and audio else material)


def _pronounced(material: Material, audio: str) -> Material:
    from services.analyze.adapters.outbound.pronunciation.reader import read_aloud
    from services.analyze.domain.parts.pronunciation_part import heard_words, not_heard_because

    if not_heard_because(material):
        return material
    spoken = read_aloud(Path(audio), material.reference_text, heard_words(material))
    return replace(material, pronunciation=spoken)
