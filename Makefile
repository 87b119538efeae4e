# Two commands do everything from a fresh clone: `make demo` and `make test`.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
LOCK := deploy/requirements-dev.txt
STAMP := $(VENV)/.installed-$(shell cat $(LOCK) 2>/dev/null | cksum | cut -d' ' -f1)
NPM_STAMP := tests/npm/node_modules/.installed-$(shell cat tests/npm/package-lock.json 2>/dev/null | cksum | cut -d' ' -f1)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test check install lock messages bench clean

help: ## Say what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

install: $(STAMP) ## Install the locked versions in .venv

$(STAMP):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed (PYTHON=/path/to/python3.11 make ...)."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
		|| { echo "The venv module is missing: apt-get install python3-venv"; exit 1; }
	@echo "Installing the locked versions in $(VENV)..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r $(LOCK)
	@rm -f $(VENV)/.installed-*
	@touch $@

demo: $(STAMP) ## Install, load the demonstration and serve it on http://127.0.0.1:$(PORT)
	@$(BIN)/python manage.py catalogue --compile --verbosity 0
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py load_demo --port $(PORT)
	@$(BIN)/python manage.py serve_demo --port $(PORT)

# Clients of others, for tests alone. Without node or without a network the suite runs all the same, and says so.
$(NPM_STAMP):
	@if command -v node >/dev/null && command -v npm >/dev/null; then \
		echo "Installing the locked clients in tests/npm..."; \
		(cd tests/npm && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) && touch $@ || true; \
	fi

test: $(STAMP) $(NPM_STAMP) ## Run the whole suite on SQLite, and on PostgreSQL and Redis where they answer
	@$(BIN)/python manage.py catalogue --compile --verbosity 0
	@$(BIN)/python -m tests.run

check: $(STAMP) ## Style, types, floors, migrations, messages, settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy cms home ambassadors whitepaper news search
	$(BIN)/python manage.py catalogue --compile --check
	DJANGO_SETTINGS_MODULE=cms.settings.test $(BIN)/python manage.py check
	DJANGO_SETTINGS_MODULE=cms.settings.test $(BIN)/python manage.py makemigrations --check --dry-run

messages: $(STAMP) ## Add the new messages to the French catalogue
	$(BIN)/python manage.py catalogue --update

bench: $(STAMP) ## Measure against a bare Django view, as ratios (see docs/performance.md)
	$(BIN)/python -m bench.run

lock: $(STAMP) ## Make the locks anew from pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o deploy/requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group dev pyproject.toml -o deploy/requirements-dev.txt

clean: ## Remove the demonstration's database and files (not .venv)
	rm -rf var
