"""Numbers are compared with more digits than they have."""

import mpmath
import pytest


@pytest.fixture(autouse=True)
def precision():
    with mpmath.workdps(150):
        yield
