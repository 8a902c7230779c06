"""Plain text and Markdown."""

import re
from collections.abc import Sequence

from services.transcribe.domain.exports.passages import Passage
from services.transcribe.domain.exports.subtitles import stamp

_MARKDOWN = re.compile(r"([\\`*_\[\]{}<>#|~$!&:])")


def txt(paragraphs: Sequence[Passage]) -> str:
    """A paragraph a line, with the speaker where they are told apart."""
    return "".join(f"{_named(paragraph)}\n" for paragraph in paragraphs)


def _named(paragraph: Passage) -> str:
    return f"{paragraph.speaker}: {paragraph.text}" if paragraph.speaker else paragraph.text


def markdown(paragraphs: Sequence[Passage]) -> str:
    """Each paragraph with the time at which it begins. Nothing that was said is taken for markup."""
    body = "".join(f"\n{_dated(paragraph)}\n" for paragraph in paragraphs)
    return "# Transcript\n" + body


def _dated(paragraph: Passage) -> str:
    time, _, _ = stamp(paragraph.span.start_s, ".").partition(".")
    speaker = f" {_plain(paragraph.speaker)}:" if paragraph.speaker else ""
    return f"**[{time}]{speaker}** {_plain(paragraph.text)}"


def _plain(text: str) -> str:
    """A backslash before every sign that may mean something: CommonMark shows the sign itself."""
    return _MARKDOWN.sub(r"\\\1", text)
