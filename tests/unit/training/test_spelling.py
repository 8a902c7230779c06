"""Spelling is learned from words and holds for others."""

from training.spelling import learn_spelling

SAID = {
    "c": "K", "b": "B", "t": "T", "m": "M", "p": "P", "s": "S", "a": "AE", "o": "AA", "e": "EH",
}  # fmt: skip
CONSONANTS, VOWELS = "cbtmps", "aoe"
WORDS = [a + b + c for a in CONSONANTS for b in VOWELS for c in CONSONANTS]
ENTRIES = [(word, tuple(SAID[letter] for letter in word)) for word in WORDS]
SHIPS = [(f"sh{word[1:]}", ("SH", *said[1:])) for word, said in ENTRIES]


def test_letters_are_said_as_in_the_words_that_were_seen() -> None:
    spelling = learn_spelling(ENTRIES * 8)
    assert spelling.pronounce("tabemo") == ("T", "AE", "B", "EH", "M", "AA")


def test_what_stands_around_a_letter_counts() -> None:
    spelling = learn_spelling(sorted((ENTRIES + SHIPS) * 8))
    assert spelling.pronounce("shop") == ("SH", "AA", "P")
    assert spelling.pronounce("sop") == ("S", "AA", "P")
