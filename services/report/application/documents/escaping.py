"""Text of users and engines inside Markdown: shown as it is, never as markup, link, image or HTML."""

import re

_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Control characters, and the invisible ones that reorder or hide text."""
_MARKUP = re.compile(r"([\\`*_\[\]{}#|~$!])")
_AUTOLINK = re.compile(r"(?i)(\bwww)\.|:(?=//)|(?<=\w)@(?=\w)")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def one_line(text: str) -> str:
    """White space of any kind becomes single spaces; what can't be seen is dropped."""
    return " ".join(_INVISIBLE.sub("", text.replace("\u2028", " ").replace("\u2029", " ")).split())


def escaped(text: str) -> str:
    """The text on one line, with every character that Markdown or HTML would act on made harmless."""
    safe = "".join(_ENTITIES.get(c, c) for c in one_line(text))
    return _AUTOLINK.sub(_defused, _MARKUP.sub(r"\\\1", safe))


def _defused(match: re.Match[str]) -> str:
    """Breaks what GitHub's flavour would turn into a link by itself."""
    found = match.group(0)
    return f"{match.group(1)}\\." if match.group(1) else {":": "\\:", "@": "&#64;"}[found]
