"""An equation as a differentiable function: the radius of an orbit by time and eccentricity."""

import pathlib

import symchain as sc
from symchain.codegen.running import namespace

MODEL = pathlib.Path(__file__).parent / "kepler.chain"


def main():
    model = sc.load(str(MODEL))
    for name, slopes in sc.implicit(model).outputs.items():
        for variable, slope in slopes.items():
            print(f"d{name}/d{variable} = {slope}")
    orbit = namespace(sc.generate_implicit(model))  # a module that needs nothing but math
    anomaly = orbit["solve"](0.2, 1.0, 1.0, 1.0)
    gradient = orbit["gradient"](0.2, 1.0, 1.0, anomaly)
    print(f"at ecc = 0.2, M = 1, a = 1: E = {anomaly}, dr/d(ecc, M, a) = {gradient}")
    return anomaly, gradient


if __name__ == "__main__":
    main()
