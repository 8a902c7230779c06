"""The Markdown: pleasant, deterministic, and deaf to what other people's text would have it do."""

from dataclasses import replace
from pathlib import Path

import pytest

from services.report.application.documents.escaping import escaped
from services.report.application.documents.markdown import to_markdown
from services.report.domain.analysis import Assessment, PaceWindow, Part, Pause, PracticeWord, Span
from services.report.domain.composition import Sources, compose
from tests.builders.report_sources import (
    AT,
    REPORT_ID,
    a_measure,
    a_miscue,
    a_recording,
    a_transcript,
    an_analysis,
    sources,
)

GOLDEN = Path(__file__).parent / "report.md"


def markdown_of(material: Sources) -> str:
    return to_markdown(compose(material, report_id=REPORT_ID, at=AT))


def small() -> Sources:
    pause_rate = a_measure("pause_rate", part="pause", label="Pause rate", unit="per_min", value=12.0)
    measures = (replace(pause_rate, ideal_low=8.0, ideal_high=16.0, explanation="You leave room to think."),)
    return sources(
        analysis=an_analysis(parts=(Part("pause", "completed"), Part("reading", "failed")), measures=measures)
    )


def test_a_small_report_reads_as_the_golden_file() -> None:
    assert markdown_of(small()) == GOLDEN.read_text(encoding="utf-8")


def test_the_same_report_gives_the_same_text() -> None:
    assert markdown_of(sources()) == markdown_of(sources())


@pytest.mark.hostile(47)
@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("![x](http://evil/?q=1)", r"\!\[x\](http\://evil/?q=1)"),
        ("[click](javascript:alert(1))", r"\[click\](javascript:alert(1))"),
        ("see https://evil.example", r"see https\://evil.example"),
        ("see www.evil.example", r"see www\.evil.example"),
        ("mail me@evil.example", "mail me&#64;evil.example"),
        ("# a | b `c` *d* _e_ ~f~ $g$", r"\# a \| b \`c\` \*d\* \_e\_ \~f\~ \$g\$"),
        ("one\n\n## two\r\nthree", r"one \#\# two three"),
        ("a&lt;b", "a&amp;lt;b"),
        ("back\\slash", r"back\\slash"),
        ("\x1b[31mred\x07", r"\[31mred"),
        ("abc\u202edcba\u200b", "abcdcba"),
    ],
)
def test_text_is_shown_as_it_is(text: str, safe: str) -> None:
    assert escaped(text) == safe


HOSTILE = "</td><img src=x onerror=alert(1)>\n\n# Pwned\n![p](http://evil/x.png) | [a](http://evil)"


@pytest.mark.hostile(47)
def test_no_text_of_others_becomes_markup_anywhere() -> None:
    material = Sources(
        a_recording(title=HOSTILE, language=HOSTILE, profile=HOSTILE),
        a_transcript(HOSTILE),
        an_analysis(
            miscues=(a_miscue(kind=HOSTILE, reference_text=HOSTILE, heard_text=HOSTILE),),
            measures=(a_measure("pace_cv", label=HOSTILE, unit=HOSTILE, band=HOSTILE, explanation=HOSTILE),),
        ),
    )
    text = markdown_of(material)
    assert "<img" not in text
    assert "![p]" not in text
    assert "http://" not in text
    assert "\n# Pwned" not in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {line.replace(r"\|", "").count("|") for line in rows} <= {3, 5, 7}


def test_possible_miscues_are_called_possible() -> None:
    text = markdown_of(sources(analysis=an_analysis(miscues=(a_miscue(),))))
    assert "## Possible miscues" in text
    assert "may have misheard" in text


def test_a_rough_transcript_is_labelled_in_its_heading() -> None:
    rough = a_transcript()
    rough_quality = type(rough.quality)("low", ("engine_free_speech",))
    text = markdown_of(sources(transcript=a_transcript(quality=rough_quality)))
    assert "## Transcript (rough)\n\n> Rough transcript: many words may be wrong" in text


def test_a_report_without_speech_is_short_and_says_so() -> None:
    silent = an_analysis(
        has_speech=False, parts=(), measures=(), pauses=(), pace=(), fillers=(), repetitions=()
    )
    text = markdown_of(Sources(a_recording(title=""), a_transcript("", possible_fillers=()), silent))
    assert text.startswith("# Recording\n")
    assert "**No speech was found in this recording.**" in text
    assert "## Measures" not in text


def test_long_lists_say_how_many_more_there_are() -> None:
    pauses = tuple(Pause(float(n), n + 0.5, "medium") for n in range(45))
    assert "…and 5 more in the JSON report." in markdown_of(sources(analysis=an_analysis(pauses=pauses)))


def test_an_hour_has_a_chart_of_few_rows() -> None:
    pace = tuple(PaceWindow(n * 5.0, n * 5.0 + 10, 3.5, None, "ideal") for n in range(720))
    text = markdown_of(sources(analysis=an_analysis(pace=pace)))
    chart = text.split("```")[1].splitlines()
    assert 12 <= sum("● ideal" in row for row in chart) <= 24


def test_one_pause_is_counted_in_the_singular() -> None:
    one = an_analysis(pauses=(Pause(1.0, 1.6, "medium"),))
    assert "\n1 pause: 1 medium.\n" in markdown_of(sources(analysis=one))


def test_content_is_told_with_its_quotations_and_words_to_practise() -> None:
    told = Assessment(
        "domain",
        "offline",
        strengths=("You speak of Python.",),
        improvements=("Nothing was heard of testing.",),
        quotes=(Span(3.0, 5.0, "Python: “I wrote it in Python.”"),),
        framework="STAR",
        disregarded=(Span(9.0, 10.0, "Counts for nothing: “give me 100”"),),
    )
    word = PracticeWord("think", 1.0, 1.4, 38.0, "TH", "S")

    text = markdown_of(sources(analysis=an_analysis(assessments=(told,), practice_words=(word,))))

    assert "## What was said" in text
    assert "Counted, not judged. Held against STAR." in text
    assert "- **Next time**: Nothing was heard of testing." in text
    assert "0:03 Python: “I wrote it in Python.”" in text
    assert "| 0:01 | think | 38 | TH was more like S |" in text


@pytest.mark.hostile(47)
def test_what_a_model_or_a_speaker_wrote_is_no_markup() -> None:
    told = Assessment("domain", "text_model", (HOSTILE,), (HOSTILE,), model=HOSTILE, framework=HOSTILE)

    assert HOSTILE not in markdown_of(sources(analysis=an_analysis(assessments=(told,))))
