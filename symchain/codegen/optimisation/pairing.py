"""Pairs of letters that recur in words become letters: the words of products, the letters factors.

Letter 2*f is factor f above the line, 2*f + 1 the same below it. The pair that occurs most often
is taken first, until none occurs twice: Breuer, Generation of optimal code for expressions via
factorization, CACM 12 (1969).
"""

from __future__ import annotations

from heapq import heappop, heappush

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
        times = _counted([letter >> 1 for word in words for letter in word])
        # a factor that stands once is in no pair that recurs
        self.counts = [_counted([x for x in word if times[x >> 1] > 1]) for word in words]
        self.alone = [[x for x in word if times[x >> 1] == 1] for word in words]
        self.pairs: dict[int, Pair] = {}
        self.places: dict[Pair, list[int]] = {}  # the words in which it was when it was met
        self.heap: list[Ranked] = []

    def result(self) -> tuple[dict[Word, Word], dict[int, Pair]]:
        """The words in pairs, and these."""
        self._meet(range(len(self.counts)))
        while self.heap:
            *_, pair = ranked = heappop(self.heap)
            now = self._times(pair)  # never more than before: pairs only lose letters to others
            if now == -ranked[0]:
                self._take(pair)
            elif now > 1:
                heappush(self.heap, _ranked(now, pair))
        spelled = [
            tuple(sorted([*alone, *[x for x, times in word.items() for _ in range(times)]]))
            for alone, word in zip(self.alone, self.counts, strict=True)
        ]
        return dict(zip(self.words, spelled, strict=True)), self.pairs

    def _times(self, pair: Pair) -> int:
        """How often a pair can be taken now."""
        words = [self.counts[place] for place in self.places[pair]]
        return sum(
            [
                _taken(word, one, other)
                for one, other in _sides(pair, self.turning)
                for word in words
                if one in word and other in word
            ]
        )

    def _meet(self, places: Iterable[int], new: Sequence[int] = ()) -> None:
        """Ranks the pairs that recur, of all letters of some words, or of new ones and others.

        A pair comes up once, when the younger of its letters does.
        """
        times: dict[Pair, int] = {}
        found: dict[Pair, list[int]] = {}
        for place in places:
            word = self.counts[place]
            for pair, count in _pairs(word, new or word, self.turning):
                if pair not in times:
                    times[pair] = count
                    found[pair] = [place]
                    continue
                times[pair] += count
                if found[pair][-1] != place:
                    found[pair].append(place)
        for pair, total in times.items():
            if total > 1:
                self.places[pair] = found[pair]
                heappush(self.heap, _ranked(total, pair))

    def _take(self, pair: Pair) -> None:
        """Makes a pair a factor of its own wherever it occurs."""
        made, self.next = self.next, self.next + 1
        self.pairs[made] = pair
        sides = _sides(pair, self.turning)
        new = 2 * made, 2 * made + 1  # no letter is above them
        for place in self.places[pair]:
            word = self.counts[place]
            for side, (one, other) in enumerate(sides):
                if one in word and other in word and (times := _taken(word, one, other)):
                    word[2 * made + side] = times
                    for letter in (one, other):
                        word[letter] -= times
                        if not word[letter]:
                            del word[letter]
        self._meet(self.places[pair], new)


def _ranked(times: int, pair: Pair) -> Ranked:
    """A pair after those that occur more often.

    Of as many, quotients come first, which stay in range, then factors that were met together.
    """
    kind, a, b = pair
    return -times, kind, abs(a - b), pair


def _counted(word: Iterable[int]) -> Counts:
    counts: Counts = {}
    for letter in word:
        counts[letter] = counts.get(letter, 0) + 1
    return counts


def _pairs(word: Counts, letters: Iterable[int], turning: bool) -> list[tuple[Pair, int]]:
    """The pairs that can be taken from a word, of some letters and those below each: how often.

    x/x is none.
    """
    found: list[tuple[Pair, int]] = []
    for one in letters:
        if one not in word:
            continue
        count, factor = word[one], one >> 1
        if count > 1:
            found.append(((PRODUCT, factor, factor), count // 2))
        for other, times in word.items():
            if other >= one or other ^ one == 1:
                continue
            if not (one ^ other) & 1:
                pair = PRODUCT, other >> 1, factor
            elif turning or one & 1:
                pair = QUOTIENT, other >> 1, factor
            else:
                pair = QUOTIENT, factor, other >> 1
            found.append((pair, count if count < times else times))
    return found


def _sides(pair: Pair, turning: bool) -> list[tuple[int, int]]:
    """The letters of a pair, and those of its inverse where that can be taken with it."""
    kind, a, b = pair
    if kind == PRODUCT:
        return [(2 * a, 2 * b), (2 * a + 1, 2 * b + 1)]
    return [(2 * a, 2 * b + 1), (2 * a + 1, 2 * b)] if turning else [(2 * a, 2 * b + 1)]


def _taken(word: Counts, one: int, other: int) -> int:
    """How often two letters of a word can be taken from it at once."""
    return word[one] // 2 if one == other else min(word[one], word[other])
