"""Learns from a pronouncing dictionary how letters are said in their context.

Letters and phones are aligned by expectation maximisation over single best paths; a context is kept only
where it says something else than the shorter context that it contains, and says it at least twice.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from services.analyze.domain.pronunciation.spelling import CONTEXTS, Spelling, context

Entry = tuple[str, tuple[str, ...]]
Sound = tuple[str, ...]

MOST_PHONES = 2
"""For one letter: x is K S."""
ROUNDS = 4
SAMPLE = 8
"""Every so many entries tell enough to align all."""
LEAST = 2


def learn_spelling(entries: Sequence[Entry]) -> Spelling:
    costs = _initial_costs(entries[::SAMPLE])
    for _ in range(ROUNDS):
        costs = _costs(
            Counter(pair for word, said in entries[::SAMPLE] for pair in _aligned(word, said, costs))
        )
    counts: dict[str, Counter[Sound]] = defaultdict(Counter)
    for word, said in entries:
        for place, (_, sound) in enumerate(_aligned(word, said, costs)):
            for before, after in CONTEXTS:
                counts[context(word, place, before, after)][sound] += 1
    return Spelling(_pruned(counts))


def _initial_costs(entries: Iterable[Entry]) -> Mapping[tuple[str, Sound], float]:
    """By how often letter and phone stand at about the same place of a word."""
    counts: Counter[tuple[str, Sound]] = Counter()
    for word, said in entries:
        for place, letter in enumerate(word):
            counts[letter, ()] += 1
            for number, phone in enumerate(said):
                if abs(place / len(word) - number / len(said)) < 0.3:
                    counts[letter, (phone,)] += 1
                    counts[letter, tuple(said[number : number + 2])] += 1
    return _costs(counts)


def _costs(counts: Counter[tuple[str, Sound]]) -> Mapping[tuple[str, Sound], float]:
    letters: Counter[str] = Counter()
    for (letter, _), count in counts.items():
        letters[letter] += count
    return {pair: -math.log(count / letters[pair[0]]) for pair, count in counts.items()}


def _aligned(word: str, said: Sound, costs: Mapping[tuple[str, Sound], float]) -> list[tuple[str, Sound]]:
    """Each letter with its phones on the cheapest path; nothing where there is none."""
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for letter in word:
        reached: dict[int, tuple[float, int]] = {}
        for at, (cost, _) in best[-1].items():
            for end in range(at, min(at + MOST_PHONES, len(said)) + 1):
                total = cost + costs.get((letter, said[at:end]), 20.0)
                if end not in reached or total < reached[end][0]:
                    reached[end] = (total, at)
        best.append(reached)
    if len(said) not in best[-1]:
        return []
    pairs, end = [], len(said)
    for place in range(len(word), 0, -1):
        begin = best[place][end][1]
        pairs.append((word[place - 1], said[begin:end]))
        end = begin
    return pairs[::-1]


def _pruned(counts: Mapping[str, Counter[Sound]]) -> Mapping[str, Sound]:
    """From short to long contexts, so that each is compared with what would be said without it."""
    kept: dict[str, Sound] = {}
    said: dict[str, Sound] = {}
    by_reach: dict[tuple[int, int], list[str]] = defaultdict(list)
    for key in counts:
        left, rest = key.split("<")
        by_reach[len(left), len(rest) - 2].append(key)
    for number, (before, after) in reversed(list(enumerate(CONTEXTS))):
        shorter = CONTEXTS[number + 1] if number + 1 < len(CONTEXTS) else None
        for key in by_reach[before, after]:
            sound, times = min(counts[key].items(), key=lambda item: (-item[1], item[0]))
            parent = said.get(_shortened(key, before, *shorter)) if shorter else None
            worth = parent is None or (sound != parent and times >= LEAST)
            said[key] = sound if worth or parent is None else parent
            if worth:
                kept[key] = sound
    return dict(sorted(kept.items()))


def _shortened(key: str, before: int, fewer_before: int, fewer_after: int) -> str:
    left, rest = key.split("<")
    return f"{left[before - fewer_before :]}<{rest[:2]}{rest[2 : 2 + fewer_after]}"
