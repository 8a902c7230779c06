"""English words and phrases that the measures of wording look for."""

HEDGES = (
    "maybe", "perhaps", "possibly", "probably", "presumably", "apparently", "arguably", "supposedly",
    "somewhat", "somehow", "roughly", "kind of", "sort of", "kinda", "sorta", "a bit", "a little bit",
    "more or less", "in a way", "in a sense", "i think", "i guess", "i suppose", "i believe", "i feel like",
    "i would say", "i'd say", "it seems", "seems to", "seem to", "it appears", "appears to", "tends to",
    "tend to", "i'm not sure", "i am not sure", "not really", "to some extent", "as far as i know",
    "if i'm not mistaken", "hopefully",
)  # fmt: skip
"""Weak words (after Hyland 1998, and what speech adds)."""

DISCOURSE_MARKERS = (
    "like", "you know", "i mean", "so", "right", "okay", "well", "basically", "actually", "literally",
    "honestly", "obviously", "you see", "or something", "and stuff", "and so on", "kind of like", "anyway",
    "alright", "yeah",
)  # fmt: skip

EDITING_TERMS = (
    "sorry", "or rather", "no wait", "wait no", "let me rephrase", "let me start again", "what i meant",
    "i meant to say", "i meant", "scratch that", "correction", "excuse me", "i should say",
)  # fmt: skip
"""With these a speaker takes back what was said (Levelt 1983)."""

OPENERS = frozenset(
    [
        "i", "we", "you", "he", "she", "it", "they", "the", "a", "an", "this", "that", "these", "those",
        "there", "my", "our", "your", "his", "her", "their", "to", "in", "on", "at", "for", "with", "from",
        "of", "what", "when", "how",
    ]
)  # fmt: skip
"""Words that open a clause or a phrase: who says one again after a break begins anew."""

BE = frozenset(
    ["am", "is", "are", "was", "were", "be", "been", "being", "isn't", "aren't", "wasn't", "weren't"]
)
BETWEEN = frozenset(["not", "also", "always", "never", "often", "just", "already", "still", "then"])
"""May stand between a form of be and its participle, as may any word in -ly."""
IRREGULAR_PARTICIPLES = frozenset(
    [
        "beaten", "begun", "bitten", "blown", "bought", "bound", "broken", "brought", "built", "caught",
        "chosen", "cut", "dealt", "done", "drawn", "driven", "eaten", "fed", "felt", "flown", "forgotten",
        "fought", "found", "frozen", "given", "grown", "heard", "held", "hidden", "hit", "hurt", "kept",
        "known", "laid", "led", "left", "lent", "lost", "made", "meant", "met", "overcome", "paid", "put",
        "read", "ridden", "run", "said", "seen", "sent", "set", "shaken", "shot", "shown", "shut", "sold",
        "spent", "spoken", "spread", "stolen", "struck", "sung", "sworn", "swept", "taken", "taught",
        "thought", "thrown", "told", "torn", "understood", "woken", "won", "worn", "written",
    ]
)  # fmt: skip
NO_PARTICIPLES = frozenset(
    [
        "tired", "excited", "interested", "scared", "supposed", "worried", "pleased", "need", "indeed",
        "speed", "feed", "seed", "red", "bed", "hundred", "used", "based", "married", "delighted",
        "allowed", "concerned", "convinced",
    ]
)  # fmt: skip
"""End like participles and are adjectives or nouns after be, more often than not."""
