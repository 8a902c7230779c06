"""How an answer is built: the parts of a framework, found by the phrases that open them.

STAR (situation, task, action, result) is what interviewers ask for in tales of experience; other speech
is held against opening, sequence, reasons and close.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.analyze.domain.brief import Brief
from services.analyze.domain.content.answer import Answer, Sentence

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Slot:
    """A part of a framework; a sentence with one of the phrases is of it."""

    name: str
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class Framework:
    name: str
    slots: tuple[Slot, ...]


def _slot(name: str, *phrases: str) -> Slot:
    return Slot(name, tuple(tuple(phrase.split()) for phrase in phrases))


STAR = Framework(
    "STAR",
    (
        _slot(
            "situation",
            *(
                "when i was",
                "while i was",
                "last year",
                "last summer",
                "years ago",
                "months ago",
                "at the time",
            ),
            *(
                "in my last",
                "in my previous",
                "at my last",
                "at my previous",
                "at university",
                "i was working",
            ),
            *(
                "i worked at",
                "i worked for",
                "i worked on",
                "we were working",
                "there was a",
                "the situation",
            ),
            *("in my current", "our team was", "my team was", "the company", "we had a", "i had a"),
        ),
        _slot(
            "task",
            *("my task", "my job was", "my role was", "my goal", "our goal", "i was responsible", "i had to"),
            *("we had to", "we needed to", "i needed to", "i was asked", "we were asked", "the challenge"),
            *("the problem was", "the goal was", "the aim was", "my responsibility", "was supposed to"),
        ),
        _slot(
            "action",
            *("so i", "i decided", "i started", "i began", "i created", "i built", "i wrote", "i set up"),
            *("i organized", "i organised", "i talked", "i asked", "i led", "i designed", "i implemented"),
            *(
                "i proposed",
                "i suggested",
                "i worked with",
                "i took",
                "i analyzed",
                "i analysed",
                "i scheduled",
            ),
            *(
                "i changed",
                "i developed",
                "i fixed",
                "i tested",
                "i introduced",
                "first i",
                "then i",
                "we decided",
            ),
        ),
        _slot(
            "result",
            *(
                "as a result",
                "in the end",
                "the result",
                "the outcome",
                "resulted in",
                "which led to",
                "this led",
            ),
            *("we managed to", "i managed to", "we finished", "we delivered", "we shipped", "i learned"),
            *("i learnt", "we reduced", "we increased", "i reduced", "i increased", "percent", "since then"),
            *("eventually", "turned out", "we saved", "improved by", "on time"),
        ),
    ),
)

TALK = Framework(
    "opening, sequence, reasons, close",
    (
        _slot(
            "opening",
            *("today i", "i want to talk", "i would like to", "i'd like to", "i will talk", "i am going to"),
            *("i'm going to", "let me", "my name is", "this talk", "welcome", "in my opinion", "i believe"),
            *("the question", "the short answer", "i think that"),
        ),
        _slot(
            "sequence",
            *("first", "firstly", "second", "secondly", "third", "next", "after that", "to begin with"),
            *("another", "in addition", "moreover", "on the one hand", "on the other hand", "then"),
        ),
        _slot(
            "reasons",
            *("because", "so that", "therefore", "for example", "for instance", "such as", "which means"),
            *("the reason", "that is why", "that's why", "since", "in order to", "due to"),
        ),
        _slot(
            "close",
            *("in conclusion", "to conclude", "to sum up", "in summary", "overall", "finally", "in the end"),
            *("all in all", "in short", "thank you", "that is why i", "to summarize", "to summarise"),
        ),
    ),
)


@dataclass(frozen=True)
class Structure:
    """Which parts of the framework there are, each with the first sentence that has it."""

    framework: Framework
    found: Mapping[str, Sentence]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(slot.name for slot in self.framework.slots if slot.name not in self.found)

    @property
    def share(self) -> float:
        return len(self.found) / len(self.framework.slots)


def find_structure(answer: Answer, brief: Brief) -> Structure:
    framework = STAR if brief.asks_for_experience else TALK
    found: dict[str, Sentence] = {}
    for sentence in answer.sentences:
        for slot in framework.slots:
            if slot.name not in found and _has(sentence.words, slot.phrases):
                found[slot.name] = sentence
    return Structure(framework, found)


def _has(words: Sequence[str], phrases: Sequence[Phrase]) -> bool:
    spoken = f" {' '.join(words)} "
    return any(f" {' '.join(phrase)} " in spoken for phrase in phrases)
