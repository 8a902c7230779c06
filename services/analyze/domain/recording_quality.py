"""How good the recording is, and how far that lowers what can be relied on."""

from collections.abc import Sequence

import numpy as np

from services.analyze.domain.material import Material, SoundTrack, Span

GOOD_SNR_DB = 15.0
"""Below this the confidence of everything falls."""
LEAST_FACTOR = 0.4
"""What is left of the confidence where the noise is as loud as the speech."""
CLIPPED = 0.001
CLIPPED_FACTOR = 0.8
NARROW_HZ = 3000.0
"""A telephone reaches further."""
NARROW_FACTOR = 0.9
HIGHEST_SNR_DB = 96.0
"""What 16 bits can hold, so that digital silence is no infinity."""
_MARGIN_S = 0.1
"""Speech may begin earlier and end later than voice activity says."""
_LEAST_BACKGROUND_S = 0.3
_FLOOR_PERCENTILE = 20
"""The quieter part of what is not speech: breath or a slammed door is no noise."""


def snr_db(sound: SoundTrack, speech: Sequence[Span]) -> float | None:
    """Level of the speech above that of the background; None where either is missing."""
    inside, outside = sound.frames_within(speech), ~sound.frames_within(speech, _MARGIN_S)
    if not inside.any() or outside.sum() * sound.hop_s < _LEAST_BACKGROUND_S:
        return None
    spoken = float(np.mean(10 ** (sound.level_db[inside].astype(np.float64) / 10)))
    noise = 10 ** (float(np.percentile(sound.level_db[outside], _FLOOR_PERCENTILE)) / 10)
    if spoken <= noise:
        return 0.0
    return min(HIGHEST_SNR_DB, 10 * float(np.log10((spoken - noise) / noise)))


def confidence_factor(material: Material) -> float:
    """What a poor recording leaves of any measure's confidence, 0 to 1."""
    sound = material.sound
    ratio = snr_db(sound, material.speech)
    factor = 1.0
    if ratio is not None and ratio < GOOD_SNR_DB:
        factor = LEAST_FACTOR + (1 - LEAST_FACTOR) * max(0.0, ratio) / GOOD_SNR_DB
    if sound.clipping_ratio >= CLIPPED:
        factor *= CLIPPED_FACTOR
    if 0 < sound.bandwidth_hz < NARROW_HZ:
        factor *= NARROW_FACTOR
    return factor
