# What a person, pre-commit and CI run. `make help` lists it.
# On Windows run it in Git Bash or WSL; without make, the lines below each target are the commands.

PYTHON ?= python3
VENV ?= .venv
# One more than many computers have cores: tests wait for browsers and processes.
JOBS ?= 3

ifeq ($(OS),Windows_NT)
SCRIPTS := Scripts
else
SCRIPTS := bin
endif
BIN := $(VENV)/$(SCRIPTS)
READY := $(VENV)/.ready
RUN := $(BIN)/python
PIP := $(RUN) -m pip install --quiet --no-compile --disable-pip-version-check
LAB ?= .venv-lab
LAB_BIN := $(LAB)/$(SCRIPTS)
LOCK := $(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --quiet

unexport PYTHONDONTWRITEBYTECODE # files compiled at first use halve the start of every process

.DEFAULT_GOAL := help
.PHONY: help book test test-fast check audit tidy bench lock lab serve clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

book: $(READY) ## run the chapters and build the book into _build/book/ibbis
	$(RUN) -m trustbook build

# Tests are compiled while the chapters run; else each of their processes would compile them.
test: $(READY) ## trustbook verify, then every test: units, whole builds, a browser, every chapter against its reference
	$(RUN) -m pytest -p no:nbval --collect-only -q src tests > /dev/null & $(RUN) -m trustbook verify
	$(RUN) -m pytest -n $(JOBS) --nbval --nbval-current-env src tests

test-fast: $(READY) ## the unit tests that take a moment each, most with 5 invented examples instead of 50
	$(RUN) -m pytest -p no:nbval -n $(JOBS) --hypothesis-profile=brief -m "not slow" src tests

check: $(READY) ## style, types, lock, canonical sources, the reference corpus
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(RUN) -m pytest -q tests/whole/test_lock.py
	$(RUN) -m trustbook tidy --check
	$(RUN) -m trustbook check data/ibbis

audit: $(READY) ## known weaknesses of the lock, licences, secrets; it fails where nothing could be asked
	$(RUN) .ci/audit.py

tidy: $(READY) ## put chapters and code into their canonical form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(RUN) -m trustbook tidy

bench: $(READY) ## figures of speed beside those of other programs; ACCEPT=1 commits them
	$(RUN) benchmarks/bench.py $(if $(ACCEPT),--accept)

lock: $(READY) ## make both locks anew from pyproject.toml
	$(LOCK) --all-extras pyproject.toml -o requirements.txt
	$(LOCK) --group lab -o requirements-lab.txt

lab: $(READY) $(LAB)/.ready ## open the chapters in JupyterLab
	$(LAB_BIN)/jupyter lab chapters

serve: book ## build the book and serve it to this computer
	$(RUN) -m trustbook serve --open

clean: ## remove what builds made, not the environment
	rm -rf _build .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or later is needed, and $(PYTHON) is not. Name one: make PYTHON=python3.12"; exit 1; }
	test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	awk '/^[a-z]/ {is_uv = /^uv==/} is_uv' requirements.txt >$(VENV)/uv.txt
	$(PIP) --require-hashes -r $(VENV)/uv.txt
	$(BIN)/uv pip install --quiet --python $(RUN) --require-hashes -r requirements.txt || { \
		echo "uv could not install the packages, so pip does, which takes longer: it may know another index"; \
		$(PIP) --require-hashes -r requirements.txt; }
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $(READY)

# JupyterLab lives apart, because what it brings slows every start of a chapter down.
# Its kernel is the Python of the chapters.
$(LAB)/.ready: requirements-lab.txt $(READY)
	test -x $(LAB_BIN)/python || $(PYTHON) -m venv $(LAB)
	$(LAB_BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-lab.txt
	$(RUN) -m ipykernel install --prefix $(LAB) --name python3 --display-name "Python 3 (trustbook)"
	@touch $@
