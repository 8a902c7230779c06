"""What an answer is held against."""

from dataclasses import dataclass

BEHAVIOURAL = (
    "tell me about a time",
    "tell us about a time",
    "describe a time",
    "describe a situation",
    "give me an example",
    "give an example",
    "a time when",
    "a situation where",
    "a situation in which",
    "an occasion when",
)
"""How questions begin that ask for an experience."""


@dataclass(frozen=True)
class Brief:
    """All of it is optional; `skills` are those of the résumé, `key_points` what a good answer mentions."""

    question: str = ""
    job_role: str = ""
    skills: tuple[str, ...] = ()
    key_points: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        return bool(self.question or self.key_points)

    @property
    def asks_for_experience(self) -> bool:
        question = " ".join(self.question.lower().split())
        return any(phrase in question for phrase in BEHAVIOURAL)


NOTHING_ASKED = Brief()
