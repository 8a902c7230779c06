"""espeak-ng from its wheel, by ctypes. Imported by this program only: the library is GPL-3.0."""

import ctypes
from array import array

import espeakng_loader

from deploy.local.voice.faults import VoiceUnusableError
from deploy.local.voice.sound import Sound

# espeak-ng's speak_lib.h
AUDIO_OUTPUT_SYNCHRONOUS = 2
PARAMETER_RATE = 1
PARAMETER_PITCH = 3
CHARACTERS_UTF8 = 1
BUFFER_MS = 200
PITCH = 40
"""With the voice en-us+f5 the pitch that the offline recogniser follows best."""

SEED = 5
"""espeak-ng seeds its flutter by the clock, and no two runs of a test would hear the same. Of the seeds 1 to
8 the recogniser follows this one best: 1 word of the demo's talk misheard, against 3 to 5."""

_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """One voice. The library keeps its state in the process, so make one at a time."""

    def __init__(self, voice: str, words_per_minute: int) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = str(espeakng_loader.get_data_path()).encode()
        self._rate_hz = self._library.espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, BUFFER_MS, data, 0)
        if self._rate_hz <= 0:
            raise VoiceUnusableError("espeak-ng did not start")
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise VoiceUnusableError(f"espeak-ng has no voice {voice!r}")
        self._library.espeak_ng_SetRandSeed(ctypes.c_long(SEED))
        self._library.espeak_SetParameter(PARAMETER_RATE, words_per_minute, 0)
        self._library.espeak_SetParameter(PARAMETER_PITCH, PITCH, 0)
        self._heard = array("h")
        self._callback = _CALLBACK(self._receive)  # kept: the library calls it later
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, text: str) -> Sound:
        self._heard = array("h")
        encoded = text.encode()
        status = self._library.espeak_Synth(
            encoded, ctypes.c_size_t(len(encoded) + 1), 0, 0, 0, CHARACTERS_UTF8, None, None
        )
        if status != 0 or self._library.espeak_Synchronize() != 0:
            raise VoiceUnusableError(f"espeak-ng could not speak (code {status})")
        return Sound(self._heard, self._rate_hz)

    def _receive(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int) -> int:
        if count > 0:
            self._heard.frombytes(ctypes.string_at(samples, 2 * count))
        return 0
