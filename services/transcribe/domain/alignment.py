"""Finding what was heard in the text that was to be read, in time linear in the length of both."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

SLACK = 12
"""Words of the text looked at on both sides of where a piece seems to belong."""


class TextIndex:
    """Where each word stands in a reference text, so that a piece finds its place without aligning it all."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)

    @cached_property
    def _places(self) -> Mapping[str, list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for position, word in enumerate(self.words):
            places[word].append(position)
        return places

    def __contains__(self, word: str) -> bool:
        return word in self._places

    def match(self, heard: Sequence[str]) -> dict[int, int]:
        """Which heard word is which word of the text: both ends increase, as many as possible.

        Only the stretch of the text where most of the heard words agree on the distance is searched.
        """
        start = self._start(heard)
        first = max(0, start - SLACK)
        window = self.words[first : start + len(heard) + SLACK]
        return {mine: first + theirs for mine, theirs in longest_common(heard, window)}

    def _start(self, heard: Sequence[str]) -> int:
        """Where in the text the first heard word would stand: a vote of all, rare words counting more."""
        votes: Counter[int] = Counter()
        for position, word in enumerate(heard):
            places = self._places.get(word, [])
            for place in places[:200]:
                votes[(place - position) // 4] += 1000 // len(places)
        if not votes:
            return 0
        smoothed = {slot: votes[slot - 1] + 2 * votes[slot] + votes[slot + 1] for slot in votes}
        return 4 * max(smoothed, key=lambda slot: (smoothed[slot], -slot))


def longest_common(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of positions of a longest common subsequence."""
    table = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left) - 1, -1, -1):
        for j in range(len(right) - 1, -1, -1):
            same = table[i + 1][j + 1] + 1 if left[i] == right[j] else 0
            table[i][j] = max(same, table[i + 1][j], table[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if left[i] == right[j] and table[i][j] == table[i + 1][j + 1] + 1:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif table[i + 1][j] >= table[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def longest_increasing(positions: Sequence[int]) -> list[int]:
    """A longest strictly increasing subsequence: what was read in order, jumps back left out."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, position in enumerate(positions):
        slot = bisect_left(tails, position)
        before.append(ends[slot - 1] if slot else -1)
        tails[slot : slot + 1] = [position]
        ends[slot : slot + 1] = [index]
    chain: list[int] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chain.append(positions[at])
        at = before[at]
    return chain[::-1]
