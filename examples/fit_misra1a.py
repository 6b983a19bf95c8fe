"""A fit: NIST's Misra1a with an exact Jacobian, to the certified parameters.

Data and certified values: NIST StRD, nonlinear regression, Misra1a. Needs SciPy.
"""

from scipy.optimize import least_squares

import symchain as sc

VOLUME = [
    10.07,
    14.73,
    17.94,
    23.93,
    29.61,
    35.18,
    40.02,
    44.82,
    50.76,
    55.05,
    61.01,
    66.40,
    75.47,
    81.78,
]
PRESSURE = [
    77.6,
    114.9,
    141.1,
    190.8,
    239.9,
    289.0,
    332.8,
    378.4,
    434.8,
    477.3,
    536.8,
    593.1,
    689.1,
    760.0,
]
CERTIFIED = (238.94212918, 5.5015643181e-4)

model = sc.compile(sc.parse("b1*(1 - exp(-b2*x))"), wrt=["b1", "b2"], variables=["b1", "b2", "x"])


def residuals(b):
    return [model.value(*b, x) - y for x, y in zip(PRESSURE, VOLUME, strict=True)]


def jacobian(b):
    return [model.gradient(*b, x) for x in PRESSURE]


def main():
    fit = least_squares(
        residuals, [500, 1e-4], jac=jacobian, x_scale="jac", xtol=1e-15, ftol=1e-15, gtol=1e-15
    )
    for name, value, truth in zip(("b1", "b2"), fit.x, CERTIFIED, strict=True):
        print(f"{name} = {value:.11g} (certified {truth:.11g})")
    return fit.x


if __name__ == "__main__":
    main()
