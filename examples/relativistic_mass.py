"""A physics formula: how the relativistic mass answers to speed, as formulas and as numbers."""

import symchain as sc


def main():
    mass = sc.parse("m_0/sqrt(1 - v^2/c^2)")
    for name, derivative in sc.derivatives(mass).items():
        print(f"dm/d{name} = {derivative}")
    f = sc.compile(mass)
    value, gradient = f.value_and_gradient(1.0, 0.6, 1.0)
    print(f"at m_0 = 1, v = 0.6, c = 1: m = {value}, gradient = {gradient}")
    return value, gradient


if __name__ == "__main__":
    main()
