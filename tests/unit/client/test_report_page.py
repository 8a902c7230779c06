"""The report in the terminal: whole in 80 columns, told without colour, deaf to escape sequences."""

import io
from dataclasses import replace

import pytest
from rich.console import Console
from rostrum_client import Report
from rostrum_client.terminal.page import report_page

from services.report.domain.analysis import Assessment, PaceWindow, PracticeWord
from services.report.domain.composition import Sources
from services.report.domain.sources import Quality
from tests.builders.report_documents import a_report_document
from tests.builders.report_sources import a_measure, a_miscue, a_recording, a_transcript, an_analysis, sources


def page_of(
    report: Report, width: int = 80, *, files: tuple[tuple[str, str], ...] = (), color: bool = False
) -> str:
    console = Console(
        file=io.StringIO(), width=width, force_terminal=color, color_system="standard" if color else None
    )
    console.print(report_page(report, files), crop=False)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def words_of(page: str) -> str:
    """The words without frames and line ends."""
    return " ".join(page.replace("│", " ").split())


@pytest.mark.parametrize("width", [60, 80, 100])
def test_the_page_is_as_wide_as_the_terminal_and_no_wider(width: int) -> None:
    assert max(map(len, page_of(a_report_document(), width).splitlines())) <= width


def test_without_a_terminal_nothing_is_coloured() -> None:
    assert "\x1b" not in page_of(a_report_document())


def test_what_colour_tells_is_told_by_signs_and_words_too() -> None:
    plain, coloured = page_of(a_report_document()), page_of(a_report_document(), color=True)
    assert "\x1b[" in coloured
    for told in ("● ideal", "▼ monotone", "▲ fast", "■■■■■■■■  96", "✓ ", "→ "):
        assert told in plain


def test_headline_strengths_and_the_one_change_come_first() -> None:
    words = words_of(page_of(a_report_document()))
    places = [
        words.index(text)
        for text in (
            "You do well on pace",
            "✓ Articulation rate.",
            "→ Change one thing: Pace variation.",
            "Listen: 0:02–0:12",
            "Measures",
            "Pace over time",
            "Transcript",
            "What could not be measured",
        )
    ]
    assert places == sorted(places)


def test_pauses_and_possible_fillers_are_marked_and_explained() -> None:
    words = words_of(page_of(a_report_document()))
    assert "everyone. ‹pause 1.0 s› [uh?] [um?] today" in words
    assert "‹pause› silence [um?] possible filler" in words


def test_a_rough_transcript_says_so_in_heading_and_notice() -> None:
    rough = a_transcript(quality=Quality("low", ("engine_free_speech",)))
    words = words_of(page_of(a_report_document(sources(transcript=rough))))
    assert "Transcript, rough" in words
    assert "⚠ Rough transcript: many words may be wrong" in words


def test_miscues_are_told_as_possible() -> None:
    miscues = (
        a_miscue(),
        a_miscue(kind="omission"),
        a_miscue(kind="insertion"),
        a_miscue(kind="repetition"),
        *[a_miscue()] * 10,
    )
    words = words_of(page_of(a_report_document(sources(analysis=an_analysis(miscues=miscues)))))
    assert "“bridges” was perhaps read as “ridges”" in words
    assert "“bridges” was perhaps left out" in words
    assert "“ridges” was perhaps added" in words
    assert "“ridges” was perhaps repeated" in words
    assert "and 4 more in the JSON report" in words


def test_content_and_words_to_practise_are_told() -> None:
    told = Assessment("domain", "offline", ("You speak of Python.",), ("Nothing was heard of testing.",))
    word = PracticeWord("think", 1.0, 1.4, 38.0, "TH", "S")
    analysis = an_analysis(assessments=(told,), practice_words=(word,))
    words = words_of(page_of(a_report_document(sources(analysis=analysis))))
    assert "What was said" in words
    assert "Next time. Nothing was heard of testing." in words
    assert "think: TH was more like S" in words


def test_audio_without_speech_has_a_short_page_that_says_so() -> None:
    silent = an_analysis(has_speech=False, parts=(), measures=(), pauses=(), pace=(), fillers=())
    page = page_of(a_report_document(Sources(a_recording(), a_transcript("", possible_fillers=()), silent)))
    assert "No speech was found in this recording." in page
    assert "Measures" not in page
    assert "Pace over time" not in page


def test_an_hour_keeps_a_small_chart() -> None:
    pace = tuple(PaceWindow(n * 5.0, n * 5.0 + 10, 3.5, None, "ideal") for n in range(720))
    page = page_of(a_report_document(sources(analysis=an_analysis(pace=pace))))
    assert 8 <= page.count("3.5  ● ideal") <= 16


def test_the_names_of_files_are_never_broken() -> None:
    path = "/a/very/long/path" * 8 + "/report.json"
    assert path in page_of(a_report_document(), files=(("JSON", path),))


HOSTILE = "\x1b[2J\x1b]0;pwned\x07[bold red]x[/bold red]\u202e"


@pytest.mark.hostile(47)
def test_no_text_of_others_steers_the_terminal() -> None:
    material = Sources(
        a_recording(title=HOSTILE, language=HOSTILE, profile=HOSTILE),
        a_transcript("x", words=tuple(replace(w, clean=HOSTILE) for w in a_transcript("a b").words)),
        an_analysis(
            miscues=(a_miscue(reference_text=HOSTILE, heard_text=HOSTILE),),
            measures=(a_measure("pace_cv", label=HOSTILE, unit=HOSTILE, band=HOSTILE, explanation=HOSTILE),),
        ),
    )
    page = page_of(a_report_document(material))
    assert "\x1b" not in page
    assert "\x07" not in page
    assert "\u202e" not in page
    assert "[bold red]x[/bold red]" in page
