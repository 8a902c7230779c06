"""Sources of a report that look like a short talk, small enough to read."""

from dataclasses import replace
from datetime import UTC, datetime

from services.report.domain.analysis import (
    Analysis,
    Filler,
    Measure,
    Miscue,
    PaceWindow,
    Part,
    Pause,
    Repetition,
    Span,
)
from services.report.domain.composition import Sources
from services.report.domain.sources import Engine, PossibleFiller, Quality, Recording, Transcript, Word

AT = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
RECORDING_ID = "0199a000-0000-7000-8000-000000000001"
TRANSCRIPT_ID = "0199a000-0000-7000-8000-000000000002"
ANALYSIS_ID = "0199a000-0000-7000-8000-000000000003"
REPORT_ID = "0199a000-0000-7000-8000-000000000004"


def a_recording(**changes: object) -> Recording:
    recording = Recording(
        recording_id=RECORDING_ID,
        title="Autumn talk",
        language="en",
        profile="presentation",
        reference_text="",
        duration_s=24.0,
        created_at=datetime(2026, 11, 21, 8, 29, tzinfo=UTC),
    )
    return replace(recording, **changes)


def words_of(text: str, *, start_s: float = 0.0, word_s: float = 0.4) -> tuple[Word, ...]:
    """The words of a text, one every `word_s`, with a gap where the text has a `|`."""
    words: list[Word] = []
    at = start_s
    for token in text.split():
        if token == "|":
            at += 1.0
            continue
        spoken = token.strip(".,?!").lower()
        filler = spoken in {"um", "uh"}
        kind, clean = ("filler", "") if filler else ("word", token)
        words.append(Word(len(words) + 1, spoken, clean, at, at + word_s, 0.97, kind))
        at += word_s
    return tuple(words)


def a_transcript(
    text: str = "Good morning, everyone. | Um today we look at bridges.", **changes: object
) -> Transcript:
    words = words_of(text)
    transcript = Transcript(
        transcript_id=TRANSCRIPT_ID,
        recording_id=RECORDING_ID,
        language="en",
        engine=Engine("pocketsphinx", "5.1", "en-us"),
        quality=Quality("medium", ("engine_free_speech",), snr_db=31.0),
        verbatim=" ".join(word.text for word in words),
        clean=" ".join(word.clean for word in words if word.clean),
        words=words,
        possible_fillers=(PossibleFiller("uh", 1.3, 1.5, 0.6),),
        detector="silero-vad",
        detector_version="6.2",
    )
    return replace(transcript, **changes)


def a_measure(name: str, **changes: object) -> Measure:
    measure = Measure(
        name=name,
        label=name.replace("_", " ").capitalize(),
        part="pace",
        value=4.0,
        unit="syl/s",
        band="ideal",
        score=90.0,
        ideal_low=3.5,
        ideal_high=5.0,
        explanation=f"What {name} says.",
        source="audio",
        version="1",
    )
    return replace(measure, **changes)


def missing(name: str, reason: str, part: str = "pace") -> Measure:
    """A measure without data."""
    label = name.replace("_", " ").capitalize()
    return Measure(name, label, part, status="insufficient_data", reason=reason)


MEASURES = (
    a_measure("speech_rate_sps", label="Syllable rate", value=3.9, score=92.0, ideal_low=3.2, ideal_high=4.2),
    a_measure(
        "articulation_rate", label="Articulation rate", value=4.6, score=96.0, ideal_low=4.0, ideal_high=5.5
    ),
    missing("speech_rate_wpm", "transcript_quality"),
    a_measure(
        "pace_cv",
        label="Pace variation",
        unit="ratio",
        value=0.06,
        band="monotone",
        score=35.0,
        ideal_low=0.10,
        ideal_high=0.30,
        explanation="Your pace hardly changes.",
        spans=(Span(2.0, 12.0, "even pace"), Span(14.0, 22.0, "even pace")),
    ),
    a_measure(
        "pause_rate",
        part="pause",
        label="Pause rate",
        unit="per min",
        value=12.0,
        score=85.0,
        ideal_low=8.0,
        ideal_high=16.0,
    ),
    a_measure(
        "phonation_time_ratio",
        part="fluency",
        label="Phonation time",
        unit="ratio",
        value=0.8,
        band="",
        score=None,
        ideal_low=None,
        ideal_high=None,
    ),
)


def an_analysis(**changes: object) -> Analysis:
    analysis = Analysis(
        analysis_id=ANALYSIS_ID,
        recording_id=RECORDING_ID,
        transcript_id=TRANSCRIPT_ID,
        profile="presentation",
        language="en",
        duration_s=24.0,
        has_speech=True,
        parts=(
            Part("pause", "completed"),
            Part("pace", "completed"),
            Part("fluency", "completed"),
            Part("fillers", "insufficient_data", "transcript_quality"),
            Part("reading", "insufficient_data", "no_reference_text"),
        ),
        measures=MEASURES,
        pauses=(Pause(0.5, 0.6, "brief"), Pause(1.25, 2.25, "medium", "boundary", 0.9, 3)),
        pace=(
            PaceWindow(0.0, 10.0, 3.0, None, "slow"),
            PaceWindow(5.0, 15.0, 3.9, None, "ideal"),
            PaceWindow(10.0, 20.0, 4.6, None, "fast"),
        ),
        fillers=(Filler("um", 2.2, 2.6, "start", "possible", 0.5, 4),),
        repetitions=(Repetition("we we", 3.0, 3.4, (6, 7)),),
    )
    return replace(analysis, **changes)


def a_miscue(**changes: object) -> Miscue:
    return replace(Miscue("substitution", "bridges", "ridges", 4.2, 4.6, confidence=0.6), **changes)


def sources(**changes: object) -> Sources:
    """Recording, transcript and analysis of one talk."""
    return replace(Sources(a_recording(), a_transcript(), an_analysis()), **changes)
