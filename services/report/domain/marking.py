"""The marked transcript: the words as spoken, with pauses and fillers where they happened."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.report.domain.analysis import POSSIBLE, Analysis, Filler, Pause
from services.report.domain.reasons import why_rough
from services.report.domain.report import Mark, MarkedTranscript, Paragraph
from services.report.domain.sources import PossibleFiller, Transcript, Word
from services.report.domain.wording import listed

SHORTEST_PARAGRAPH = 8
"""Words before a long pause may end a paragraph."""
LONGEST_PARAGRAPH = 60
"""Words after which any marked pause ends it."""


@dataclass(frozen=True)
class _Placed:
    """A mark with its place: behind which word, counted from 0, then when."""

    place: tuple[float, float]
    mark: Mark


class _Timeline:
    """Finds the place of a mark among the words."""

    def __init__(self, words: Iterable[Word]) -> None:
        self.words = sorted(words, key=lambda word: (word.start_s, word.id))
        self._index = {word.id: index for index, word in enumerate(self.words)}
        self._middles = sorted((word.start_s + word.end_s) / 2 for word in self.words)

    def place(self, mark: Mark, after_word_id: int = 0) -> _Placed:
        """Behind the named word, else by its middle among the words' middles: edges are not exact."""
        if after_word_id in self._index:
            return _Placed((self._index[after_word_id] + 0.5, mark.start_s), mark)
        before = bisect_right(self._middles, (mark.start_s + mark.end_s) / 2)
        return _Placed((before - 0.5, mark.start_s), mark)


def mark_transcript(transcript: Transcript, analysis: Analysis) -> MarkedTranscript:
    """The transcript with pauses that are not brief, and every filler, certain or possible, in its place."""
    quality = transcript.quality
    return MarkedTranscript(
        grade=quality.grade,
        rough=is_rough(transcript),
        notice=_notice(transcript),
        reference_status=quality.reference_status,
        reference_fit=quality.reference_fit,
        verbatim=transcript.verbatim,
        clean=transcript.clean,
        paragraphs=tuple(_paragraphs(_marks(transcript, analysis), analysis.pauses)),
    )


def is_rough(transcript: Transcript) -> bool:
    """A transcript of low quality is a guide to what was said, and is labelled so wherever it is shown."""
    return bool(transcript.words) and transcript.quality.grade not in {"high", "medium"}


def _notice(transcript: Transcript) -> str:
    why = listed([why_rough(reason) for reason in transcript.quality.reasons])
    because = f" ({why})" if why else ""
    if is_rough(transcript):
        return f"Rough transcript: many words may be wrong{because}. Read it as a guide only."
    if transcript.words and transcript.quality.grade == "medium":
        return f"Some words may be wrong{because}."
    return "" if transcript.words else "No words were recognised."


def _marks(transcript: Transcript, analysis: Analysis) -> list[Mark]:
    line = _Timeline(transcript.words)
    status = {filler.word_id: filler.status for filler in analysis.fillers if filler.word_id}
    placed = [
        _Placed((index, word.start_s), _word_mark(word, status)) for index, word in _with_own_text(line.words)
    ]
    pauses = (pause for pause in analysis.pauses if pause.class_ != "brief")
    placed += [line.place(_pause_mark(pause), pause.after_word_id) for pause in pauses]
    placed += [line.place(_found_filler(filler)) for filler in _fillers_without_word(transcript, analysis)]
    return [p.mark for p in sorted(placed, key=lambda p: p.place)]


def _with_own_text(words: Sequence[Word]) -> Iterable[tuple[int, Word]]:
    """With their places, all but the further words of a number or abbreviation, which stands at its first."""
    written_at_first = False
    for index, word in enumerate(words):
        if word.clean or word.kind == "filler":
            figures = any(character.isdigit() for character in word.clean) and not word.text.isdigit()
            written_at_first = figures or (len(word.text) == 1 < len(word.clean.rstrip(".,?!")))
        elif written_at_first:
            continue
        yield index, word


def _word_mark(word: Word, status: Mapping[int, str]) -> Mark:
    is_filler = word.kind == "filler" or word.id in status
    certain = status.get(word.id, POSSIBLE) != POSSIBLE
    kind = ("filler" if certain else "possible_filler") if is_filler else "word"
    text = word.text if is_filler else word.clean or word.text
    return Mark(kind, text, word.start_s, word.end_s, word.id)


def _pause_mark(pause: Pause) -> Mark:
    return Mark("pause", f"pause {pause.end_s - pause.start_s:.1f} s", pause.start_s, pause.end_s)


def _found_filler(filler: Filler) -> Mark:
    return Mark("possible_filler", filler.text, filler.start_s, filler.end_s)


def _fillers_without_word(transcript: Transcript, analysis: Analysis) -> list[Filler]:
    """Those that analyze reports, and the detector's own where analyze had no say; never one twice."""
    known = analysis.fillers
    dropped = (p for p in transcript.possible_fillers if not any(_overlap(p, filler) for filler in known))
    found = [Filler(p.text, p.start_s, p.end_s, confidence=p.confidence) for p in dropped]
    return [*(filler for filler in known if not filler.word_id), *found]


def _overlap(possible: PossibleFiller, filler: Filler) -> bool:
    return possible.start_s < filler.end_s and filler.start_s < possible.end_s


def _paragraphs(marks: Iterable[Mark], pauses: Iterable[Pause]) -> Iterable[Paragraph]:
    long_pauses = {pause.start_s for pause in pauses if pause.class_ == "long"}
    current: list[Mark] = []
    for mark in marks:
        current.append(mark)
        if mark.kind == "pause" and _ends(current, mark.start_s in long_pauses):
            yield _paragraph(current)
            current = []
    if current:
        yield _paragraph(current)


def _ends(marks: Sequence[Mark], is_long: bool) -> bool:
    words = sum(1 for mark in marks if mark.kind != "pause")
    return words >= (SHORTEST_PARAGRAPH if is_long else LONGEST_PARAGRAPH)


def _paragraph(marks: Sequence[Mark]) -> Paragraph:
    return Paragraph(marks[0].start_s, marks[-1].end_s, tuple(marks))
