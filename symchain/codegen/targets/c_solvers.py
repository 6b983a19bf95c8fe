"""The texts of solvers in C: those of `symchain.codegen.targets.solvers`, over arrays on the stack.

Nothing is allocated, iterations are bounded, and what Python raises is a code: 0 where a solution
was found, 1 where the equations have no value at the guess, 2 where no solution was found.
"""

from __future__ import annotations

from symchain.codegen.targets.solvers import NUMBERS

# In the templates {own} begins names that no caller sees, {at_...} are the writer's calls of
# straight-line functions.
SCALAR = """\
static int {own}search(const double *given, double guess, double *result)
{{
    double place = guess, last = INFINITY, below = NAN, above = NAN;
    double own[2], trial[2];
    (void)given;
{room}\
    {at_place}
    if (!isfinite(own[0])) {{
        return 1;
    }}
    const double first = fabs(own[0]);
    for (int count = 0; count < {steps}; count++) {{
        if (own[0] == 0.0) {{
            *result = place;
            return 0;
        }}
        if (own[0] < 0.0) {{
            below = place;
        }} else {{
            above = place;
        }}
        double step = own[1] != 0.0 ? own[0] / own[1] : INFINITY;
        if (fabs(step) <= {rounding} * fabs(place) && fabs(own[0]) <= first) {{
            *result = place - step;
            return 0;
        }}
        if (below == below && above == above) {{
            const double next = place - step;
            const int is_inside = fmin(below, above) < next && next < fmax(below, above);
            if (!is_inside || fabs(step) > 0.5 * fabs(last)) {{
                step = 0.5 * ((place - below) + (place - above));
                if (fabs(step) <= {rounding} * fabs(place)) {{
                    *result = place;
                    return fabs(own[0]) <= first ? 0 : 2;
                }}
            }}
            {at_step}
            if (!isfinite(trial[0])) {{
                return 2;
            }}
        }} else {{
            const int is_near = fabs(step) <= fmax({close} * fabs(place), 1e-15 * fabs(guess));
            int left = own[1] != 0.0 ? {halvings} : 0;
            for (; left > 0; left--) {{
                {at_step}
                if (isfinite(trial[0])) {{
                    if (fabs(trial[0]) < fabs(own[0]) || trial[0] * own[0] < 0.0) {{
                        break;
                    }}
                    if (is_near) {{
                        *result = place;
                        return 0;
                    }}
                }}
                step *= 0.5;
            }}
            if (left == 0) {{
                return 2;
            }}
        }}
        last = step;
        place -= step;
        own[0] = trial[0];
        own[1] = trial[1];
    }}
    return 2;
}}"""

SYSTEM = """\
static double {own}size(const double *steps, const double *scales)
{{
    double size = 0.0;
    for (int i = 0; i < {n}; i++) {{
        const double own = fabs(steps[i]) / scales[i];
        size = own <= size ? size : own;
        if (own != own) {{
            return NAN;
        }}
    }}
    return size;
}}

static int {own}search(const double *given, const double *guess, double *result)
{{
    double place[{n}], scales[{n}], steps[{n}], trial[{n}], further[{n}];
    double own[{whole}], next[{whole}];
    int order[{n}];
    (void)given;
{room}\
    for (int i = 0; i < {n}; i++) {{
        place[i] = guess[i];
        scales[i] = place[i] != 0.0 ? fabs(place[i]) : 1.0;
    }}
    {at_place}
    for (int i = 0; i < {whole}; i++) {{
        if (!isfinite(own[i])) {{
            return 1;
        }}
    }}
    for (int count = 0; count < {steps}; count++) {{
        if (!{own}factor(own + {n}, order)) {{
            return 2;
        }}
        {own}forward(own + {n}, order, own, steps);
        const double size = {own}size(steps, scales);
        double weight = 1.0;
        int left = size <= {rounding} ? 0 : {dampings};
        int is_found = left == 0;
        for (; left > 0; left--) {{
            for (int i = 0; i < {n}; i++) {{
                trial[i] = place[i] - weight * steps[i];
            }}
            {at_trial}
            {own}forward(own + {n}, order, next, further);
            const double next_size = {own}size(further, scales);
            if (next_size <= (1.0 - 0.5 * weight) * size) {{
                break;
            }}
            if (size <= {close} && next_size == next_size) {{
                is_found = 1;
                break;
            }}
            weight *= 0.5;
        }}
        if (is_found) {{
            for (int i = 0; i < {n}; i++) {{
                result[i] = place[i];
            }}
            return 0;
        }}
        if (left == 0) {{
            return 2;
        }}
        for (int i = 0; i < {n}; i++) {{
            place[i] = trial[i];
            scales[i] = fmax(fabs(place[i]), 1e-3 * scales[i]);
        }}
        for (int i = 0; i < {whole}; i++) {{
            own[i] = next[i];
        }}
    }}
    return 2;
}}"""

