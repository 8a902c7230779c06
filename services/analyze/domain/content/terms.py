"""The words that carry meaning, in one form for all their endings."""

from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

from services.analyze.domain.wording import MAX_TOKEN, normal_words

Term = str

FUNCTION_WORDS = frozenset(
    [
        "a", "about", "above", "after", "again", "against", "all", "also", "always", "am", "an", "and",
        "any", "anything", "are", "as", "at", "back", "be", "became", "because", "become", "been", "before",
        "being", "below", "between", "both", "but", "by", "came", "can", "cannot", "come", "could", "did",
        "do", "does", "doing", "done", "down", "during", "each", "even", "ever", "every", "everything",
        "few", "for", "from", "further", "gave", "get", "gets", "getting", "give", "go", "goes", "going",
        "gone", "got", "had", "has", "have", "having", "he", "her", "here", "hers", "herself", "him",
        "himself", "his", "how", "however", "i", "if", "in", "into", "is", "it", "its", "itself", "just",
        "kind", "know", "let", "like", "lot", "made", "make", "makes", "many", "may", "me", "might", "mine",
        "more", "most", "much", "must", "my", "myself", "never", "no", "nor", "not", "now", "of", "off",
        "often", "oh", "okay", "on", "once", "one", "only", "or", "other", "others", "our", "ours", "out",
        "over", "own", "people", "perhaps", "put", "quite", "rather", "really", "said", "same", "say",
        "see", "she", "should", "since", "so", "some", "someone", "something", "sometimes", "soon", "still",
        "such", "take", "taken", "tell", "than", "that", "the", "their", "theirs", "them", "themselves",
        "then", "there", "therefore", "these", "they", "thing", "things", "think", "this", "those",
        "though", "through", "thus", "till", "time", "to", "together", "told", "too", "took", "toward",
        "towards", "two", "under", "until", "up", "upon", "us", "use", "used", "very", "want", "was", "way",
        "we", "well", "went", "were", "what", "whatever", "when", "where", "whether", "which", "while",
        "who", "whom", "whose", "why", "will", "with", "within", "without", "would", "yes", "yet", "you",
        "your", "yours", "yourself", "describe", "explain", "please", "talk",
    ]
)  # fmt: skip
"""Words that say little of what a sentence is about, the usual verbs of questions among them."""
_SHORTEST = 2


def terms_of(words: Iterable[str]) -> tuple[Term, ...]:
    """Stems of the words that carry meaning, in order; `words` are in their normal form."""
    return tuple(_stem(word) for word in words if _carries_meaning(word))


def terms_in(text: str) -> tuple[Term, ...]:
    return terms_of(normal_words(text))


def _carries_meaning(word: str) -> bool:
    bare = word.split("'", maxsplit=1)[0]
    return len(bare) >= _SHORTEST and bare not in FUNCTION_WORDS and word not in FUNCTION_WORDS


@lru_cache(maxsize=20_000)
def _stem(word: str) -> Term:
    """Porter's second algorithm for English; other languages keep most of their words as they are."""
    stem: str = snowballstemmer.stemmer("english").stemWord(word.split("'", maxsplit=1)[0][:MAX_TOKEN])
    return stem
