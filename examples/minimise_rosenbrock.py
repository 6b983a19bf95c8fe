"""A minimisation: SciPy finds the minimum of Rosenbrock's function with a generated gradient."""

from scipy.optimize import minimize

import symchain as sc


def main():
    valley = sc.parse("100*(y - x^2)^2 + (1 - x)^2", variables=["x", "y"])
    f = sc.compile(valley, signature="vector", variables=["x", "y"])
    result = minimize(f.value_and_gradient, [-1.2, 1.0], jac=True, method="BFGS")
    print(f"minimum at {result.x} after {result.nit} steps")
    return result.x


if __name__ == "__main__":
    main()
