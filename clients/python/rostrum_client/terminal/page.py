"""The report as one page of a terminal, from 60 columns on, with and without colour."""

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from rostrum_client.report_document import (
    Assessment,
    Change,
    Measure,
    Miscue,
    PracticeWord,
    Report,
    Strength,
    Unmeasured,
)
from rostrum_client.terminal import signs
from rostrum_client.terminal.pace import pace_chart
from rostrum_client.terminal.transcript import transcript
from rostrum_client.terminal.wording import clock, ideal_of, places, safe, value_of

MOST_MISCUES = 10


def report_page(report: Report, files: Sequence[tuple[str, str]] = ()) -> Group:
    """Everything worth reading first; `files` says under which names the whole of it lies."""
    sections: list[RenderableType | None] = [
        _head(report),
        _summary(report),
        _measures(report),
        _pace(report),
        _section(
            "Transcript, rough" if report["transcript"]["rough"] else "Transcript",
            transcript(report["transcript"]),
        ),
        _miscues(report["miscues"]),
        _practice(report["practice_words"]),
        *(_assessment(assessment) for assessment in report["assessments"]),
        _not_measured(report["not_measured"]),
        _files(report, files),
    ]
    return Group(*(section for section in sections if section is not None))


def _section(title: str, content: RenderableType) -> Group:
    rule = Rule(Text(title, style="bold"), align="left", style=signs.QUIET)
    return Group(Text(""), rule, content)


def _head(report: Report) -> Panel:
    facts = report["recording"]
    about = [clock(facts["duration_s"]), facts["profile"], facts["language"], facts["created_at"][:10]]
    return Panel(
        Text(safe(report["summary"]["headline"]), style="bold"),
        title=Text(safe(facts["title"]) or "Recording"),
        title_align="left",
        subtitle=Text(" · ".join(safe(item) for item in about if item), style=signs.QUIET),
        subtitle_align="left",
        box=box.ROUNDED,
        padding=(1, 2),
    )


def _summary(report: Report) -> Group | None:
    summary = report["summary"]
    lines: list[RenderableType] = [_strength(strength) for strength in summary["strengths"]]
    if summary["change"]:
        lines += _change(summary["change"])
    return Group(Text(""), *lines) if lines else None


def _pointed(sign: str, label: str, text: str, style: str) -> Table:
    """A sign in the margin, and text that wraps beside it."""
    grid = Table.grid(padding=(0, 1))
    told = Text(f"{safe(label)}. ", style="bold").append(safe(text), style="not bold")
    grid.add_row(Text(f"  {sign}", style=style), told)
    return grid


def _strength(strength: Strength) -> Table:
    return _pointed("✓", strength["label"], strength["text"], f"bold {signs.GOOD}")


def _change(change: Change) -> list[RenderableType]:
    lines: list[RenderableType] = [
        _pointed("→", f"Change one thing: {change['label']}", change["text"], f"bold {signs.OFF}"),
        Padding(Text(safe(change["advice"]), style="italic"), (0, 0, 0, 4), expand=False),
    ]
    listen = places(change["spans"])
    if listen:
        lines.append(Padding(Text(f"Listen: {listen}", style=signs.QUIET), (0, 0, 0, 4), expand=False))
    return lines


def _measures(report: Report) -> Group | None:
    parts = [(part, [m for m in part["measures"] if m["value"] is not None]) for part in report["parts"]]
    if not any(measured for _, measured in parts):
        return None
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 0, 0, 1), header_style="bold", expand=True)
    table.add_column("Measure", ratio=1)
    for name, width in (("Value", 14), ("Ideal", 10), ("Band", 12), ("Score", signs.SCORE_WIDTH + 4)):
        table.add_column(name, width=width)
    for part, measured in parts:
        if measured:
            table.add_row(Text(safe(part["label"]), style=signs.QUIET))
        for measure in measured:
            table.add_row(*_measure_cells(measure))
    return _section("Measures", table)


def _measure_cells(measure: Measure) -> tuple[RenderableType, ...]:
    label, value = Text(safe(measure["label"])), Text(value_of(measure), style="bold")
    return (
        label,
        value,
        Text(ideal_of(measure)),
        signs.band(safe(measure["band"])),
        signs.score(measure["score"]),
    )


def _pace(report: Report) -> Group | None:
    chart = pace_chart(report["pace"], report["pace_ideal"])
    return _section("Pace over time", chart) if chart else None


def _miscues(miscues: Sequence[Miscue]) -> Group | None:
    if not miscues:
        return None
    lines = [Text(f"  {clock(m['start_s']):>5}  {_miscue(m)}") for m in miscues[:MOST_MISCUES]]
    if len(miscues) > MOST_MISCUES:
        lines.append(
            Text(f"         and {len(miscues) - MOST_MISCUES} more in the JSON report", style=signs.QUIET)
        )
    note = Text("  The recogniser may have misheard: listen before believing it.", style=signs.QUIET)
    return _section("Possible miscues", Group(note, *lines))


def _miscue(miscue: Miscue) -> str:
    text, heard = safe(miscue["reference_text"]), safe(miscue["heard_text"])
    told = {
        "omission": f"“{text}” was perhaps left out",
        "insertion": f"“{heard}” was perhaps added",
        "repetition": f"“{heard or text}” was perhaps repeated",
    }
    return told.get(miscue["kind"], f"“{text}” was perhaps read as “{heard}”")


def _practice(words: Sequence[PracticeWord]) -> Group | None:
    if not words:
        return None
    lines = [Text(f"  {clock(w['start_s']):>5}  {_practised(w)}") for w in words[:MOST_MISCUES]]
    return _section("Words to practise", Group(*lines))


def _practised(word: PracticeWord) -> str:
    text, expected, heard = safe(word["word"]), safe(word["expected"]), safe(word["heard"])
    return f"{text}: {expected} was more like {heard}" if heard else text


def _assessment(assessment: Assessment) -> Group | None:
    told = [("✓", "Good", text, f"bold {signs.GOOD}") for text in assessment["strengths"]]
    told += [("→", "Next time", text, f"bold {signs.OFF}") for text in assessment["improvements"]]
    if not told:
        return None
    titles = {"domain": "What was said", "communication": "How it was put"}
    title = titles.get(assessment["name"], assessment["name"].capitalize())
    return _section(title, Group(*(_pointed(*line) for line in told)))


def _not_measured(groups: Sequence[Unmeasured]) -> Group | None:
    if not groups:
        return None
    lines = [_pointed("–", ", ".join(group["labels"]), group["explanation"], signs.QUIET) for group in groups]
    return _section("What could not be measured", Group(*lines))


def _files(report: Report, files: Sequence[tuple[str, str]]) -> Group:
    """Names of files are never broken: whoever prints the page must not crop it."""
    origin = report["provenance"]
    engine = " ".join(filter(None, (origin["engine"]["name"], origin["engine"]["version"])))
    lines = [_named(name, place, "bold") for name, place in files]
    lines.append(_named("Recording", report["recording_id"], signs.QUIET))
    lines.append(_named("Made by", f"{engine}, transcript quality {origin['quality']['grade']}", signs.QUIET))
    return _section("Where it is" if files else "Where it comes from", Group(*lines))


def _named(name: str, value: str, style: str) -> Text:
    line = Text(f"  {name:<11}", no_wrap=True, overflow="ignore", style=signs.QUIET)
    return line.append(safe(value), style=style)
