"""Sums, products and powers in canonical form.

Numbers are folded; a number stands first in a product; signs stand outside of products and
quotients and become subtraction inside of sums; a number that divides is a factor; a negative power
is a quotient. Nothing here looks further than the arguments of an argument.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import (
    ADD,
    DIVIDE,
    MULTIPLY,
    NEGATE,
    POWER,
    SUBTRACT,
    WHERE,
)
from symchain.functions.row import Op
from symchain.graph import rational
from symchain.graph.conditions import FEW, Conditions
from symchain.graph.rational import ONE, ZERO, Rational, is_short_power

TYPE_CHECKING = False

SIGNED = frozenset((NEGATE, MULTIPLY, DIVIDE))  # what a minus sign can be written before
CALL = 100  # the precedence of a function that is called, and of what stands alone
EXP, E, SQRT = TABLE["exp"], TABLE["e"], TABLE["sqrt"]


class Arithmetic(Conditions):
    """A graph whose sums, products and powers come out in canonical form."""

    __slots__ = ()

    if TYPE_CHECKING:

        def apply(self, op: Op, args: tuple[int, ...]) -> int:
            """The node of any operation on the given nodes, in canonical form."""

    def number(self, value: Rational) -> int:
        """The node of an exact number."""
        index = self._constant_index.get(value)
        return self.constant(value[0], value[1]) if index is None else index

    # ---- sums

    def add(self, a: int, b: int) -> int:
        """The node of a + b."""
        constants = self.constants
        if a in constants:
            if b in constants:
                return self.number(rational.add(constants[a], constants[b]))
            if constants[a] == ZERO:
                return b
            if constants[a][0] < 0:
                return self.subtract(b, self.negate(a))
        elif b in constants:
            if constants[b] == ZERO:
                return a
            if (shifted := self._shifted(a, constants[b])) is not None:
                return shifted
            if constants[b][0] < 0:
                return self.subtract(a, self.negate(b))
        if a == b:
            return self.multiply(self.constant(2), a)
        if self.is_negative(b):
            return self.subtract(a, self.negate(b))
        if self.is_negative(a):
            return self.subtract(b, self.negate(a))
        if self.ops[a] is WHERE and self.ops[b] is WHERE:
            return self._joined(ADD, a, b)
        return self.intern(ADD, (a, b))

    def subtract(self, a: int, b: int) -> int:
        """The node of a - b."""
        constants = self.constants
        if a == b and self.is_total(a):
            return self.constant(0)
        if a in constants and constants[a] == ZERO:
            return self.negate(b)
        if b in constants:
            top, bottom = constants[b]
            if a in constants:
                return self.number(rational.add(constants[a], (-top, bottom)))
            if top <= 0:
                return self.add(a, self.negate(b))
            if (shifted := self._shifted(a, (-top, bottom))) is not None:
                return shifted
        elif self.is_negative(b):
            return self.add(a, self.negate(b))
        if self.ops[a] is NEGATE:
            return self.negate(self.add(self.args[a][0], b))
        if self.ops[a] is WHERE and self.ops[b] is WHERE:
            return self._joined(SUBTRACT, a, b)
        return self.intern(SUBTRACT, (a, b))

    def _shifted(self, a: int, value: Rational) -> int | None:
        """The node of a + value where a is a sum with a number: (x + 1) + 2 is x + 3."""
        op = self.ops[a]
        if op is not ADD and op is not SUBTRACT:
            return None
        first, second = self.args[a]
        constants = self.constants
        if second in constants:
            sign = 1 if op is ADD else -1
            own = sign * constants[second][0], constants[second][1]
            return self.add(first, self.number(rational.add(own, value)))
        if first in constants:
            return self.apply(op, (self.number(rational.add(constants[first], value)), second))
        return None

    def _joined(self, op: Op, a: int, b: int) -> int:
        """The sum of where(c, s, 0) and where(c, t, u) as where(c, s + t, u).

        Other choices of one condition are joined where that is no longer: where(e, s, where(c, t,
        0)) and where(e, r, where(c, 0, u)) are where(e, s + r, where(c, t, u)).
        """
        condition, yes, no = self.args[a]
        other, also, nor = self.args[b]
        zero = self.constant(0)
        if self.are_opposite(condition, other):
            other, also, nor = condition, nor, also
        if condition == other:
            inner = self.ops[no] is WHERE and self.ops[nor] is WHERE
            inner = inner and self.args[no][0] == self.args[nor][0] and zero in self.args[no]
            if (inner and zero in self.args[nor]) or zero in (yes, also) or zero in (no, nor):
                sums = self.apply(op, (yes, also)), self.apply(op, (no, nor))
                return self.where(condition, *sums)
        return self.intern(op, (a, b))

    def negate(self, a: int) -> int:
        """The node of -a."""
        op = self.ops[a]
        if a in self.constants:
            numerator, denominator = self.constants[a]
            return self.constant(-numerator, denominator)
        if op is NEGATE:
            return self.args[a][0]
        if op is SUBTRACT:
            return self.subtract(self.args[a][1], self.args[a][0])
        if op is MULTIPLY or op is DIVIDE:
            first, second = self.args[a]
            if first in self.constants:
                return self.apply(op, (self.negate(first), second))
        return self.intern(NEGATE, (a,))

    def is_scaled(self, a: int) -> bool:
        """Whether a is a number, or a product or quotient that begins with one."""
        return a in self.constants or (
            self.ops[a] in (MULTIPLY, DIVIDE) and self.args[a][0] in self.constants
        )

    def is_negative(self, a: int) -> bool:
        """Whether a is written with a minus sign in front."""
        op = self.ops[a]
        if op is NEGATE:
            return True
        if a in self.constants:
            return self.constants[a][0] < 0
        if op is MULTIPLY or op is DIVIDE:
            value = self.constants.get(self.args[a][0])
            return value is not None and value[0] < 0
        return False

    # ---- products: a number, if there is one, stands outermost and first

    def multiply(self, a: int, b: int) -> int:
        """The node of a*b."""
        constants = self.constants
        if a in constants:
            return self._scale(a, b)
        if b in constants:
            return self._scale(b, a)
        if a == b:
            return self.power(a, self.constant(2))
        ops, args = self.ops, self.args
        op_a, op_b = ops[a], ops[b]
        if op_a in SIGNED or op_b in SIGNED:
            if op_a is NEGATE:
                return self.negate(self.multiply(args[a][0], b))
            if op_b is NEGATE:
                return self.negate(self.multiply(a, args[b][0]))
            if op_a in SIGNED and args[a][0] in constants:
                return self._times_scaled(a, b)
            if op_b in SIGNED and args[b][0] in constants:
                return self._times_scaled(b, a)
        if op_a is WHERE or op_b is WHERE:
            inside = self._into_branch(a, b) or self._into_branch(b, a)
            if inside is not None:
                return inside
        if op_a.precedence == CALL and args[a] and (op_b.precedence < CALL or not args[b]):
            return self.intern(MULTIPLY, (b, a))  # y*exp(x), as people write it
        return self.intern(MULTIPLY, (a, b))

    def _times_scaled(self, a: int, b: int) -> int:
        """The node of a*b where a is number*x or number/x."""
        number, rest = self.args[a]
        if self.ops[a] is MULTIPLY:
            return self._scale(number, self.multiply(rest, b))
        if self._is_quotient(b):
            other, divisor = self.args[b]
            if self._is_quotient(rest) and self._is_quotient(divisor):  # quotients in quotients
                one = self.constant(1)
                pair = self.divide(one, rest), self.divide(one, divisor)
                same = rest == divisor
                whole = (
                    self.power(pair[0], self.constant(2)) if same else self.intern(MULTIPLY, pair)
                )
                return self._scale(self._scale(number, other), whole)
            return self.divide(self._scale(number, other), self.multiply(rest, divisor))
        return self._scale(number, self.divide(b, rest))

    def _is_quotient(self, node: int) -> bool:
        """Whether a node is a number divided by something else."""
        return self.ops[node] is DIVIDE and self.args[node][0] in self.constants

    def _scale(self, a: int, b: int) -> int:
        """The node of a*b where a is a number."""
        constants = self.constants
        value = constants[a]
        if b in constants:
            return self.number(rational.multiply(value, constants[b]))
        is_unit = value[1] == 1 and -2 < value[0] < 2
        if is_unit and value[0] >= 0:
            return b if value[0] else self._zero_times(a, b)
        op = self.ops[b]
        if op is NEGATE:
            return self._scale(self.negate(a), self.args[b][0])
        if op is MULTIPLY or op is DIVIDE:
            first, rest = self.args[b]
            if first in constants:
                product = self._scale(a, first)
                return self._scale(product, rest) if op is MULTIPLY else self.divide(product, rest)
        if is_unit:
            return self.negate(b)
        if op is WHERE and (inside := self._into_branch(b, a)) is not None:
            return inside
        return self.intern(MULTIPLY, (a, b))

    def _zero_times(self, a: int, b: int) -> int:
        """The node of 0*b: what b asks stays, factors that have a value everywhere go."""
        while not self.is_total(b):
            op, args = self.ops[b], self.args[b]
            if op is NEGATE:
                b = args[0]
            elif op is MULTIPLY and self.is_total(args[0]):
                b = args[1]
            elif op is MULTIPLY and self.is_total(args[1]):
                b = args[0]
            elif op is DIVIDE and self.is_total(args[0]):
                return self.divide(a, args[1])
            else:
                return self.intern(MULTIPLY, (a, b))
        return a

    def divide(self, a: int, b: int) -> int:
        """The node of a/b; a quotient by the number 0 stays as it is and has no value."""
        constants = self.constants
        if b in constants:
            if constants[b] != ZERO:
                return self._scale(self.number(rational.inverse(constants[b])), a)
            return self.intern(DIVIDE, (a, b))
        ops, args = self.ops, self.args
        op_a, op_b = ops[a], ops[b]
        if op_a is NEGATE:
            return self.negate(self.divide(args[a][0], b))
        if op_b is NEGATE:
            return self.negate(self.divide(a, args[b][0]))
        if op_b is MULTIPLY and constants.get(args[b][0], ZERO) != ZERO:
            number, rest = args[b]
            return self._scale(
                self.number(rational.inverse(constants[number])), self.divide(a, rest)
            )
        if op_b is DIVIDE and constants.get(args[b][0], ONE) not in (ZERO, ONE):
            number, rest = args[b]
            flipped = self.divide(a, self.divide(self.constant(1), rest))
            return self._scale(self.number(rational.inverse(constants[number])), flipped)
        if (op_a is MULTIPLY or op_a is DIVIDE) and args[a][0] in constants:
            number, rest = args[a]
            if op_a is DIVIDE:
                return self.divide(number, self.multiply(rest, b))
            return self._scale(number, self.divide(rest, b))
        if op_a is WHERE and (inside := self._into_branch(a, b, divides=True)) is not None:
            return inside
        return self.intern(DIVIDE, (a, b))

    def _into_branch(self, a: int, b: int, divides: bool = False) -> int | None:
        """where(c, t*b, 0) for a = where(c, t, 0): so b is not asked for where c is false.

        And where(e, s*b, where(c, t*b, 0)) for where(e, s, where(c, t, 0)), a few in each other.
        """
        product = self.divide if divides else self.multiply
        outer: list[tuple[int, int | None, int | None]] = []  # choices, or a number before them
        while True:
            op, args = self.ops[a], self.args[a]
            if op is WHERE and (self._ends_in_zero(args[2]) or self.constants.get(args[2]) == ZERO):
                is_zero = args[2] in self.constants
                outer.append((args[0], None, args[2] if is_zero else product(args[2], b)))
                a = args[1]
            elif op is WHERE and self.constants.get(args[1]) == ZERO:
                outer.append((args[0], args[1], None))
                a = args[2]
            elif outer and op is NEGATE:
                outer.append((self.constant(-1), None, None))
                a = args[0]
            elif outer and op is MULTIPLY and args[0] in self.constants:
                outer.append((args[0], None, None))
                a = args[1]
            else:
                break
        if not outer:
            return None
        result = product(a, b)
        for first, yes, no in reversed(outer):
            if yes is not None:
                result = self.where(first, yes, result)
            elif no is not None:
                result = self.where(first, result, no)
            else:
                result = self._scale(first, result)
        return result

    def _ends_in_zero(self, node: int) -> bool:
        """Whether a choice, or one of a few in its last branches, has the branch 0."""
        for _ in range(FEW // 2):
            if self.ops[node] is not WHERE:
                break
            _, yes, node = self.args[node]
            if ZERO in (self.constants.get(yes), self.constants.get(node)):
                return True
        return False

    def written(self, op: Op, args: tuple[int, ...]) -> int:
        """The node of an operation as it was written: a product asks for both its factors.

        Where one of them is a choice with the branch 0, `multiply` asks for the other in the other
        branch only: so slopes are made, of which that of a branch not taken may have no value.
        """
        if (op is MULTIPLY or op is DIVIDE) and self.has(WHERE):
            pairs = (args, args[::-1]) if op is MULTIPLY else (args,)
            for choice, other in pairs:
                if self.ops[choice] is not WHERE or not self._has_zero(choice):
                    continue
                if op is DIVIDE or not self.is_total(other):
                    return self.intern(op, args)
        return self.apply(op, args)

    def _has_zero(self, choice: int) -> bool:
        """Whether one of the branches of a choice is 0."""
        branches = self.args[choice][1:]
        return any(self.constants.get(branch) == ZERO for branch in branches) or (
            self._ends_in_zero(branches[1])
        )

    # ---- powers

    def power(self, a: int, b: int) -> int:
        """The node of a^b."""
        exponent = self.constants.get(b)
        if exponent is None:
            if self.ops[a] is E:
                return self.apply(EXP, (b,))
            known = self.constants.get(a) == ONE and self.is_total(b)
            return a if known else self.intern(POWER, (a, b))
        if exponent == ZERO and self.is_total(a):
            return self.constant(1)
        if exponent == ONE:
            return a
        if a in self.constants and (folded := self._folded_power(a, exponent)) is not None:
            return folded
        if self.ops[a] is E:
            return self.apply(EXP, (b,))
        if exponent[0] < 0:
            return self.divide(self.constant(1), self.power(a, self.negate(b)))
        if exponent == rational.HALF:
            return self.apply(SQRT, (a,))
        return self._constant_power(a, b, exponent)

    def _constant_power(self, a: int, b: int, exponent: Rational) -> int:
        """The node of a^b where b is a number other than 1 or 1/2, above zero."""
        if exponent[1] != 1:
            return self.intern(POWER, (a, b))
        if self.ops[a] is POWER:
            base, inner = self.args[a]
            if self.constants.get(inner, (0, 0))[1] == 1:
                return self.power(base, self._scale(b, inner))
        if self.ops[a] is NEGATE:
            even = self.power(self.args[a][0], b)
            return self.negate(even) if exponent[0] % 2 else even
        if self._is_quotient(a):
            top, bottom = self.args[a]
            if not self._is_quotient(bottom):
                return self.divide(self.power(top, b), self.power(bottom, b))
            whole = self.divide(self.constant(1), bottom)  # quotients in quotients
            return self._scale(self.power(top, b), self.intern(POWER, (whole, b)))
        return self.intern(POWER, (a, b))

    def _folded_power(self, a: int, exponent: Rational) -> int | None:
        """The exact value of a number to a number, where it is rational and not too long."""
        base = self.constants[a]
        n, root_of = exponent
        if base == ZERO:
            return a if n > 0 else None
        if not is_short_power(base, (n, 1)):
            return None
        if root_of > 1:
            exact = rational.root(base, root_of) if base[0] > 0 else None
            if exact is None:
                return None
            base = exact
        return self.number(rational.power(base, n))
