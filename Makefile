# Every command anyone runs. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Each takes half of the modules, then of what the other has left.
PAIR := -n 2 --dist worksteal
CORE := src/samspel/engines/timetable/core
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard src/samspel/site/locale/*/LC_MESSAGES/django.po))

.PHONY: help demo serve test check lint types contracts unit coverage bench peers messages lock clean

help:  ## list what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: $(VENV)/.runtime $(CATALOGUES)  ## build the synthetic festival, its study and its report, and serve them
	@$(BIN)/samspel demo

serve: $(VENV)/.runtime $(CATALOGUES)  ## serve your own database (see docs/running.md)
	@$(BIN)/samspel serve

test: lint $(CATALOGUES)  ## everything CI runs: lint, types, contracts, and all tests on SQLite and PostgreSQL
	@$(MAKE) --no-print-directory -j2 unit types contracts

check: lint types contracts

lint: $(VENV)/.dev  ## ruff: style and likely mistakes
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/.dev  ## mypy, strict
	@$(BIN)/mypy

contracts: $(VENV)/.dev  ## import-linter: who may import whom
	@$(BIN)/lint-imports

unit: $(VENV)/.dev $(CATALOGUES)  ## the tests, on SQLite with the coverage gate and then on PostgreSQL
	$(BIN)/pytest $(PAIR) --database sqlite --cov
	$(BIN)/pytest $(PAIR) --database postgresql -m database

coverage: $(VENV)/.dev $(CATALOGUES)  ## branch coverage of engines, services and rules, as pages in htmlcov
	$(BIN)/pytest $(PAIR) --cov --cov-report term --cov-report html

bench: $(VENV)/.dev $(CATALOGUES)  ## the figures of the closing notes, peers beside us
	$(BIN)/python -m benchmarks

peers: $(VENV)/.peers  ## the timetable beside Timefold (needs a JDK), CP-SAT and CoSPLib's authors: ten minutes
	$(BIN)/python -m benchmarks.peers

messages: $(VENV)/.dev  ## collect new strings into the Swedish catalogue
	$(BIN)/python -m tests.catalogue

lock:  ## pin every dependency with its hash (needs uv)
	uv pip compile -q --no-header --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-emit-index-url pyproject.toml -o requirements/runtime.txt
	uv pip compile -q --no-header --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-emit-index-url pyproject.toml --group dev -c requirements/runtime.txt -o requirements/dev.txt
	uv pip compile -q --no-header --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-emit-index-url --group peers -c requirements/runtime.txt -c requirements/dev.txt -o requirements/peers.txt

clean:  ## forget the virtual environment and everything built
	rm -rf $(VENV) var build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis htmlcov .coverage

$(VENV)/bin/pip:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(VENV)/bin/pip requirements/runtime.txt pyproject.toml hatch_build.py $(wildcard $(CORE)/*.[ch])
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.peers: $(VENV)/.dev requirements/peers.txt
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/peers.txt
	@touch $@

%.mo: %.po | $(VENV)/.runtime
	$(BIN)/python -m samspel.site.catalogue $< $@
