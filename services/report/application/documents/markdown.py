"""The report as Markdown: the same report gives the same text, and nobody's text acts as markup."""

from services.report.application.documents import markdown_parts as parts
from services.report.application.documents.escaping import escaped
from services.report.application.documents.pace_chart import pace_chart
from services.report.domain.composition import part_label
from services.report.domain.reasons import why_rough
from services.report.domain.report import Change, Mark, MarkedTranscript, Report, Summary
from services.report.domain.sources import Quality
from services.report.domain.wording import clock, listed

MEDIA_TYPE = "text/markdown; charset=utf-8"
UNTITLED = "Recording"
LEGEND = "‹pause› is a silence, **[um]** a filler, **[um?]** a possible filler."


def to_markdown(report: Report) -> str:
    """The whole report for a reader; what a list leaves out is in the JSON."""
    lines = [
        *_head(report),
        *_summary(report.summary),
        *parts.measures(report),
        *_pace(report),
        *parts.pauses(report.pauses),
        *_transcript(report.transcript),
        *parts.fillers(report.fillers),
        *parts.miscues(report.miscues),
        *parts.practice_words(report.practice_words),
        *(line for found in report.assessments for line in parts.assessment(found, part_label(found.name))),
        *parts.not_measured(report.not_measured),
        *_provenance(report),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _head(report: Report) -> list[str]:
    facts = report.recording
    about = [clock(facts.duration_s), facts.profile, facts.language, f"{facts.created_at:%Y-%m-%d}"]
    line = " · ".join(escaped(item) for item in about if item)
    title = escaped(facts.title) or UNTITLED
    return [f"# {title}", "", line, "", f"**{escaped(report.summary.headline)}**", ""]


def _summary(summary: Summary) -> list[str]:
    lines: list[str] = []
    if summary.strengths:
        kept = [f"- **{escaped(s.label)}**: {escaped(s.text)}" for s in summary.strengths]
        lines += ["## Keep", "", *kept, ""]
    return lines + (_change(summary.change) if summary.change else [])


def _change(change: Change) -> list[str]:
    listen = parts.places(change.spans)
    lines = ["## Change one thing", "", f"**{escaped(change.label)}**: {escaped(change.text)}", ""]
    lines += [escaped(change.advice), ""]
    return [*lines, f"Listen: {listen}.", ""] if listen else lines


def _pace(report: Report) -> list[str]:
    chart = pace_chart(report.pace, report.pace_ideal)
    return ["## Pace over time", "", "```text", *chart, "```", ""] if chart else []


def _transcript(transcript: MarkedTranscript) -> list[str]:
    lines = ["## Transcript (rough)" if transcript.rough else "## Transcript", ""]
    if transcript.notice:
        lines += [f"> {escaped(transcript.notice)}", ""]
    for paragraph in transcript.paragraphs:
        lines += [f"**{clock(paragraph.start_s)}** " + " ".join(map(_mark, paragraph.marks)), ""]
    return [*lines, LEGEND, ""] if transcript.paragraphs else lines


def _mark(mark: Mark) -> str:
    text = escaped(mark.text)
    told = {"pause": f"‹{text}›", "filler": f"**[{text}]**", "possible_filler": f"**[{text}?]**"}
    return told.get(mark.kind, text)


def _provenance(report: Report) -> list[str]:
    origin = report.provenance
    engine, detector, quality = origin.engine, origin.voice_activity, origin.quality
    biased = ", biased to the reference text" if engine.biased else ""
    written = f"{report.created_at:%Y-%m-%d %H:%M} UTC"
    rows = [
        ("Recogniser", " ".join(filter(None, (engine.name, engine.version, engine.model))) + biased),
        ("Voice activity", f"{detector.name} {detector.version}".strip()),
        ("Transcript quality", _graded(quality)),
        ("Profile", origin.profile),
        (
            "Report",
            f"{report.report_id} (rules {origin.report_version}, {written})",
        ),
        ("Analysis", report.analysis_id),
    ]
    shown = [(name, escaped(value)) for name, value in rows if value]
    return ["## Where this comes from", "", *parts.table(("What", "Which"), "ll", shown)]


def _graded(quality: Quality) -> str:
    why = listed([why_rough(reason) for reason in quality.reasons])
    return f"{quality.grade}: {why}" if why else quality.grade
