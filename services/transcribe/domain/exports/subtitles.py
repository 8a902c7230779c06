"""SRT and WebVTT."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.transcribe.domain.exports.cues import Cue, cues
from services.transcribe.domain.exports.passages import Passage

_SRT_SIGNS = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")"})
"""SRT knows no escapes, and players take these for formatting."""
_VTT_SIGNS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def srt(passages: Sequence[Passage]) -> str:
    """Cues count from 1; where the speaker changes, the name stands before the words."""
    found = enumerate(cues(list(_named(passages))), start=1)
    return "".join(f"{number}\n{_timing(cue, ',')}\n{_text(cue, _SRT_SIGNS)}\n\n" for number, cue in found)


def vtt(passages: Sequence[Passage]) -> str:
    """Speakers are voice spans."""
    return "WEBVTT\n\n" + "".join(f"{_timing(cue, '.')}\n{_voiced(cue)}\n\n" for cue in cues(passages))


def _named(passages: Sequence[Passage]) -> Iterator[Passage]:
    speaker = ""
    for passage in passages:
        if passage.speaker in ("", speaker):
            yield passage
            continue
        speaker = passage.speaker
        first, *others = passage.tokens
        yield Passage((replace(first, text=f"{speaker}: {first.text}"), *others))


def _voiced(cue: Cue) -> str:
    text = _text(cue, _VTT_SIGNS)
    return f"<v {cue.speaker.translate(_VTT_SIGNS)}>{text}" if cue.speaker else text


def _text(cue: Cue, signs: dict[int, str]) -> str:
    return "\n".join(cue.lines).translate(signs)


def _timing(cue: Cue, point: str) -> str:
    return f"{stamp(cue.span.start_s, point)} --> {stamp(cue.span.end_s, point)}"


def stamp(seconds: float, point: str) -> str:
    """HH:MM:SS and milliseconds."""
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}{point}{milliseconds:03}"
