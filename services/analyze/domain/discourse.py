"""Discourse markers (like, you know, basically) where they only fill: between two breaks."""

from services.analyze.domain.breaks import Breaks
from services.analyze.domain.phrases import Phrase, find_phrases, lexicon
from services.analyze.domain.spoken_text import SpokenText
from services.analyze.domain.word_lists import DISCOURSE_MARKERS


def find_markers(text: SpokenText, breaks: Breaks) -> tuple[Phrase, ...]:
    """Never by the word alone: "I like it" and "so far" are what they say."""
    found = find_phrases(text.tokens, lexicon(DISCOURSE_MARKERS))
    return tuple(marker for marker in found if breaks.before(marker.first) and breaks.before(marker.last + 1))
