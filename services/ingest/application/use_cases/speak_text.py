"""A client wants a text read aloud."""

from threading import BoundedSemaphore

from services.ingest.application.ports.voices import SpeechSynthesizer, VoiceFailed, VoiceMissing
from services.ingest.domain.errors import no_voice, voice_busy, voice_failed
from services.ingest.domain.speech import AudioKind, Utterance


class SpeakText:
    """Speak a text with the voice of this machine; nothing of it is kept.

    - No more texts are spoken at a time than the voice has slots; who comes then is told to come again.
    - Where no voice is installed, the refusal says what to install.
    """

    def __init__(self, voice: SpeechSynthesizer) -> None:
        self._voice = voice
        self._free = BoundedSemaphore(voice.slots)

    def __call__(self, utterance: Utterance, kind: AudioKind) -> bytes:
        if not self._free.acquire(blocking=False):
            raise voice_busy()
        try:
            return self._voice.speak(utterance, kind)
        except VoiceMissing:
            raise no_voice() from None
        except VoiceFailed as error:
            raise voice_failed() from error
        finally:
            self._free.release()