LINEAR = """\
/* The factors L and U of a matrix in its place; 0 where it is singular. */
static int {own}factor(double *rows, int *order)
{{
    double sizes[{n}];
    for (int i = 0; i < {n}; i++) {{
        sizes[i] = 0.0;
        order[i] = i;
        for (int j = 0; j < {n}; j++) {{
            sizes[i] = fmax(sizes[i], fabs(rows[i * {n} + j]));
        }}
    }}
    for (int k = 0; k < {n}; k++) {{
        int best = k;
        for (int i = k + 1; i < {n}; i++) {{
            if (fabs(rows[i * {n} + k]) * sizes[best] > fabs(rows[best * {n} + k]) * sizes[i]) {{
                best = i;
            }}
        }}
        if (rows[best * {n} + k] == 0.0) {{
            return 0;
        }}
        for (int j = 0; j < {n}; j++) {{
            const double held = rows[k * {n} + j];
            rows[k * {n} + j] = rows[best * {n} + j];
            rows[best * {n} + j] = held;
        }}
        const double size = sizes[k];
        const int place = order[k];
        sizes[k] = sizes[best];
        sizes[best] = size;
        order[k] = order[best];
        order[best] = place;
        for (int i = k + 1; i < {n}; i++) {{
            const double factor = rows[i * {n} + k] / rows[k * {n} + k];
            rows[i * {n} + k] = factor;
            for (int j = k + 1; factor != 0.0 && j < {n}; j++) {{
                rows[i * {n} + j] -= factor * rows[k * {n} + j];
            }}
        }}
    }}
    return 1;
}}

/* The x with matrix * x = right. */
static void {own}forward(const double *rows, const int *order, const double *right, double *x)
{{
    for (int i = 0; i < {n}; i++) {{
        x[i] = right[order[i]];
        for (int j = 0; j < i; j++) {{
            x[i] -= rows[i * {n} + j] * x[j];
        }}
    }}
    for (int i = {n} - 1; i >= 0; i--) {{
        for (int j = i + 1; j < {n}; j++) {{
            x[i] -= rows[i * {n} + j] * x[j];
        }}
        x[i] /= rows[i * {n} + i];
    }}
}}

/* The x with x * matrix = right. */
static void {own}transposed(const double *rows, const int *order, const double *right, double *x)
{{
    double held[{n}];
    for (int i = 0; i < {n}; i++) {{
        held[i] = right[i];
        for (int j = 0; j < i; j++) {{
            held[i] -= rows[j * {n} + i] * held[j];
        }}
        held[i] /= rows[i * {n} + i];
    }}
    for (int i = {n} - 1; i >= 0; i--) {{
        for (int j = i + 1; j < {n}; j++) {{
            held[i] -= rows[j * {n} + i] * held[j];
        }}
    }}
    for (int i = 0; i < {n}; i++) {{
        x[order[i]] = held[i];
    }}
}}"""

DERIVATIVE = """\
static void {own}slopes_at(const double *given, const double *unknowns, double *result)
{{
    double found[{slopes}], right[{n}], x[{n}];
    int order[{n}];
    (void)given;
{room}\
    {at_unknowns}
    const int is_regular = {own}factor(found, order);
    for (int j = 0; j < {m}; j++) {{
        for (int i = 0; i < {n}; i++) {{
            right[i] = found[{square} + i * {m} + j];
        }}
        {own}forward(found, order, right, x);
        for (int i = 0; i < {n}; i++) {{
            result[i * {m} + j] = is_regular ? -x[i] : NAN;
        }}
    }}
}}"""

# The total derivative along the unknowns: direct - (multipliers of a row) * rates.
ADJOINT = """\
static void {own}adjoint_at(
    const double *given, const double *unknowns, const double *row, double *result)
{{
    double found[{slopes}], multipliers[{n}];
    int order[{n}];
    (void)given;
{room}\
    {at_unknowns}
    const int is_regular = {own}factor(found, order);
    {own}transposed(found, order, row, multipliers);
    for (int j = 0; j < {m}; j++) {{
        double total = 0.0;
        for (int i = 0; i < {n}; i++) {{
            total -= multipliers[i] * found[{square} + i * {m} + j];
        }}
        result[j] = is_regular ? total : NAN;
    }}
}}"""


def filled(template: str, **slots: object) -> str:
    """A template with the numbers of the iteration and what else it needs."""
    return template.format(**NUMBERS, **slots)
