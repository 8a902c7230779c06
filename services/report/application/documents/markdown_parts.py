"""The measures, pauses, fillers and miscues as Markdown."""

from collections.abc import Iterable, Sequence

from services.report.application.documents.escaping import escaped
from services.report.domain.analysis import Assessment, Filler, Measure, Miscue, Pause, PracticeWord, Span
from services.report.domain.report import Report, ReportedPart, Unmeasured
from services.report.domain.wording import clock, number, shown_ideal, shown_value

MOST_LISTED = 40
"""A list ends here and says how many more the JSON has."""


def table(head: Sequence[str], align: str, rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table; `align` has one letter per column: l or r."""
    rules = ["---:" if letter == "r" else "---" for letter in align]
    return [_cells(head), _cells(rules), *(_cells(row) for row in rows), ""]


def _cells(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def measures(report: Report) -> list[str]:
    """A table for each part that measured something; the others are named under what could not be."""
    lines = [line for part in report.parts for line in _part(part)]
    return ["## Measures", "", *lines] if lines else []


def _part(part: ReportedPart) -> list[str]:
    measured = [measure for measure in part.measures if measure.value is not None]
    if not measured:
        return []
    head = ("Measure", "Value", "Band", "Ideal", "Score", "What it says")
    rows = table(head, "lrllrl", map(_measure_row, measured))
    return [f"### {escaped(part.label)}", "", *rows]


def _measure_row(measure: Measure) -> list[str]:
    score = "" if measure.score is None else number(round(measure.score))
    told = escaped(measure.explanation)
    listen = places(measure.spans)
    words = [escaped(text) for text in (shown_value(measure), measure.band, shown_ideal(measure))]
    return [escaped(measure.label), *words, score, f"{told} Listen: {listen}." if listen else told]


def places(spans: Iterable[Span], most: int = 3) -> str:
    """Where to listen: 0:07–0:09, 0:31–0:33."""
    ends = [(clock(span.start_s), clock(span.end_s)) for span in list(spans)[:most]]
    return ", ".join(start if start == end else f"{start}–{end}" for start, end in ends)


def pauses(found: Sequence[Pause]) -> list[str]:
    """How many of which class, and the ones that are not brief with their places."""
    if not found:
        return []
    counts = [(name, sum(1 for p in found if p.class_ == name)) for name in ("brief", "medium", "long")]
    told = ", ".join(f"{count} {name}" for name, count in counts if count)
    shown = [pause for pause in found if pause.class_ != "brief"]
    rows = [
        (clock(p.start_s), f"{p.end_s - p.start_s:.1f} s", p.class_, _placement(p))
        for p in shown[:MOST_LISTED]
    ]
    lines = ["## Pauses", "", f"{len(found)} pause{'' if len(found) == 1 else 's'}: {told}.", ""]
    return lines + (table(("At", "Length", "Class", "Place"), "rrll", rows) if rows else []) + _more(shown)


def _placement(pause: Pause) -> str:
    told = {"boundary": "between clauses", "mid_clause": "inside a clause"}
    return told.get(pause.placement, "not known")


def _more(items: Sequence[object]) -> list[str]:
    rest = len(items) - MOST_LISTED
    return [f"…and {rest} more in the JSON report.", ""] if rest > 0 else []


def fillers(found: Sequence[Filler]) -> list[str]:
    """Fillers with their places; "possible" stays visible in every row."""
    if not found:
        return []
    rows = [(clock(f.start_s), escaped(f.text), escaped(f.position), escaped(f.status)) for f in found]
    head = ("At", "Filler", "Position", "Certainty")
    return ["## Fillers", "", *table(head, "rlll", rows[:MOST_LISTED]), *_more(rows)]


def miscues(found: Sequence[Miscue]) -> list[str]:
    """Differences from the reference text, with the reminder that the recogniser may be the one to blame."""
    if not found:
        return []
    rows = [
        (clock(m.start_s), escaped(m.kind), escaped(m.reference_text), escaped(m.heard_text)) for m in found
    ]
    note = "Possible differences from the text. The recogniser may have misheard: listen before believing it."
    head = ("At", "Kind", "Text", "Heard")
    return ["## Possible miscues", "", note, "", *table(head, "rlll", rows[:MOST_LISTED]), *_more(rows)]


def practice_words(found: Sequence[PracticeWord]) -> list[str]:
    """Words to practise, with the sound that was another."""
    if not found:
        return []
    rows = [
        (clock(w.start_s), escaped(w.word), number(round(w.accuracy_score)), _sounds(w))
        for w in found[:MOST_LISTED]
    ]
    head = ("At", "Word", "Accuracy", "Sound")
    return ["## Words to practise", "", *table(head, "rlrl", rows), *_more(found)]


def _sounds(word: PracticeWord) -> str:
    return f"{escaped(word.expected)} was more like {escaped(word.heard)}" if word.heard else ""


def assessment(found: Assessment, label: str) -> list[str]:
    """What speaks for the content and what to do next, with the quotations that show it."""
    lists = (("Good", found.strengths), ("Next time", found.improvements))
    lines = [f"- **{name}**: {escaped(text)}" for name, texts in lists for text in texts]
    lines += [f"- {clock(quote.start_s)} {escaped(quote.note)}" for quote in found.quotes]
    lines += [f"- {clock(said.start_s)} {escaped(said.note)}" for said in found.disregarded]
    made = f"Judged by the text model {escaped(found.model)}." if found.model else "Counted, not judged."
    plan = f" Held against {escaped(found.framework)}." if found.framework else ""
    return [f"## {escaped(label)}", "", made + plan, "", *lines, ""]


def not_measured(groups: Sequence[Unmeasured]) -> list[str]:
    """One line per reason."""
    if not groups:
        return []
    lines = [f"- **{escaped(', '.join(g.labels))}**: {escaped(g.explanation)}" for g in groups]
    return ["## What could not be measured", "", *lines, ""]
