"""One behaviour of a voice: the program with its encoders, and the fake."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.environment import python
from services.ingest.adapters.outbound.voices.program_voice import ProgramVoice, encoder_pool
from services.ingest.application.ports.voices import SpeechSynthesizer
from services.ingest.domain.speech import VOICES, AudioKind, utterance
from tests.fakes.voices import ScriptedVoice

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(params=["scripted", "program"])
def voice(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[SpeechSynthesizer]:
    if request.param == "scripted":
        yield ScriptedVoice()
        return
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    program = shlex.join(python("-m", "deploy.local.voice", "--engine", "espeak"))
    encoders = encoder_pool(1, deadline_s=60)
    yield ProgramVoice(program, encoders, deadline_s=60)
    encoders.close()


def test_it_speaks_in_every_format(voice: SpeechSynthesizer) -> None:
    said = utterance("Good morning.", "alloy", 1.0)
    assert len({voice.speak(said, kind) for kind in AudioKind}) == len(AudioKind)


def test_the_same_words_sound_the_same_and_others_do_not(voice: SpeechSynthesizer) -> None:
    first, second = utterance("One.", "alloy", 1.0), utterance("Two.", next(iter(VOICES)), 1.0)
    assert voice.speak(first, AudioKind.PCM) == voice.speak(first, AudioKind.PCM)
    assert voice.speak(first, AudioKind.PCM) != voice.speak(second, AudioKind.PCM)


def test_it_can_speak_at_least_one_text_at_a_time(voice: SpeechSynthesizer) -> None:
    assert voice.slots >= 1
