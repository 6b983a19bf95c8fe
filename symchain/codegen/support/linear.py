"""Linear equations: one pivoted factorisation, then any number of right sides, either way up."""


def lu_factor(
    matrix: tuple[tuple[float, ...], ...],
) -> tuple[list[list[float]], list[int]]:
    """The factors L and U of a square matrix in one, and the order of its rows.

    The pivot of a column is the entry that is largest beside its row of the matrix.
    Raises ValueError where there is none.
    """
    rows = [list(row) for row in matrix]
    sizes = [max([abs(entry) for entry in row]) for row in rows]
    order = list(range(len(rows)))
    for k in range(len(rows)):
        best = k
        for i in range(k + 1, len(rows)):
            if abs(rows[i][k]) * sizes[best] > abs(rows[best][k]) * sizes[i]:
                best = i
        if rows[best][k] == 0.0:
            raise ValueError("the matrix is singular: the unknowns are not determined")
        rows[k], rows[best] = rows[best], rows[k]
        sizes[k], sizes[best] = sizes[best], sizes[k]
        order[k], order[best] = order[best], order[k]
        for i in range(k + 1, len(rows)):
            if rows[i][k] != 0.0:
                factor = rows[i][k] = rows[i][k] / rows[k][k]
                for j in range(k + 1, len(rows)):
                    rows[i][j] -= factor * rows[k][j]
    return rows, order


def lu_solve(
    factors: tuple[list[list[float]], list[int]], right: tuple[float, ...]
) -> tuple[float, ...]:
    """The x with matrix * x = right."""
    rows, order = factors
    x = [right[i] for i in order]
    for i in range(len(x)):
        for j in range(i):
            x[i] -= rows[i][j] * x[j]
    for i in reversed(range(len(x))):
        for j in range(i + 1, len(x)):
            x[i] -= rows[i][j] * x[j]
        x[i] /= rows[i][i]
    return tuple(x)


def lu_solve_transposed(
    factors: tuple[list[list[float]], list[int]], right: tuple[float, ...]
) -> tuple[float, ...]:
    """The x with x * matrix = right: the adjoint equations."""
    rows, order = factors
    x = list(right)
    for i in range(len(x)):
        for j in range(i):
            x[i] -= rows[j][i] * x[j]
        x[i] /= rows[i][i]
    for i in reversed(range(len(x))):
        for j in range(i + 1, len(x)):
            x[i] -= rows[j][i] * x[j]
    result = [0.0] * len(x)
    for i in range(len(x)):
        result[order[i]] = x[i]
    return tuple(result)
