"""Stable reason slugs of the platform, as sentences for the speaker."""

from collections.abc import Mapping

REMEDIES: Mapping[str, str] = {
    "transcript_quality": (
        "The recogniser did not understand the words well enough to count them. "
        "Where a text is read aloud, send it along: that helps the recogniser most."
    ),
    "no_reference_text": "No reference text was given. Send the text that is read aloud to get this.",
    "reference_not_read": "What was heard is not the reference text, so it was not compared with it.",
    "no_speech": "No speech was found in the recording.",
    "not_requested": "It was not asked for.",
}
"""Preferred to what the analysis itself says: they tell what would help."""

OTHERS: Mapping[str, str] = {
    "too_short": "There is too little speech: most measures need 10 s of it, and some 30 s.",
    "no_words": "No words were recognised.",
    "analysis_overran": "It took longer than its time limit. The rest of the report is not affected.",
    "analysis_crashed": "The analysis stopped unexpectedly. The rest of the report is not affected.",
    "failed": "The analysis failed. The rest of the report is not affected.",
}

QUALITY: Mapping[str, str] = {
    "engine_free_speech": "the built-in recogniser is rough on free speech",
    "reference_not_read": "what was heard is not the reference text",
    "reference_partly_read": "only a part of the reference text was heard",
    "reference_unclear": "the recogniser could not tell whether the reference text was read",
    "low_reference_fit": "many words of the reference text were not heard",
    "no_speech": "no speech was found",
    "no_words": "no words were recognised",
    "noisy_recording": "the recording is noisy",
    "quiet_recording": "the recording is very quiet",
    "clipped_recording": "the recording is distorted by clipping",
    "narrow_band_recording": "the recording sounds like a telephone line",
}


def _plain(slug: str) -> str:
    return slug.replace("_", " ").strip()


def why_not_measured(reason: str, said: str = "") -> str:
    """A sentence for a reason slug; `said` is what the analysis gives as its own explanation.

    An unknown slug is shown in plain words, never dropped.
    """
    known = REMEDIES.get(reason) or said or OTHERS.get(reason)
    if known:
        return known
    return f"It could not be measured ({_plain(reason)})." if reason else "There was not enough evidence."


def why_rough(reason: str) -> str:
    """A clause for a quality reason, to stand after "because"."""
    return QUALITY.get(reason, _plain(reason))
