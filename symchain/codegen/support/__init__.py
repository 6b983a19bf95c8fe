"""Routines of special functions that Python's math lacks, written to be copied.

The code generator copies the source text of a routine, and of what it names, into modules that
import nothing but math. So the modules of this folder hold only:

- a docstring, `import math`, and imports of siblings by name
  (`from symchain.codegen.support.gamma import digamma`), which the generator follows;
- annotated functions of the module level, without decorators, closures or recursion;
- annotated constants in UPPER_CASE: numbers and tuples of numbers, or of such constants.

A name is used once in the whole folder. `math` is always spelled out: `math.exp(x)`.

What a routine promises: nan in, nan out; ValueError outside the real domain and at poles, as
math.log(0.0); OverflowError where the value at a finite point is too large for a double, as
math.exp(1000.0), except that a last product such as that of xlogy gives inf, as `*` does; at an
end point of the domain where the function is infinite by continuity the infinity (erfinv(1.0));
zero where the value is too small. tests/codegen/test_support.py holds each routine against mpmath
at 50 digits and states its error in ulp.
"""
