"""What whispers are told before they listen."""

from services.transcribe.application.ports.recognizer import Task

VERBATIM_HINT = "Um, uh, hmm, er, ah."
"""Makes them write fillers that they would drop; longer hints make them drop speech instead."""


def prompt_of(task: Task) -> str:
    """A prompt of the record takes the hint's place; a translation has no fillers."""
    hint = "" if task.prompt_version or task.translate else VERBATIM_HINT
    return f"{hint} {task.prompt}".strip()
