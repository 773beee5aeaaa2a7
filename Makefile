# Candor. On a fresh Debian 12 with Python 3.11, git and make, `make run` and `make test` do everything.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BOOTSTRAP = $(PYTHON) .ci/bootstrap.py
BIN = .venv/bin
PY = $(BIN)/python
PYTEST_ARGS ?=
LOCK_ARGS ?=
VERIFIER_ARGS ?=

.PHONY: help run test check demo bench screens torture verifier lock clean

help:
	@echo "make run      open the kiosk on the demo clinic (no display: a demo walk, offscreen)"
	@echo "make test     all tests"
	@echo "make check    form, types, import rules, content"
	@echo "make demo     a scripted patient, to demo-output/"
	@echo "make bench    measured ratios, to bench-output/bench.json"
	@echo "make screens  pictures of all screens, to docs/screens/"
	@echo "make torture  the long tests: bit flips, kill -9, hostile input"
	@echo "make verifier  the auditor's verifier, one file and its wheels, to dist/verifier/ (VERIFIER_ARGS=...)"
	@echo "make lock     rewrite the hashed requirement files (LOCK_ARGS=--upgrade)"
	@echo "make clean    remove .venv/ and all output"

run:
	@$(BOOTSTRAP) run
	@$(PY) .ci/start.py

test:
	@$(BOOTSTRAP) test
	$(PY) -m pytest -n 2 $(PYTEST_ARGS)

check:
	@$(BOOTSTRAP) test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PY) -m kiosk.cli content check

demo:
	@$(BOOTSTRAP) run
	QT_QPA_PLATFORM=offscreen $(PY) -m kiosk.cli demo --out demo-output

screens:
	@$(BOOTSTRAP) run
	QT_QPA_PLATFORM=offscreen $(PY) -m kiosk.cli screens --out docs/screens

bench:
	@$(BOOTSTRAP) test bench
	$(PY) -m tests.bench

torture:
	@$(BOOTSTRAP) test
	$(PY) -m tests.torture

verifier:
	@$(BOOTSTRAP) run
	$(PY) .ci/verifier.py $(VERIFIER_ARGS)

lock:
	@$(BOOTSTRAP) test
	$(PY) .ci/lock.py $(LOCK_ARGS)

clean:
	rm -rf .venv demo-output bench-output torture-output build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
