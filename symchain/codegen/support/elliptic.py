"""Elliptic integrals of the parameter m: complete ones by Bulirsch's, others by Carlson's."""

import math


def complete_elliptic(kc: float, p: float, a: float, b: float) -> float:
    """Bulirsch's general complete integral cel(kc, p, a, b) for kc, p > 0 (DLMF 19.2.11).

    The integral of (a*cos^2 + b*sin^2)/(cos^2 + p*sin^2)/sqrt(cos^2 + kc^2*sin^2) from 0 to pi/2,
    by Bartky's transformation, which keeps it and brings kc and p to where it is elementary:
    Bulirsch, Numer. Math. 7 (1965) 78 and 13 (1969) 305.
    """
    larger, smaller, product = 1.0, kc, kc
    root = math.sqrt(p)
    b /= root
    for _ in range(40):
        a, b, ratio = a + b / root, 2.0 * (b + a * (product / root)), product / root
        root += ratio
        before = larger
        larger += smaller
        if abs(before - smaller) <= 1e-8 * before:
            break
        smaller = 2.0 * math.sqrt(product)
        product = smaller * larger
    return 0.5 * math.pi * (b + a * larger) / (larger * (larger + root))


def carlson_rf(x: float, y: float, z: float) -> float:
    """Carlson's symmetric integral of the first kind, at most one of x, y, z >= 0 being 0.

    By duplication (DLMF 19.36.1).
    """
    mean = (x + y + z) / 3.0
    spread = 120.0 * max(abs(mean - x), abs(mean - y), abs(mean - z))
    while spread > mean:
        rx, ry, rz = math.sqrt(x), math.sqrt(y), math.sqrt(z)
        shift = rx * ry + ry * rz + rz * rx
        x, y, z = 0.25 * (x + shift), 0.25 * (y + shift), 0.25 * (z + shift)
        mean = (x + y + z) / 3.0
        spread *= 0.25
    dx, dy = 1.0 - x / mean, 1.0 - y / mean
    dz = -(dx + dy)
    e2, e3 = dx * dy - dz * dz, dx * dy * dz
    low = e2 * (-0.1 + e2 / 24.0 - 5.0 * e2 * e2 / 208.0)
    high = e3 * (1.0 / 14.0 - 3.0 * e2 / 44.0 + 3.0 * e3 / 104.0 + e2 * e2 / 16.0)
    return (1.0 + (low + high)) / math.sqrt(mean)


def carlson_rd(x: float, y: float, z: float) -> float:
    """Carlson's integral RD, symmetric in x, y >= 0, at most one of which is 0; z > 0.

    By duplication (DLMF 19.36.2).
    """
    mean = 0.2 * (x + y + 3.0 * z)
    spread = 120.0 * max(abs(mean - x), abs(mean - y), abs(mean - z))
    total, scale = 0.0, 1.0
    while spread > mean:
        rx, ry, rz = math.sqrt(x), math.sqrt(y), math.sqrt(z)
        shift = rx * ry + ry * rz + rz * rx
        total += scale / (rz * (z + shift))
        x, y, z = 0.25 * (x + shift), 0.25 * (y + shift), 0.25 * (z + shift)
        mean = 0.2 * (x + y + 3.0 * z)
        spread *= 0.25
        scale *= 0.25
    dx, dy = 1.0 - x / mean, 1.0 - y / mean
    dz = -(dx + dy) / 3.0
    product, square = dx * dy, dz * dz
    e2, e3 = product - 6.0 * square, (3.0 * product - 8.0 * square) * dz
    e4, e5 = 3.0 * (product - square) * square, product * square * dz
    series = e2 * (-3.0 / 14.0 + 9.0 * e2 / 88.0 - e2 * e2 / 16.0)
    series += e3 * (
        1.0 / 6.0 - 9.0 * e2 / 52.0 + 3.0 * e3 / 40.0 + 45.0 * e2 * e2 / 272.0
    )
    series += e4 * (-3.0 / 22.0 + 3.0 * e2 / 20.0 - 9.0 * e3 / 68.0)
    series += e5 * (3.0 / 26.0 - 9.0 * e2 / 68.0)
    return 3.0 * total + scale * (1.0 + series) / (mean * math.sqrt(mean))


def ellipk(m: float) -> float:
    """The complete elliptic integral of the first kind for m < 1 (DLMF 19.2.8); inf at 1."""
    if math.isnan(m):
        return m
    if m > 1.0:
        raise ValueError("math domain error")
    if m == 1.0:
        return math.inf
    if m == -math.inf:
        return 0.0
    return complete_elliptic(math.sqrt(1.0 - m), 1.0, 1.0, 1.0)


def ellipe(m: float) -> float:
    """The complete elliptic integral of the second kind for m <= 1 (DLMF 19.2.8)."""
    if math.isnan(m):
        return m
    if m > 1.0:
        raise ValueError("math domain error")
    if m == 1.0:
        return 1.0
    if m < -1e30:
        return math.sqrt(-m)
    return complete_elliptic(math.sqrt(1.0 - m), 1.0, 1.0, 1.0 - m)


def ellipf(a: float, m: float) -> float:
    """The elliptic integral of the first kind for every amplitude a and m < 1 (DLMF 19.2.4).

    ValueError elsewhere. By Carlson's RF (DLMF 19.25.5) in -pi/2..pi/2, and 2*K for each pi.
    """
    if math.isnan(a) or math.isnan(m):
        return a + m
    if not m < 1.0 or math.isinf(a) or math.isinf(m):
        raise ValueError("math domain error")
    turns = round(a / math.pi)
    sine, cosine = math.sin(a), math.cos(a)
    square = cosine * cosine
    value = sine * carlson_rf(square, square + (1.0 - m) * (sine * sine), 1.0)
    value = -value if turns % 2 else value
    return value + 2.0 * turns * ellipk(m) if turns else value


def ellipeinc(a: float, m: float) -> float:
    """The elliptic integral of the second kind for every amplitude a and m <= 1 (DLMF 19.2.5).

    ValueError elsewhere. By Carlson's RF and RD without a difference (DLMF 19.25.9 for m < 0, else
    19.25.10) between -pi/2 and pi/2, and 2*E for each pi.
    """
    if math.isnan(a) or math.isnan(m):
        return a + m
    if not m <= 1.0 or math.isinf(a) or math.isinf(m):
        raise ValueError("math domain error")
    turns = round(a / math.pi)
    sine, cosine = math.sin(a), math.cos(a)
    square, sines = cosine * cosine, sine * sine
    inner = square + (1.0 - m) * sines
    if m < 0.0:
        value = carlson_rf(square, inner, 1.0)
        value -= m / 3.0 * sines * carlson_rd(square, inner, 1.0)
    else:
        value = (1.0 - m) * carlson_rf(square, inner, 1.0)
        value += (1.0 - m) * m / 3.0 * sines * carlson_rd(square, 1.0, inner)
        value += m * abs(cosine) / math.sqrt(inner)
    value = -sine * value if turns % 2 else sine * value
    return value + 2.0 * turns * ellipe(m) if turns else value


def ellippi(n: float, m: float) -> float:
    """The complete elliptic integral of the third kind for n < 1 and m < 1 (DLMF 19.2.8)."""
    if math.isnan(n) or math.isnan(m):
        return n + m
    if not (n < 1.0 and m < 1.0) or math.isinf(n) or math.isinf(m):
        raise ValueError("math domain error")
    return complete_elliptic(math.sqrt(1.0 - m), 1.0 - n, 1.0, 1.0)
