"""The marked transcript: everything in its place, and nothing more certain than it is."""

from dataclasses import replace

from services.report.domain.analysis import Analysis, Filler, Pause
from services.report.domain.marking import mark_transcript
from services.report.domain.sources import PossibleFiller, Quality, Transcript
from tests.builders.report_sources import a_transcript, an_analysis, words_of


def marks_of(transcript: Transcript, analysis: Analysis) -> str:
    signs = {"pause": "‹{}›", "filler": "[{}]", "possible_filler": "[{}?]", "word": "{}"}
    paragraphs = mark_transcript(transcript, analysis).paragraphs
    return " / ".join(
        " ".join(signs[mark.kind].format(mark.text) for mark in paragraph.marks) for paragraph in paragraphs
    )


def plain(text: str, **changes: object) -> Transcript:
    return a_transcript(text, possible_fillers=(), **changes)


def quiet(**changes: object) -> Analysis:
    return an_analysis(**({"pauses": (), "fillers": ()} | changes))


def test_a_pause_stands_behind_the_word_that_is_named() -> None:
    pause = Pause(0.1, 1.1, "medium", after_word_id=2)
    assert marks_of(plain("One two three."), quiet(pauses=(pause,))) == "One two ‹pause 1.0 s› three."


def test_without_a_name_the_middle_of_the_pause_decides() -> None:
    pause = Pause(0.7, 1.9, "medium")
    assert marks_of(plain("One two | three."), quiet(pauses=(pause,))) == "One two ‹pause 1.2 s› three."


def test_brief_pauses_are_not_marked() -> None:
    assert marks_of(plain("One two."), quiet(pauses=(Pause(0.35, 0.45, "brief"),))) == "One two."


def test_a_pause_before_the_first_and_behind_the_last_word_has_its_place() -> None:
    pauses = (Pause(0.0, 0.5, "medium"), Pause(2.0, 2.6, "medium"))
    transcript = plain("", words=words_of("One two.", start_s=0.8))
    assert marks_of(transcript, quiet(pauses=pauses)) == "‹pause 0.5 s› One two. ‹pause 0.6 s›"


def test_a_written_filler_is_possible_unless_the_analysis_is_certain() -> None:
    transcript = plain("Um one.")
    certain = quiet(fillers=(Filler("um", 0.0, 0.4, status="certain", word_id=1),))
    assert marks_of(transcript, quiet()) == "[um?] one."
    assert marks_of(transcript, certain) == "[um] one."


def test_a_number_of_several_words_stands_once_and_a_repetition_as_often_as_it_was_said() -> None:
    words = words_of("twenty twenty six so we we left f b i um left")
    clean = ["2026", "", "", "so", "", "we", "left", "FBI", "", "", "um", "left."]
    written = tuple(replace(word, clean=text) for word, text in zip(words, clean, strict=True))
    assert marks_of(plain("", words=written), quiet()) == "2026 so we we left FBI [um?] left."


def test_a_filler_found_in_the_audio_is_marked_once() -> None:
    found = (PossibleFiller("uh", 0.8, 1.1),)
    transcript = plain("One two | three.")
    reported = quiet(fillers=(Filler("uh", 0.81, 1.09),))
    both = replace(transcript, possible_fillers=found)
    assert marks_of(both, reported) == "One two [uh?] three."
    assert marks_of(both, quiet()) == "One two [uh?] three."


def test_a_long_pause_ends_a_paragraph_of_some_length() -> None:
    eight = "one two three four five six seven eight"
    pauses = (Pause(3.3, 4.1, "long", after_word_id=8),)
    assert marks_of(plain(f"{eight} nine"), quiet(pauses=pauses)) == f"{eight} ‹pause 0.8 s› / nine"
    early = (Pause(0.4, 1.2, "long", after_word_id=1),)
    assert " / " not in marks_of(plain(eight), quiet(pauses=early))


def test_a_low_quality_transcript_is_called_rough_and_says_why() -> None:
    marked = mark_transcript(a_transcript(quality=Quality("low", ("engine_free_speech",))), quiet())
    assert marked.rough
    assert marked.notice == (
        "Rough transcript: many words may be wrong (the built-in recogniser is rough on free speech). "
        "Read it as a guide only."
    )


def test_no_words_is_no_rough_transcript() -> None:
    marked = mark_transcript(plain("", quality=Quality("low", ("no_words",))), quiet())
    assert (marked.rough, marked.notice, marked.paragraphs) == (False, "No words were recognised.", ())
