"""Compiled functions at many points in columns: from NumPy arrays into others, by threads."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import ThreadPoolExecutor
    from typing import Any

    from symchain.codegen.targets.calls import Call

SHARE = 4_096  # points that are worth a thread of their own
SPANS = 8  # that a thread takes, if it gets as far as the others
BYTES = 8  # of a double
REAL = "biufO"  # kinds of arrays that are real numbers; Fraction, for one, is an object


class Points:
    """A function of any number of points that is a multiple of `lanes`, called in threads.

    `batch` takes arrays by their addresses.
    """

    def __init__(
        self, call: Call, batch: Callable[..., None], threads: int, lanes: int = 1
    ) -> None:
        self.call = call
        self.batch = batch
        self.threads = threads
        self.lanes = lanes
        self.pool: ThreadPoolExecutor | None = None
        self.process = 0

    def of(self, numbers: Sequence[Any]) -> Any:
        """The results at many points: the arguments are brought to one shape."""
        import numpy

        call = self.call
        given = numpy.broadcast_arrays(*map(_real, numbers))
        shape, count = given[0].shape, given[0].size
        arrays = [array.reshape(count) for array in given]
        columns, result = numpy.empty((len(arrays), count)), numpy.empty((call.size, count))
        groups, start = [], 0
        for size in call.counts:
            groups.append(columns[start : start + size])
            start += size

        def copy(first: int, last: int) -> None:
            for row, array in zip(columns, arrays, strict=True):
                row[first:last] = array[first:last]

        self._compute(groups, result, copy)
        rows = iter([row.reshape(shape) for row in result])
        return call.arranged(rows.__next__)

    def into(self, *buffers: Any) -> None:
        """Reads and writes arrays of the caller: a row for each number, a column for each point.

        Arrays of one dimension are one point. Memory that was used before costs nothing; new memory
        costs as much as many operations. Raises ValueError where the arrays are not as wanted.
        """
        import numpy

        arrays = [numpy.asarray(memoryview(buffer)) for buffer in buffers]
        arrays = [each.reshape(-1, 1) if each.ndim < 2 else each for each in arrays]
        sizes = (*self.call.counts, self.call.size)
        count = arrays[-1].shape[-1] if arrays else 0
        are_plain = all(each.dtype == float and each.flags.c_contiguous for each in arrays)
        if not are_plain or [each.shape for each in arrays] != [(size, count) for size in sizes]:
            shapes = ", ".join([f"({size}, n)" for size in sizes])
            raise ValueError(f"arrays of doubles of the shapes {shapes} are wanted, in C order")
        *groups, result = arrays
        if not result.flags.writeable:
            raise BufferError("the array of the result cannot be written")
        if any(numpy.may_share_memory(group, result) for group in groups):
            raise ValueError("the array of the result must be apart from those of the arguments")
        self._compute(groups, result)

    def _compute(
        self,
        groups: Sequence[Any],
        result: Any,
        before: Callable[[int, int], None] | None = None,
    ) -> None:
        """Computes the columns of the result, a span of points after the other.

        The calling thread and its helpers take the next span when they are done with one, so that
        none waits for another that other programs hold up. `before` is called first with a span.
        What is left over of a span is computed together with points before it, which so are
        computed twice.
        """
        import numpy

        call, lanes, count = self.call, self.lanes, result.shape[1]
        if count < lanes:
            self._compute_few(groups, result, before)
            return
        addresses = [array.ctypes.data for array in (*groups, result)]

        def run(first: int, last: int) -> None:
            whole = (last - first) // lanes * lanes
            parts = [(first, whole)] if whole else []
            if whole < last - first:
                parts.append((last - lanes, lanes))
            if before is not None:
                before(min(start for start, _ in parts), last)
            work = [numpy.empty(call.work)] if call.work else []
            slots = [array.ctypes.data for array in work]
            for start, some in parts:
                columns = [address + BYTES * start for address in addresses]
                self.batch(some, count, *columns, *slots)

        helpers = min(self.threads, count // SHARE) - 1
        if helpers < 1:
            run(0, count)
            return
        share = max(-(-count // (SPANS * self.threads)), SHARE)
        share = -(-share // lanes) * lanes
        starts = iter(range(0, count, share))

        def work() -> None:
            for first in starts:
                run(first, min(first + share, count))

        others = [self._pool().submit(work) for _ in range(helpers)]
        work()
        for other in others:
            if not other.cancel():  # it has begun
                other.result()

    def _pool(self) -> ThreadPoolExecutor:
        """The helpers, which wait for work; ctypes lets go of the interpreter's lock in them.

        After a fork there are none in the new process, which makes its own.
        """
        from concurrent.futures import ThreadPoolExecutor

        if self.pool is None or self.process != os.getpid():
            self.pool, self.process = ThreadPoolExecutor(self.threads - 1), os.getpid()
        return self.pool

    def _compute_few(
        self, groups: Sequence[Any], result: Any, before: Callable[[int, int], None] | None
    ) -> None:
        """The same for fewer points than there are lanes: the last one is repeated."""
        import numpy

        count = result.shape[1]
        if not count:
            return
        if before is not None:
            before(0, count)
        more = ((0, 0), (0, self.lanes - count))
        found = numpy.empty((len(result), self.lanes))
        self._compute([numpy.pad(group, more, "edge") for group in groups], found)
        result[:] = found[:, :count]


def _real(number: Any) -> Any:
    """A number or an array as doubles; nan where it is masked."""
    import numpy

    found = numpy.asarray(number)
    if found.dtype.kind not in REAL:
        raise TypeError(f"real numbers are wanted, not those of the kind {found.dtype}")
    found = found.astype(float, copy=False)
    masked = numpy.ma.isMA(number)
    return numpy.where(numpy.ma.getmaskarray(number), numpy.nan, found) if masked else found
