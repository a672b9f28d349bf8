# The first thing a newcomer meets. `make help` says what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3.11
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
export HUDUMA_PORT ?= 8000

.PHONY: help setup run test check bench lint lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

.venv/installed: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

assets/node_modules/installed: assets/package-lock.json .venv/installed
	cd assets && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent
	touch $@

assets/dist/huduma.css: assets/node_modules/installed $(shell find assets/sass assets/js -type f) assets/package.json
	cd assets && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent build

setup: .venv/installed assets/dist/huduma.css ## set up: environment, assets and catalogues (then .venv/bin/python manage.py works)
	@$(MANAGE) compile_catalogues

lint: .venv/installed-dev setup ## style, types, arrows
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

check: lint ## the everyday tests, on SQLite
	$(BIN)/pytest -q -m "not slow and not browser"

lock: .venv/installed-dev ## resolve the dependencies anew into requirements*.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
