"""`make bench-accuracy`: how far pronunciation scores agree with experts, on speakers that were never heard.

Five times the judges are made anew, as `make model` makes them, without a fifth of the speakers, and score
those. Beside it stands what a transcript alone would tell: 1 - WER of the plain recogniser.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.agreement import Judged, agreement, detector, naive
from benchmarks.figures import Figure, table, write
from benchmarks.naive_scores import naive_scores
from benchmarks.pronunciation_speed import speed
from services.analyze.adapters.outbound.pronunciation.dictionary import spelled_entries
from services.analyze.domain.pronunciation.judges import judge
from services.analyze.domain.pronunciation.spelling import Spelling
from training.corpus import CORPUS, matched, read_corpus
from training.examples import CACHE, Example, gather
from training.folds import folds
from training.judges import train_judges
from training.spelling import learn_spelling

HELD_OUT = 25
GROUPS = 3
"""Of the speakers that are learned from; `make model` takes five, which is better and slower."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of the scored sentences")
    corpus = parser.parse_args().corpus
    if not corpus.is_dir():
        sys.stderr.write(f"error: there is nothing to measure with: no scored sentences at {corpus}\n")
        return 1
    spelling = learn_spelling(spelled_entries())
    sentences = read_corpus(corpus)
    judged = cross_validated(gather(sentences, spelling), spelling)
    results = {
        "Words that the dictionary lacks, spelled out (every 25th of it held out)": spelled(),
        "Agreement with the experts (Pearson's r, speakers never heard)": agreement(judged),
        "Words shown as mispronounced (experts' total at most 6)": detector(judged),
        "Speed of the committed judges": speed(sentences),
        "What a transcript alone tells (100 x (1 - WER))": naive(judged, naive_scores(sentences, CACHE)),
    }
    for title, figures in results.items():
        sys.stdout.write("\n" + table(title, figures))
    sys.stdout.write(f"\nkept in {write(results)}\n")
    return 1 if any(_missed(figures) for figures in results.values()) else 0


def cross_validated(examples: Sequence[Example], spelling: Spelling) -> list[Judged]:
    """Each sentence as judged by those that never heard its speaker."""
    fold = folds([example.sentence for example in examples])
    judged = []
    for number in sorted(set(fold.values())):
        known = [example for example in examples if fold[example.sentence.speaker] != number]
        judges = train_judges(known, spelling, lambda _: None, groups=GROUPS)
        unknown = (example for example in examples if fold[example.sentence.speaker] == number)
        judged += [Judged(example, judge(example.evidence, judges), judges) for example in unknown]
        sys.stderr.write(f"fold {number + 1} is judged\n")
    return judged


def spelled() -> list[Figure]:
    """How words are said by a spelling that never saw them."""
    entries = spelled_entries()
    spelling = learn_spelling([entry for place, entry in enumerate(entries) if place % HELD_OUT])
    unseen = [(spelling.pronounce(word), said) for word, said in entries[::HELD_OUT]]
    wrong = sum(_differences(mine, theirs) for mine, theirs in unseen)
    phones = sum(len(theirs) for _, theirs in unseen)
    right = sum(mine == theirs for mine, theirs in unseen)
    return [
        Figure("words said wholly as in the dictionary", right / len(unseen), ""),
        Figure("wrong, missing and added phones", wrong / phones, "of all"),
    ]


def _differences(mine: Sequence[str], theirs: Sequence[str]) -> int:
    pairs = matched(mine, theirs)
    return sum(a is None or b is None or mine[a] != theirs[b] for a, b in pairs)


def _missed(figures: Sequence[Figure]) -> bool:
    return any(figure.met is False for figure in figures)


if __name__ == "__main__":
    sys.exit(main())
