# make demo: set up and run the main job.   make test: set up and pass the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Engines of the check beside our own; CI adds jax and torch here.
EXTRAS ?= test

.PHONY: demo test lint bench bench-quick accuracy forms operations fuzz clean

$(VENV)/.installed-$(EXTRAS): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[$(EXTRAS)]"
	$(BIN)/python -m compileall -q symchain cli   # pip leaves an editable install uncompiled
	touch $@

demo: $(VENV)/.installed-$(EXTRAS)
	$(BIN)/symchain diff "exp(x*y)+w"
	$(BIN)/symchain gen "m_0/sqrt(1 - v^2/c^2)" --range m_0=1:5 --range v=1:2 --range c=3:10 -o $(VENV)/mass.py --force
	$(BIN)/symchain check $(VENV)/mass.py
	$(BIN)/python -c "import sys; sys.path.insert(0, '$(VENV)'); import mass; print(mass.value_and_gradient(1.0, 1.5, 5.0))"

test: $(VENV)/.installed-$(EXTRAS)
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(VENV)/.installed-$(EXTRAS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "ruff>=0.6" "mypy>=1.11"
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

# under 15 minutes on two idle processors; writes benchmarks/speed.md and the table in README.md
bench: $(VENV)/.installed-$(EXTRAS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[bench]"
	$(BIN)/python benchmarks/run.py

# two minutes; only prints
bench-quick: $(VENV)/.installed-$(EXTRAS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[bench]"
	$(BIN)/python benchmarks/run.py --quick

# peers that are not installed have no column
accuracy: $(VENV)/.installed-$(EXTRAS)
	$(BIN)/python benchmarks/accuracy.py

forms: $(VENV)/.installed-$(EXTRAS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[bench]"
	$(BIN)/python benchmarks/forms.py --page

operations: $(VENV)/.installed-$(EXTRAS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[bench]"
	$(BIN)/python benchmarks/operations.py --page

# FUZZ_MINUTES=60 make fuzz; atheris has no wheel for every machine, and without it hypothesis goes on alone
fuzz: $(VENV)/.installed-$(EXTRAS)
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check atheris
	$(BIN)/python fuzz/run.py

clean:
	rm -rf $(VENV)
