# Two commands from a fresh machine to SQL: `make warehouse`, `make sql`. `make help` lists the others.
# Folders of your own: make warehouse RAW_DIR=/data/disclosures WAREHOUSE_DIR=/data/warehouse

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
# uv from the PATH, else one of our own from PyPI, kept in .tools/.
UV := $(or $(shell command -v uv 2>/dev/null),.tools/bin/uv)
READY := .venv/.ready

.PHONY: serve warehouse test test-fast test-all test-faults dev docs sql status coverage quality mutation lint format snapshot setup setup-ocr setup-lake setup-cluster clean help

warehouse: $(READY)  ## build the warehouse from raw/ and publish it
	@$(BIN)/yujuesuan build

sql: $(READY)  ## open a SQL prompt on the published warehouse, read-only
	@$(BIN)/yujuesuan sql

status: $(READY)  ## say what the published warehouse holds
	@$(BIN)/yujuesuan status

coverage: $(READY)  ## show per document and table what was read, and where reading failed
	@$(BIN)/yujuesuan coverage

serve: $(READY)  ## serve pages on the published warehouse on this machine
	@$(BIN)/yujuesuan serve

docs: $(READY)  ## write the documentation of every table, with lineage, and serve it on this machine
	@$(BIN)/yujuesuan docs

dev: $(READY)  ## open the Dagster UI on this machine
	@$(BIN)/yujuesuan dev

TESTS := $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

test: $(READY)  ## run all tests
	@$(TESTS)

test-fast: $(READY)  ## run the tests that need no build, no other program and no recognition
	@$(TESTS) -m "not slow" tests/unit tests/property

test-all: $(READY)  ## run all tests, and the forms of them that make test leaves out
	@YUJUESUAN_TESTS=all $(TESTS)

test-faults: $(READY)  ## run the tests of faults in full: kills, full disks, hostile documents
	@YUJUESUAN_FAULTS=full $(BIN)/pytest tests/faults

quality: $(READY)  ## measure findings against the lists of readers: precision and recall by family
	@$(BIN)/python -m tests.quality.truth

mutation: $(READY)  ## plant mistakes of every kind in all documents that are here, and print which are found
	@YUJUESUAN_MUTATION=full $(BIN)/pytest -q tests/mutation

lint: $(READY)  ## check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright --pythonpath $(BIN)/python

format: $(READY)  ## put the code into its standard form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

snapshot: $(READY)  ## accept the present asset graph as the reviewed one
	@UPDATE_SNAPSHOTS=1 $(BIN)/pytest tests/unit/test_asset_graph.py

setup: $(READY)  ## install what is needed into .venv/

EXTRAS = $(if $(wildcard .venv/.ocr),--extra ocr) $(if $(wildcard .venv/.lake),--extra lake) $(if $(wildcard .venv/.cluster),--extra cluster)

setup-ocr: $(READY)  ## also install recognition of scans and images (about 300 MB; nothing is downloaded later)
	@$(UV) sync --frozen --extra ocr $(EXTRAS)
	@touch .venv/.ocr

setup-lake: $(READY)  ## also install what a store of releases for several machines needs (about 35 MB; see docs/lake.md)
	@$(UV) sync --frozen --extra lake $(EXTRAS)
	@touch .venv/.lake

setup-cluster: $(READY)  ## also install what reading on several machines needs (see docs/cluster.md)
	@$(UV) sync --frozen --extra cluster $(EXTRAS)
	@touch .venv/.cluster

$(READY): uv.lock pyproject.toml | $(UV)
	@$(UV) sync --frozen $(EXTRAS)
	@echo "Reading the dbt project once"
	@$(BIN)/python -m pipeline.transformation.dbt
	@touch $@

.tools/bin/uv:
	@echo "uv is not installed: fetching it from PyPI into .tools/"
	@$(PYTHON) -m venv .tools 2>/dev/null && .tools/bin/python -m pip install --quiet --disable-pip-version-check uv \
		|| { rm -rf .tools; $(PYTHON) -m pip install --quiet --disable-pip-version-check --prefix .tools uv; } \
		|| { echo "Neither venv nor pip works in $$($(PYTHON) --version). On Debian: apt-get install python3-venv" >&2; exit 1; }
	@test -x $@ || { mkdir -p .tools/bin; ln -sf ../local/bin/uv $@; }

clean:  ## remove everything generated (the warehouse too), but not .venv/
	@rm -rf warehouse dbt_project/target dbt_project/logs .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
