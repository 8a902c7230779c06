"""What an answer is held against: the question, the job, the résumé's skills, the expected points."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.ingest.domain import fields as given
from services.ingest.domain.errors import invalid_field
from services.ingest.domain.fields import FieldValues

MAX_QUESTION_CHARS = 1_000
MAX_JOB_ROLE_CHARS = 200
MOST_ENTRIES = 50
MAX_ENTRY_CHARS = 300
LISTS = ("skills", "key_points")
BRIEF_FIELDS = ("question", "job_role", *LISTS)


@dataclass(frozen=True)
class Brief:
    """All of it is optional."""

    question: str = ""
    job_role: str = ""
    skills: tuple[str, ...] = ()
    key_points: tuple[str, ...] = ()


def accept_brief(fields: FieldValues) -> Brief:
    return Brief(
        question=given.text(fields, "question", MAX_QUESTION_CHARS, lines=True),
        job_role=given.text(fields, "job_role", MAX_JOB_ROLE_CHARS, lines=False),
        skills=_entries(fields, "skills", ","),
        key_points=_entries(fields, "key_points", "\n"),
    )


def _entries(fields: FieldValues, name: str, separator: str) -> tuple[str, ...]:
    """Given one by one, or in one value with the separator; skills by commas, points one a line."""
    entries = tuple(dict.fromkeys(_split(fields.get(name, ()), separator)))
    if len(entries) > MOST_ENTRIES:
        raise invalid_field(name, f"has {len(entries)} entries; at most {MOST_ENTRIES} are accepted.")
    for entry in entries:
        given.text({name: (entry,)}, name, MAX_ENTRY_CHARS, lines=False)
    return entries


def _split(values: Sequence[str], separator: str) -> Iterator[str]:
    return (entry.strip() for value in values for entry in value.split(separator) if entry.strip())
