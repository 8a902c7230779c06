"""Letters: mails as they are written, before a program makes them into bytes."""

from dataclasses import dataclass, field

from services.auth.domain.email import EmailAddress


@dataclass(frozen=True)
class Link:
    """A place to go to; it may hold a secret."""

    label: str
    url: str = field(repr=False)


@dataclass(frozen=True)
class Command:
    """What to type where no application of ours handles links; it may hold a secret."""

    label: str
    line: str = field(repr=False)


Step = Link | Command
"""What the reader can do next."""


@dataclass(frozen=True)
class Letter:
    """Words of ours alone: with what others have typed, such as a name, they could write to strangers."""

    to: EmailAddress
    subject: str
    paragraphs: tuple[str, ...]
    step: Step | None = None
    closing: str = ""
