"""The marked transcript in the terminal."""

from collections.abc import Iterable

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from rostrum_client.report_document import Mark, MarkedTranscript, Paragraph
from rostrum_client.terminal.signs import OFF, QUIET
from rostrum_client.terminal.wording import clock, safe

PAUSE_STYLE = "blue"


def transcript(document: MarkedTranscript) -> Group:
    """The words as spoken, in paragraphs with their start, and a legend of what is marked."""
    paragraphs = [_indented(_paragraph(paragraph), above=1) for paragraph in document["paragraphs"]]
    kinds = {mark["kind"] for paragraph in document["paragraphs"] for mark in paragraph["marks"]}
    sign = "⚠ " if document["rough"] else ""
    notice = Text(sign + safe(document["notice"]), style=OFF)
    return Group(
        *([_indented(notice)] if document["notice"] else []),
        *paragraphs,
        *([_indented(_legend(kinds), above=1)] if kinds - {"word"} else []),
    )


def _indented(text: Text, above: int = 0) -> Padding:
    return Padding(text, (above, 2, 0, 2), expand=False)


def _paragraph(paragraph: Paragraph) -> Text:
    start = Text().append(f"{clock(paragraph['start_s'])}  ", style=QUIET)
    return start.append_text(Text(" ").join(_marks(paragraph["marks"])))


def _marks(marks: Iterable[Mark]) -> Iterable[Text]:
    for mark in marks:
        text = safe(mark["text"])
        if mark["kind"] == "pause":
            yield Text(f"‹{text}›".replace(" ", "\u00a0"), style=PAUSE_STYLE)
        elif mark["kind"] == "word":
            yield Text(text)
        else:
            yield Text(f"[{text}{'?' if mark['kind'] == 'possible_filler' else ''}]", style=f"bold {OFF}")


def _legend(kinds: set[str]) -> Text:
    told = {"pause": "‹pause› silence", "filler": "[um] filler", "possible_filler": "[um?] possible filler"}
    return Text("   ".join(text for kind, text in told.items() if kind in kinds), style=QUIET)
