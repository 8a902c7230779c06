"""What must hold before an answer can have a score. Each gate has a reason that the speaker is told."""

from services.analyze.domain.brief import Brief
from services.analyze.domain.content.answer import Answer
from services.analyze.domain.content.terms import Term, terms_in, terms_of
from services.analyze.domain.material import Material

FEWEST_WORDS = 25
"""Ten seconds of speech: fewer words are a remark, whatever they say."""
FEWEST_DIFFERENT_WORDS = 15
"""Who says ten words six times has said ten words."""
_LIST = 0.75
"""Share of the words that carry meaning, from which on there are no sentences; in speech it is a half."""
_ECHO = 0.8
"""Share of an answer's terms that are the question's own, from which on it is the question again."""
_FEWEST_OWN_TERMS = 4
_MANY_TERMS = 6
"""Of a question with so many terms an answer shares two; one alone is chance."""
_PAST = frozenset({"was", "were", "had", "did", "went", "decided", "worked", "led", "built", "found", "made"})
_SELF = frozenset({"i", "we", "my", "our"})


def why_not_judged(material: Material, answer: Answer) -> str:
    """Empty where the answer may have a score."""
    return _missing(material, answer) or _beside_the_point(answer, material.brief) or _no_prose(answer)


def _missing(material: Material, answer: Answer) -> str:
    if not material.transcript.words:
        return "no_words"
    if not material.transcript.words_count_on:
        return "transcript_quality"
    if not material.is_english:
        return "not_english"
    return "answer_too_short" if len(answer.words) < FEWEST_WORDS else ""


def _no_prose(answer: Answer) -> str:
    words = answer.words
    if len(set(words)) < FEWEST_DIFFERENT_WORDS:
        return "words_repeated"
    return "no_sentences" if len(terms_of(words)) >= _LIST * len(words) else ""


def _beside_the_point(answer: Answer, brief: Brief) -> str:
    if not brief.asks:
        return ""
    said, related = set(terms_of(answer.words)), _related_terms(brief)
    own = len(said - related)
    if said & related and (own < _FEWEST_OWN_TERMS or own <= (1 - _ECHO) * len(said)):
        return "question_repeated"
    if shares_terms(answer, brief) or (brief.asks_for_experience and _tells_of_experience(answer)):
        return ""
    return "off_topic"


def shares_terms(answer: Answer, brief: Brief) -> bool:
    """With what was asked, the job and the skills."""
    related = _related_terms(brief)
    return len(related.intersection(terms_of(answer.words))) >= (2 if len(related) >= _MANY_TERMS else 1)


def _related_terms(brief: Brief) -> set[Term]:
    return set(terms_in(" ".join((brief.question, *brief.key_points, brief.job_role, *brief.skills))))


def _tells_of_experience(answer: Answer) -> bool:
    """In the past, of oneself: an answer to such a question need not share a word with it."""
    return any(
        not _SELF.isdisjoint(sentence.words) and any(_is_past(word) for word in sentence.words)
        for sentence in answer.sentences
    )


def _is_past(word: str) -> bool:
    return word in _PAST or (word.endswith("ed") and len(word) > len("need"))
