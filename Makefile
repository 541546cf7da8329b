# The two commands a newcomer needs: `make demo` and `make test`. Python 3.11 or newer is enough.
# `make install` has what a machine needs that publishes; `make test` and its like add the tools of
# development to the same environment, by `make develop`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
DEVELOP := $(VENV)/.ready-develop
PIP    := $(BIN)/python -m pip install --disable-pip-version-check

.PHONY: install develop demo test quick bench chaos fuzz fuzz-files fuzz-api fuzz-forms lint wheel pds clients axe lock clean

install: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.12 demo"; exit 2; }
	@echo "Setting up, which is done once."
	@echo "1 of 3: an environment of its own, in $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@echo "2 of 3: the libraries that it runs on, by requirements.lock; some minutes at the first time"
	@$(PIP) --progress-bar off --require-hashes -r requirements.lock
	@echo "3 of 3: the program itself"
	@$(PIP) --quiet --no-deps --no-build-isolation --editable .
	@touch $(READY)
	@echo "Ready: $(BIN)/campaign"

develop: $(DEVELOP)

$(DEVELOP): $(READY) requirements-dev.lock
	@echo "The tools of development, by requirements-dev.lock"
	@$(PIP) --progress-bar off --require-hashes -r requirements-dev.lock
	@touch $(DEVELOP)

demo: $(READY)
	$(BIN)/campaign demo

test: $(DEVELOP)
	$(BIN)/python -m pytest -n auto

# Before each commit, in less than a minute: the files that tests/quick.py names.
quick: $(DEVELOP)
	$(BIN)/python -m pytest -n auto --quick -m "not slow"

lint: $(DEVELOP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# What a person gets who installs the package and has no clone: the wheel in an environment of its
# own, with the versions of the lock, looks through the starter campaign and begins a second one.
wheel: $(DEVELOP)
	rm -rf dist build/clean build/campaign
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .
	$(BIN)/python -m venv build/clean
	$(BIN)/python -m pip freeze --exclude-editable > build/constraints.txt
	build/clean/bin/python -m pip install --quiet --disable-pip-version-check -c build/constraints.txt dist/*.whl
	mkdir build/campaign && cp -R content assets build/campaign && cp config.example.toml build/campaign/config.toml
	cd build/campaign && ../clean/bin/campaign --version && ../clean/bin/campaign check
	rm -rf build/second && cd build && clean/bin/campaign init second --from ../tests/projects/shared-harbour/answers.toml
	cd build/second && ../clean/bin/campaign check && ../clean/bin/campaign demo --weeks 1

bench: $(DEVELOP)
	$(BIN)/python -m tests.bench

# Break workers, networks, clocks and databases for up to an hour; a run that fails names its seed:
# CHAOS="--seed 7 --scenario paused --database sqlite".
chaos: $(DEVELOP)
	$(BIN)/python -m tests.bench.chaos $(CHAOS)

# Give every network's adapter thousands of wrong answers; a failure names its seed and number.
fuzz: $(DEVELOP)
	$(BIN)/python -m tests.bench.fuzz $(FUZZ)

# The API of the desk against whatever its description allows, and does not: five minutes.
fuzz-api: $(DEVELOP)
	$(BIN)/python -m tests.bench.fuzz_api $(FUZZ)

# Every form and upload of the desk against hostile fields, files and encodings: five minutes.
fuzz-forms: $(DEVELOP)
	$(BIN)/python -m tests.bench.fuzz_forms $(FUZZ)

# Check thousands of broken files of each kind; a failure names its kind, seed and number.
fuzz-files: $(DEVELOP)
	$(BIN)/python -m tests.bench.fuzz_files $(FUZZ)

# The real Bluesky server for tests; wants Node 20 or newer and a C++ compiler. It is the newest that
# Node runs: 0.5 and later want Node 22.
PDS := tests/pds/$(shell node -p 'parseInt(process.versions.node) < 22 ? "node20" : "node22"' 2>/dev/null)

pds: $(PDS)/node_modules/.ready

tests/pds/%/node_modules/.ready: tests/pds/%/package-lock.json tests/pds/native.mjs
	cd tests/pds/$* && npm ci && node ../native.mjs
	@touch $@

# Clients of the networks that others wrote, which use the sandbox in tests; Node 20, 65 MB.
clients: tests/sandbox/clients/node_modules/.ready

tests/sandbox/clients/node_modules/.ready: tests/sandbox/clients/package-lock.json
	cd tests/sandbox/clients && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

# The accessibility checker that looks at the desk's pages in tests; Node 20, 3 MB.
axe: tests/web/axe/node_modules/.ready

tests/web/axe/node_modules/.ready: tests/web/axe/package-lock.json
	cd tests/web/axe && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
  --custom-compile-command "make lock" --upgrade

# Pin every dependency anew, with hashes and for every platform.
lock:
	uv pip compile pyproject.toml --group build $(LOCK) --output-file requirements.lock
	uv pip compile pyproject.toml --group dev --constraint requirements.lock $(LOCK) \
	  --output-file requirements-dev.lock

# Write docs/checks.md anew, from the checks and their examples, and the table of Apprise's services,
# from what leaves for each; and the groups of letters, from the model of py3langid.
.PHONY: docs
docs: $(DEVELOP)
	$(BIN)/python -m tests.checks.page_of_checks
	$(BIN)/python -m tests.platforms.apprise.page_of_services
	$(BIN)/python -m tests.table_of_letter_groups

clean:
	rm -rf $(VENV) var dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
