"""What must hold before an answer can have a score. Each gate has a reason that the speaker is told."""

from services.analyze.domain.brief import Brief
from services.analyze.domain.content.answer import Answer
from services.analyze.domain.content.terms import terms_in, terms_of
from services.analyze.domain.material import Material

FEWEST_WORDS = 25
"""Ten seconds of speech: fewer words are a remark, whatever they say."""
_ECHO = 0.8
"""Share of an answer's terms that are the question's own, from which on it is the question again."""
_PAST = frozenset({"was", "were", "had", "did", "went", "decided", "worked", "led", "built", "found", "made"})
_SELF = frozenset({"i", "we", "my", "our"})


def missing_answer(material: Material, answer: Answer) -> str:
    """Why there is no answer to judge; empty where there is one."""
    if not material.transcript.words:
        return "no_words"
    if not material.transcript.words_count_on:
        return "transcript_quality"
    if not material.is_english:
        return "not_english"
    return "answer_too_short" if len(answer.words) < FEWEST_WORDS else ""


def beside_the_point(answer: Answer, brief: Brief) -> str:
    """Why the answer is none to this question; empty where it may be one."""
    if not brief.asks:
        return "no_question"
    asked = set(terms_in(" ".join((brief.question, *brief.key_points))))
    said = set(terms_of(answer.words))
    if said and len(said & asked) >= _ECHO * len(said):
        return "question_repeated"
    related = asked | set(terms_in(" ".join((brief.job_role, *brief.skills))))
    if said & related or (brief.asks_for_experience and _tells_of_experience(answer)):
        return ""
    return "off_topic"


def _tells_of_experience(answer: Answer) -> bool:
    """In the past, of oneself: an answer to such a question need not share a word with it."""
    return any(
        not _PAST.isdisjoint(sentence.words) and not _SELF.isdisjoint(sentence.words)
        for sentence in answer.sentences
    )
