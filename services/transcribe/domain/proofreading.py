"""Correcting a transcript in portions: what a text model is shown, and what becomes of its answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from services.transcribe.domain.audio import Span
from services.transcribe.domain.edits import WordEdit, revise
from services.transcribe.domain.proofreading_edits import Correction, Refused, correction
from services.transcribe.domain.transcript import Content, Transcript
from services.transcribe.domain.versions import Proofreading, Refusal, RefusedCorrection, Version
from services.transcribe.domain.words import Origin, Segment, Word

PORTION_CHARS = 1_500
"""Enough to understand a sentence by what is around it, and an answer that comes within half a minute."""

Corrected = Mapping[int, str]
"""Of a portion, what each segment becomes, by its id; empty where no answer made sense."""


@dataclass(frozen=True)
class Portion:
    """Segments that are corrected in one go."""

    number: int
    segments: tuple[Segment, ...]

    @property
    def span(self) -> Span:
        return Span(self.segments[0].span.start_s, self.segments[-1].span.end_s)


def portions(content: Content) -> list[Portion]:
    """In order, numbered from 1; segments without text have nothing to correct."""
    found: list[list[Segment]] = []
    chars = PORTION_CHARS
    for segment in (segment for segment in content.segments if segment.text):
        chars += len(segment.text)
        if chars > PORTION_CHARS:
            found.append([])
            chars = len(segment.text)
        found[-1].append(segment)
    return [Portion(number, tuple(segments)) for number, segments in enumerate(found, start=1)]


@dataclass(frozen=True)
class Corrections:
    """All portions' answers, taken over or refused."""

    edits: tuple[WordEdit, ...]
    changed_words: int
    refused: tuple[RefusedCorrection, ...]


def judged(content: Content, answers: Mapping[int, Corrected]) -> Corrections:
    """`answers` by the number of their portion."""
    found: list[Correction] = []
    refused: list[RefusedCorrection] = []
    for portion in portions(content):
        answer = answers[portion.number]
        if not answer:
            refused.append(RefusedCorrection(portion.span, Refusal.NO_SENSE))
            continue
        for segment, words in _with_words(content, portion.segments):
            try:
                found.append(correction(words, answer[segment.id]))
            except Refused as refusal:
                refused.append(RefusedCorrection(segment.span, refusal.reason))
    edits = tuple(edit for one in found for edit in one.edits)
    return Corrections(edits, sum(one.changed_words for one in found), tuple(refused))


def proofread(
    base: Content, newest: Transcript, corrections: Corrections, model: str, prompt: int
) -> Transcript:
    """The next version. Words that somebody has edited since `base` stay as they were edited."""
    before = {word.id: word for word in base.words}
    untouched = {word.id for word in newest.content.words if before.get(word.id) == word}
    edits = [edit for edit in corrections.edits if edit.word_id in untouched]
    revised = revise(newest.content, edits, Origin.PROOFREAD, newest.version.last_word_id)
    told = Proofreading(model, prompt, corrections.changed_words, corrections.refused)
    number = newest.version.number + 1
    version = Version(number, Origin.PROOFREAD, None, revised.last_word_id, told)
    return replace(newest, content=revised.content, version=version)


def _with_words(content: Content, segments: Sequence[Segment]) -> Iterator[tuple[Segment, tuple[Word, ...]]]:
    places = {word.id: place for place, word in enumerate(content.words)}
    for segment in segments:
        yield segment, content.words[places[segment.first_word_id] : places[segment.last_word_id] + 1]
