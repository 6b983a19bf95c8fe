"""The seed example end to end: graph, forward values, adjoints, an emitted and checked module."""

import pathlib

import symchain as sc

MODEL = pathlib.Path(__file__).parent / "exp_xy.chain"
POINT = {"x": 1, "y": 2, "w": 3}


def main():
    model = sc.load(str(MODEL))
    print(sc.passes(model, at=POINT))
    print(sc.generate(model, ranges={"x": (0, 2), "y": (0, 2)}))
    f = sc.compile(model)
    return f.value_and_gradient(*POINT.values())


if __name__ == "__main__":
    main()
