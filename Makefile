PYTHON ?= python3
BIN := .venv/bin
MINIAPP := app/miniapp
# How many processes run the tests, each with its own services (1 GB). More than two cores, as the third ring mostly waits.
WORKERS ?= 4

.DEFAULT_GOAL := help
.PHONY: help setup demo run test test-quick check check-types check-code check-miniapp bench faults preview pictures migration

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/ready $(MINIAPP)/dist/index.html ## Install the virtual environment and build the Mini App, if not done yet

.venv/ready: requirements.txt requirements-one-process.txt requirements-observability.txt requirements-dev.txt constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Bronya needs Python 3.11 or newer, this is " + sys.version if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

$(MINIAPP)/dist/index.html: $(shell find $(MINIAPP) -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/__pycache__/*' -not -name '*.py')
	@if tools/node_fits; then \
		cd $(MINIAPP) && npm ci --no-audit --no-fund --loglevel=error && npm run build --silent && touch dist/index.html; \
	else \
		echo '*** The Mini App is not built: npm is missing or Node is too old. The chat works without it; for the Mini App install Node 20.19 or newer.'; \
	fi

demo: setup ## Run the whole product in one process with a local Telegram; needs no services
	$(BIN)/python -m app.demo

run: setup ## Run the migrations, then web, worker and scheduler with the services of .env
	PATH="$(CURDIR)/$(BIN):$$PATH" sh -c 'alembic upgrade head && exec python tools/run_procfile.py start -p "$${PORT:-8000}" web worker scheduler'

test: setup ## All tests; those that need services or Chromium say so when they are skipped
	$(BIN)/pytest -n $(WORKERS) --maxschedchunk 1
	@if [ -d $(MINIAPP)/node_modules ]; then cd $(MINIAPP) && npm test --silent; else echo '*** Mini App tests skipped: no npm here.'; fi

test-quick: setup ## The first two rings of the tests, which need nothing but Python
	$(BIN)/pytest -n auto --maxschedchunk 1 -m "not services and not browser"

check: check-types check-code check-miniapp ## Check format, lint, types, import rules, dead code and documents, as CI does before the tests

check-types: setup
	$(BIN)/mypy

check-code: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(BIN)/python -m tools.check_documents

check-miniapp: setup
	cd $(MINIAPP) && npm run check --silent && npm run check-types --silent

bench: setup ## Measure the figures of docs/performance.md, with alternatives beside them, and write its table
	$(BIN)/python -m tests.benchmarks --write docs/performance.md

faults: setup ## Run the fault bench, the contested confirmations, the broadcast, the queueing and the walk of docs/reliability.md
	$(BIN)/python -m tests.faults
	$(BIN)/python -m tests.contested
	$(BIN)/python -m tests.limits
	$(BIN)/python -m tests.queueing
	$(BIN)/python -m tests.walk

preview: setup ## Render every window of every venue in both languages into build/preview.html
	$(BIN)/python -m tools.preview

pictures: setup ## Draw the floor plan and the portraits of data/venues again
	$(BIN)/python -m tools.draw_floor_plan
	$(BIN)/python -m tools.draw_portraits

migration: setup ## Write a new migration: make migration m="what it does"
	$(BIN)/alembic revision --autogenerate -m "$(m)" --rev-id $$(printf '%04d' $$(($$(ls $(CURDIR)/app/database/migrations/versions/*.py | wc -l) + 1)))
