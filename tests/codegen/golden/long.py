"""A formula and its derivatives, made by symchain.

    x0*sin(x1) + x1*sin(x2) + x2*sin(x3) + x3*sin(x4) + x4*sin(x5) + x5*sin(x6) +
    x6*sin(x7) + x7*sin(x8) + x8*sin(x9) + x9*sin(x10) + x10*sin(x11) + x11*sin(x12) +
    x12*sin(x13) + x13*sin(x14) + x14*sin(x15) + x15*sin(x16) + x16*sin(x17) +
    x17*sin(x18) + x18*sin(x19) + x19*sin(x20) + x20*sin(x21) + x21*sin(x22) +
    x22*sin(x23) + x23*sin(x24) + x24*sin(x25) + x25*sin(x26) + x26*sin(x27) +
    x27*sin(x28) + x28*sin(x29) + x29*sin(x30) + x30*sin(x31) + x31*sin(x32) +
    x32*sin(x33) + x33*sin(x34) + x34*sin(x35) + x35*sin(x36) + x36*sin(x37) +
    x37*sin(x38) + x38*sin(x39) + x39*sin(x40)

Arguments, in this order: x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13,
x14, x15, x16, x17, x18, x19, x20, x21, x22, x23, x24, x25, x26, x27, x28, x29, x30,
x31, x32, x33, x34, x35, x36, x37, x38, x39, x40.
Derivatives by, in this order: x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12,
x13, x14, x15, x16, x17, x18, x19, x20, x21, x22, x23, x24, x25, x26, x27, x28, x29,
x30, x31, x32, x33, x34, x35, x36, x37, x38, x39, x40.
Domain: all real numbers.
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["x0*sin(x1) + x1*sin(x2) + x2*sin(x3) + x3*sin(x4) + x4*sin(x5) + x5*sin(x6) + x6*sin(x7) + x7*sin(x8) + x8*sin(x9) + x9*sin(x10) + x10*sin(x11) + x11*sin(x12) + x12*sin(x13) + x13*sin(x14) + x14*sin(x15) + x15*sin(x16) + x16*sin(x17) + x17*sin(x18) + x18*sin(x19) + x19*sin(x20) + x20*sin(x21) + x21*sin(x22) + x22*sin(x23) + x23*sin(x24) + x24*sin(x25) + x25*sin(x26) + x26*sin(x27) + x27*sin(x28) + x28*sin(x29) + x29*sin(x30) + x30*sin(x31) + x31*sin(x32) + x32*sin(x33) + x33*sin(x34) + x34*sin(x35) + x35*sin(x36) + x36*sin(x37) + x37*sin(x38) + x38*sin(x39) + x39*sin(x40)"], "outputs": ["f"], "scalar": true, "variables": ["x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x29", "x30", "x31", "x32", "x33", "x34", "x35", "x36", "x37", "x38", "x39", "x40"], "wrt": ["x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x29", "x30", "x31", "x32", "x33", "x34", "x35", "x36", "x37", "x38", "x39", "x40"], "signature": "scalars", "mode": "auto", "layout": "dense", "operations": {"value": 119, "gradient": 159, "value_and_gradient": 238}, "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": ["x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x29", "x30", "x31", "x32", "x33", "x34", "x35", "x36", "x37", "x38", "x39", "x40"], "sha256": "3d7f137b557fe1bf5b52d497b0aa4d49a2031247db76777fb7f4c28bfe866415"}

from math import cos, sin


def value(
    x0: float,
    x1: float,
    x2: float,
    x3: float,
    x4: float,
    x5: float,
    x6: float,
    x7: float,
    x8: float,
    x9: float,
    x10: float,
    x11: float,
    x12: float,
    x13: float,
    x14: float,
    x15: float,
    x16: float,
    x17: float,
    x18: float,
    x19: float,
    x20: float,
    x21: float,
    x22: float,
    x23: float,
    x24: float,
    x25: float,
    x26: float,
    x27: float,
    x28: float,
    x29: float,
    x30: float,
    x31: float,
    x32: float,
    x33: float,
    x34: float,
    x35: float,
    x36: float,
    x37: float,
    x38: float,
    x39: float,
    x40: float,
) -> float:
    """The value."""
    t0 = x0 * sin(x1) + x1 * sin(x2) + x2 * sin(x3) + x3 * sin(x4)
    t1 = t0 + x4 * sin(x5) + x5 * sin(x6) + x6 * sin(x7) + x7 * sin(x8)
    t2 = t1 + x8 * sin(x9) + x9 * sin(x10) + x10 * sin(x11)
    t3 = t2 + x11 * sin(x12) + x12 * sin(x13) + x13 * sin(x14)
    t4 = t3 + x14 * sin(x15) + x15 * sin(x16) + x16 * sin(x17)
    t5 = t4 + x17 * sin(x18) + x18 * sin(x19) + x19 * sin(x20)
    t6 = t5 + x20 * sin(x21) + x21 * sin(x22) + x22 * sin(x23)
    t7 = t6 + x23 * sin(x24) + x24 * sin(x25) + x25 * sin(x26)
    t8 = t7 + x26 * sin(x27) + x27 * sin(x28) + x28 * sin(x29)
    t9 = t8 + x29 * sin(x30) + x30 * sin(x31) + x31 * sin(x32)
    t10 = t9 + x32 * sin(x33) + x33 * sin(x34) + x34 * sin(x35)
    t11 = t10 + x35 * sin(x36) + x36 * sin(x37) + x37 * sin(x38)
    return t11 + x38 * sin(x39) + x39 * sin(x40)


def gradient(
    x0: float,
    x1: float,
    x2: float,
    x3: float,
    x4: float,
    x5: float,
    x6: float,
    x7: float,
    x8: float,
    x9: float,
    x10: float,
    x11: float,
    x12: float,
    x13: float,
    x14: float,
    x15: float,
    x16: float,
    x17: float,
    x18: float,
    x19: float,
    x20: float,
    x21: float,
    x22: float,
    x23: float,
    x24: float,
    x25: float,
    x26: float,
    x27: float,
    x28: float,
    x29: float,
    x30: float,
    x31: float,
    x32: float,
    x33: float,
    x34: float,
    x35: float,
    x36: float,
    x37: float,
    x38: float,
    x39: float,
    x40: float,
) -> tuple[float, ...]:
    """The partial derivatives."""
    return (
        sin(x1),
        x0 * cos(x1) + sin(x2),
        x1 * cos(x2) + sin(x3),
        x2 * cos(x3) + sin(x4),
        x3 * cos(x4) + sin(x5),
        x4 * cos(x5) + sin(x6),
        x5 * cos(x6) + sin(x7),
        x6 * cos(x7) + sin(x8),
        x7 * cos(x8) + sin(x9),
        x8 * cos(x9) + sin(x10),
        x9 * cos(x10) + sin(x11),
        x10 * cos(x11) + sin(x12),
        x11 * cos(x12) + sin(x13),
        x12 * cos(x13) + sin(x14),
        x13 * cos(x14) + sin(x15),
        x14 * cos(x15) + sin(x16),
        x15 * cos(x16) + sin(x17),
        x16 * cos(x17) + sin(x18),
        x17 * cos(x18) + sin(x19),
        x18 * cos(x19) + sin(x20),
        x19 * cos(x20) + sin(x21),
        x20 * cos(x21) + sin(x22),
        x21 * cos(x22) + sin(x23),
        x22 * cos(x23) + sin(x24),
        x23 * cos(x24) + sin(x25),
        x24 * cos(x25) + sin(x26),
        x25 * cos(x26) + sin(x27),
        x26 * cos(x27) + sin(x28),
        x27 * cos(x28) + sin(x29),
        x28 * cos(x29) + sin(x30),
        x29 * cos(x30) + sin(x31),
        x30 * cos(x31) + sin(x32),
        x31 * cos(x32) + sin(x33),
        x32 * cos(x33) + sin(x34),
        x33 * cos(x34) + sin(x35),
        x34 * cos(x35) + sin(x36),
        x35 * cos(x36) + sin(x37),
        x36 * cos(x37) + sin(x38),
        x37 * cos(x38) + sin(x39),
        x38 * cos(x39) + sin(x40),
        x39 * cos(x40),
    )


def value_and_gradient(
    x0: float,
    x1: float,
    x2: float,
    x3: float,
    x4: float,
    x5: float,
    x6: float,
    x7: float,
    x8: float,
    x9: float,
    x10: float,
    x11: float,
    x12: float,
    x13: float,
    x14: float,
    x15: float,
    x16: float,
    x17: float,
    x18: float,
    x19: float,
    x20: float,
    x21: float,
    x22: float,
    x23: float,
    x24: float,
    x25: float,
    x26: float,
    x27: float,
    x28: float,
    x29: float,
    x30: float,
    x31: float,
    x32: float,
    x33: float,
    x34: float,
    x35: float,
    x36: float,
    x37: float,
    x38: float,
    x39: float,
    x40: float,
) -> tuple[float, tuple[float, ...]]:
    """What value and gradient return."""
    t0 = sin(x1)
    t1 = sin(x2)
    t2 = sin(x3)
    t3 = sin(x4)
    t4 = sin(x5)
    t5 = sin(x6)
    t6 = sin(x7)
    t7 = x0 * t0 + x1 * t1 + x2 * t2 + x3 * t3 + x4 * t4 + x5 * t5
    t8 = sin(x8)
    t9 = sin(x9)
    t10 = sin(x10)
    t11 = sin(x11)
    t12 = sin(x12)
    t13 = sin(x13)
    t14 = t7 + x6 * t6 + x7 * t8 + x8 * t9 + x9 * t10 + x10 * t11
    t15 = sin(x14)
    t16 = sin(x15)
    t17 = sin(x16)
    t18 = sin(x17)
    t19 = sin(x18)
    t20 = sin(x19)
    t21 = t14 + x11 * t12 + x12 * t13 + x13 * t15 + x14 * t16 + x15 * t17
    t22 = sin(x20)
    t23 = sin(x21)
    t24 = sin(x22)
    t25 = sin(x23)
    t26 = sin(x24)
    t27 = sin(x25)
    t28 = t21 + x16 * t18 + x17 * t19 + x18 * t20 + x19 * t22 + x20 * t23
    t29 = sin(x26)
    t30 = sin(x27)
    t31 = sin(x28)
    t32 = sin(x29)
    t33 = sin(x30)
    t34 = sin(x31)
    t35 = t28 + x21 * t24 + x22 * t25 + x23 * t26 + x24 * t27 + x25 * t29
    t36 = sin(x32)
    t37 = sin(x33)
    t38 = sin(x34)
    t39 = sin(x35)
    t40 = sin(x36)
    t41 = sin(x37)
    t42 = t35 + x26 * t30 + x27 * t31 + x28 * t32 + x29 * t33 + x30 * t34
    t43 = t42 + x31 * t36 + x32 * t37 + x33 * t38 + x34 * t39 + x35 * t40
    t44 = sin(x38)
    t45 = sin(x39)
    t46 = sin(x40)
    return (
        t43 + x36 * t41 + x37 * t44 + x38 * t45 + x39 * t46,
        (
            t0,
            x0 * cos(x1) + t1,
            x1 * cos(x2) + t2,
            x2 * cos(x3) + t3,
            x3 * cos(x4) + t4,
            x4 * cos(x5) + t5,
            x5 * cos(x6) + t6,
            x6 * cos(x7) + t8,
            x7 * cos(x8) + t9,
            x8 * cos(x9) + t10,
            x9 * cos(x10) + t11,
            x10 * cos(x11) + t12,
            x11 * cos(x12) + t13,
            x12 * cos(x13) + t15,
            x13 * cos(x14) + t16,
            x14 * cos(x15) + t17,
            x15 * cos(x16) + t18,
            x16 * cos(x17) + t19,
            x17 * cos(x18) + t20,
            x18 * cos(x19) + t22,
            x19 * cos(x20) + t23,
            x20 * cos(x21) + t24,
            x21 * cos(x22) + t25,
            x22 * cos(x23) + t26,
            x23 * cos(x24) + t27,
            x24 * cos(x25) + t29,
            x25 * cos(x26) + t30,
            x26 * cos(x27) + t31,
            x27 * cos(x28) + t32,
            x28 * cos(x29) + t33,
            x29 * cos(x30) + t34,
            x30 * cos(x31) + t36,
            x31 * cos(x32) + t37,
            x32 * cos(x33) + t38,
            x33 * cos(x34) + t39,
            x34 * cos(x35) + t40,
            x35 * cos(x36) + t41,
            x36 * cos(x37) + t44,
            x37 * cos(x38) + t45,
            x38 * cos(x39) + t46,
            x39 * cos(x40),
        ),
    )
