# `make` alone lists what there is. Everything runs in .venv, which the first target that needs it makes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
SOURCES = $(shell find skmitigate -name '*.py')

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo dashboard api test check docs build clean

help:  ## List the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

demo: $(VENV)/.package  ## Correct four classifiers on real data and show what happened (needs the package only)
	$(BIN)/skmitigate demo

dashboard: $(VENV)/.dashboard  ## Open pages that show all this in a browser, on this machine only
	$(BIN)/python -m examples.dashboard

api: $(VENV)/.api  ## Serve saved models over HTTP, on this machine only; with one to try where there is none
	$(BIN)/python -m examples.api

# One process a core, hence one thread in each: more would wait for each other by spinning.
test: export OMP_NUM_THREADS := 1
test: $(VENV)/.test  ## Run the tests and the examples in the docstrings, with coverage
	$(BIN)/pytest --cov --numprocesses auto

check: $(VENV)/.check  ## Lint, formatting, types, floors, docstrings
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/numpydoc lint $(SOURCES)

docs: $(VENV)/.docs  ## Build the documentation into docs/_build/html; a warning is an error
	$(BIN)/sphinx-build --fail-on-warning --fresh-env --keep-going --nitpicky --quiet docs docs/_build/html

build: $(VENV)/.package  ## Build a wheel into dist
	$(PIP) wheel --no-deps --wheel-dir dist .

clean:  ## Remove the environment and everything that was made
	rm -rf $(VENV) dist build docs/_build docs/api .coverage .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache .schemathesis skmitigate-demo
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps below are newer than pyproject.toml while the environment agrees with it. pip is upgraded first:
# the one that comes with Python may not know dependency groups.
$(VENV)/.package: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade 'pip>=25.1'
	$(PIP) install --editable .
	@touch $@

$(VENV)/.test $(VENV)/.check $(VENV)/.docs $(VENV)/.dashboard $(VENV)/.api: $(VENV)/.%: $(VENV)/.package
	$(PIP) install --group $*
	@touch $@
