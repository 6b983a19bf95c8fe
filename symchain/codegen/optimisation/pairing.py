"""Pairs of letters that recur in words become letters: the words of products, the letters factors.

Letter 2*f is factor f above the line, 2*f + 1 the same below it. The pair that occurs most often
is taken first, until none occurs twice: Breuer, Generation of optimal code for expressions via
factorization, CACM 12 (1969).
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Word = tuple[int, ...]  # sorted letters, each as often as it occurs
    Pair = tuple[int, int, int]  # kind, two factors
    Ranked = tuple[int, int, int, Pair]
    Counts = dict[int, int]  # how often each letter is in a word

QUOTIENT, PRODUCT = range(2)  # kinds of pairs


def paired(
    words: Iterable[Word], first: int, turning: bool = False
) -> tuple[dict[Word, Word], dict[int, Pair]]:
    """Each word with its pairs replaced by factors, numbered from `first`; the pair of each.

    `turning` says that b/a is as good as 1/(a/b), as in sums, where this reads b - a and -(a - b).

    >>> paired([(0, 2, 4), (0, 2, 6)], 4)
    ({(0, 2, 4): (4, 8), (0, 2, 6): (6, 8)}, {4: (1, 0, 1)})
    """
    return _Pairing(list(dict.fromkeys(words)), first, turning).result()


class _Pairing:
    def __init__(self, words: list[Word], first: int, turning: bool) -> None:
        self.words = words
        self.next = first
        self.turning = turning
        self.counts = [_counted(word) for word in words]
        self.own = [_pairs(word, turning) for word in self.counts]  # the pairs of each word
        self.pairs: dict[int, Pair] = {}
        self.places: dict[Pair, dict[int, int]] = {}  # in which word how often
        self.heap: list[Ranked] = []

    def result(self) -> tuple[dict[Word, Word], dict[int, Pair]]:
        """The words in pairs, and these."""
        for place, pairs in enumerate(self.own):
            for pair, times in pairs.items():
                self.places.setdefault(pair, {})[place] = times
        self.heap = [_ranked(n, pair) for pair in self.places if (n := self._times(pair)) > 1]
        heapify(self.heap)
        while self.heap:
            *_, pair = ranked = heappop(self.heap)
            now = self._times(pair)
            if now == -ranked[0]:
                self._take(pair)
            elif now > 1:
                heappush(self.heap, _ranked(now, pair))
        spelled = [tuple([x for x in sorted(word) for _ in range(word[x])]) for word in self.counts]
        return dict(zip(self.words, spelled, strict=True)), self.pairs

    def _times(self, pair: Pair) -> int:
        return sum(self.places[pair].values())

    def _take(self, pair: Pair) -> None:
        """Makes a pair a factor of its own wherever it occurs."""
        made, self.next = self.next, self.next + 1
        self.pairs[made] = pair
        grown: dict[Pair, None] = {}
        for place in list(self.places[pair]):
            word = self.counts[place]
            before = self.own[place]
            _replace(word, pair, made, self.turning)
            after = self.own[place] = _pairs(word, self.turning)
            for other in before:
                if other not in after:
                    del self.places[other][place]
            for other, times in after.items():
                if before.get(other) != times:
                    self.places.setdefault(other, {})[place] = times
                    grown[other] = None
        for other in grown:
            if (times := self._times(other)) > 1:
                heappush(self.heap, _ranked(times, other))


def _ranked(times: int, pair: Pair) -> Ranked:
    """A pair after those that occur more often.

    Of as many, quotients come first, which stay in range, then factors that were met together.
    """
    kind, a, b = pair
    return -times, kind, abs(a - b), pair


def _counted(word: Word) -> Counts:
    counts: Counts = {}
    for letter in word:
        counts[letter] = counts.get(letter, 0) + 1
    return counts


def _pairs(word: Counts, turning: bool) -> dict[Pair, int]:
    """How often each pair of factors can be taken from a word at once; x/x is none."""
    found: dict[Pair, int] = {}
    letters = sorted(word)
    for place, one in enumerate(letters):
        if word[one] > 1:
            found[PRODUCT, one >> 1, one >> 1] = word[one] // 2
        for other in letters[place + 1 :]:
            times = min(word[one], word[other])
            if not (one ^ other) & 1:
                pair = PRODUCT, one >> 1, other >> 1
                found[pair] = found.get(pair, 0) + times
            elif one ^ other != 1:
                above, below = (other, one) if one & 1 and not turning else (one, other)
                pair = QUOTIENT, above >> 1, below >> 1
                found[pair] = found.get(pair, 0) + times
    return found


def _replace(word: Counts, pair: Pair, made: int, turning: bool) -> None:
    """Puts a factor in the place of a pair, above and below the line."""
    kind, a, b = pair
    for side in (0, 1) if turning or kind == PRODUCT else (0,):
        one, other = 2 * a + side, 2 * b + (side if kind == PRODUCT else 1 - side)
        if one not in word or other not in word:
            continue
        times = word[one] // 2 if one == other else min(word[one], word[other])
        if times:
            for letter in (one, other):
                word[letter] -= times
                if not word[letter]:
                    del word[letter]
            word[2 * made + side] = times
