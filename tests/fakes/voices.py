"""A voice that says nothing aloud."""

from collections.abc import Callable

from services.ingest.domain.speech import AudioKind, Utterance


class ScriptedVoice:
    """Its audio tells what was asked of it; `during` happens meanwhile and may raise."""

    slots = 2

    def __init__(self) -> None:
        self.said: list[Utterance] = []
        self.during: Callable[[], None] = lambda: None

    def speak(self, utterance: Utterance, kind: AudioKind) -> bytes:
        self.said.append(utterance)
        self.during()
        return f"{kind}: {utterance.text}".encode()
