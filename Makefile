# Everything runs in .venv, which the first target that needs it creates:
#   make demo     evidence and decisions from a bundled synthetic note
#   make test     the whole test suite
#   make lint     formatting, lint and types
#   make bench    speed beside stock medSpaCy
#   make clean    remove .venv and everything generated
# Another interpreter: make test PYTHON=python3.12

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test lint bench clean
.DELETE_ON_ERROR:

# The first of these that runs and is a version the project supports.
CANDIDATES := python3.11 python3.12 python3 python
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))
PYTHON ?= $(shell for p in $(CANDIDATES); do "$$p" -c '$(SUPPORTED)' 2>/dev/null && { echo "$$p"; break; }; done)

VENV := .venv
BIN := $(VENV)/bin
# Parts of the tests want more: make test EXTRAS=dev,excel,parquet,spark,plots,notebooks (Spark needs Java 17 or later, too).
EXTRAS ?= dev
comma := ,
STAMP := $(VENV)/.installed-$(subst $(comma),-,$(EXTRAS))
PYTEST_ARGS ?=

help:
	@sed -n '2,7s/^# \{0,1\}//p' $(firstword $(MAKEFILE_LIST))

# Set up again whenever the requirements change.
$(STAMP): pyproject.toml constraints.txt
	@[ -n '$(PYTHON)' ] && '$(PYTHON)' -c '$(SUPPORTED)' 2>/dev/null || { \
	  echo "mednec needs Python 3.11 or 3.12; found: $$('$(or $(PYTHON),python3)' --version 2>&1 | head -n 1)." >&2; \
	  echo "Install one, or name it: make $(or $(MAKECMDGOALS),test) PYTHON=/path/to/python3.11" >&2; exit 1; }
	@'$(PYTHON)' -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python has no venv module (on Debian and Ubuntu: apt-get install python3-venv)." >&2; exit 1; }
	$(BIN)/python -c '$(SUPPORTED)' 2>/dev/null || '$(PYTHON)' -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$(EXTRAS)]'
	@touch $@

demo: $(STAMP)
	$(BIN)/mednec extract examples/neck_pain_case.txt --table
	$(BIN)/mednec assess examples/neck_pain_case.txt --cpt 72141 --icd10 M54.12 --brief

test: $(STAMP)
	$(BIN)/python -m pytest -n auto --dist loadgroup $(PYTEST_ARGS)

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(STAMP)
	$(BIN)/python benchmarks/speed.py

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
