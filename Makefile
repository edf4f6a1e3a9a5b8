# The verbs of this project, for people and for .ci/run alike.
.POSIX:
.DEFAULT_GOAL := help
.PHONY: help ready demo test lint format suite bench rivals soak line mutations package lock clean

BIN := .venv/bin
# Two workers: what an office machine has, and the windows under test stay quick.
JOBS ?= 2
# Runs of the simulation in the long test; one that fails is replayed by its number.
SEEDS ?= 10000
PYTEST := $(BIN)/python -m pytest
# A long test has no limit; the dump of stacks that a limit brings once ended the whole run.
LONG := --timeout 0 -o faulthandler_timeout=0

# Qt, pip and Python agree on UTF-8 whatever the caller's locale is.
export LC_ALL := C.UTF-8
# Bytecode is kept whatever the caller wishes: a desk is started a hundred times in a demonstration.
unexport PYTHONDONTWRITEBYTECODE

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

ready:
	@installer/prepare

demo: ready ## a reception day at a practice commune, told as it happens (writes demo-out/)
	@rm -rf demo-out
	@$(BIN)/receptiondesk demo --out demo-out

test: lint suite ## everything that must hold: format, lint, types, contracts, tests

lint: ready ## format, lint, types, contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --strict installer/prepare.py installer/smoke.py
	$(BIN)/lint-imports

format: ready ## mend what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

suite: ready
	QT_QPA_PLATFORM=offscreen $(PYTEST) -n $(JOBS) --dist worksteal -m "not soak and not bench"

bench: ready ## the table of speed: ratios in one run, medians
	rm -f build/benchmarks.json
	QT_QPA_PLATFORM=offscreen $(PYTEST) -m bench -p no:randomly $(LONG) tests/benchmarks

rivals: ready ## the papers against other tools that make the same ones (LibreOffice where it is installed)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r tests/benchmarks/rivals.lock
	QT_QPA_PLATFORM=offscreen $(PYTEST) -m bench -p no:randomly $(LONG) tests/benchmarks/test_rivals.py

soak: ready ## the long runs: 200 kills and the like, 10,000 simulated receptions (SEEDS)
	QT_QPA_PLATFORM=offscreen $(PYTEST) -m soak $(LONG)
	HYPOTHESIS_PROFILE=soak $(PYTEST) $(LONG) tests/simulation/test_state_machine.py
	$(BIN)/python -m tests.simulation --seeds $(SEEDS) --jobs $(JOBS)

line: ready ## what sending costs: its growth to 10,000 waiting, 512 kbit/s and 300 ms, 100 MB with 50 cuts
	$(BIN)/python -m tests.on_the_wire growth
	$(BIN)/python -m tests.on_the_wire facts
	$(BIN)/python -m tests.on_the_wire files

mutations: ready ## drop one rule of the engine after the other; each must break the simulation
	$(BIN)/python -m tests.simulation.mutations --jobs $(JOBS)

package: ready ## dist/receptiondesk/, ready to install, and proof that it starts
	$(BIN)/pyinstaller --noconfirm --clean --log-level WARN installer/receptiondesk.spec
	QT_QPA_PLATFORM=offscreen $(BIN)/python installer/smoke.py dist/receptiondesk

# A week of cool-down: a poisoned release is mostly found within days.
lock: ready ## resolve requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra practice --group dev --universal \
	    --python-version 3.11 --generate-hashes --exclude-newer "7 days" --upgrade --quiet \
	    --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	    --output-file requirements.lock
	$(BIN)/uv pip compile tests/benchmarks/rivals.in --universal --python-version 3.11 \
	    --generate-hashes --exclude-newer "7 days" --upgrade --quiet --no-header --no-annotate \
	    --no-emit-index-url --no-emit-find-links --output-file tests/benchmarks/rivals.lock

clean: ## remove what was made, but not .venv
	rm -rf build dist demo-out .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
