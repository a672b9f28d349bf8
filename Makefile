# The first thing a newcomer meets. `make help` says what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3.11
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
HUDUMA_STATE ?= $(CURDIR)/var
HUDUMA_PORT ?= 8000
export HUDUMA_STATE HUDUMA_PORT
unexport PYTHONDONTWRITEBYTECODE # each of the processes that a run starts would compile every module anew
NODE := PATH="$(CURDIR)/$(BIN):$$PATH"

.PHONY: help setup run check everyday test test-sqlite test-postgres bench lint types lock debian wordpress

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-7s %s\n", $$1, $$2}'

# --- Setting up -------------------------------------------------------------------------------------------------------------
.venv/installed: requirements.txt
	@echo "Installing Python packages …"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	@echo "Installing the packages of the tests …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

assets/node_modules/.package-lock.json: assets/package-lock.json .venv/installed
	@echo "Installing npm packages …"
	@cd assets && $(NODE) npm ci --silent --no-audit --no-fund
	@touch $@

assets/dist/huduma.css: assets/node_modules/.package-lock.json $(shell find assets/sass assets/js assets/images -type f)
	@cd assets && $(NODE) npm run --silent build

$(HUDUMA_STATE)/static/staticfiles.json: assets/dist/huduma.css .venv/installed $(shell find huduma -path "*/static/*" -type f)
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@touch $@

var/catalogues: .venv/installed $(shell find huduma -name "*.po")
	@$(MANAGE) compile_catalogues > /dev/null
	@mkdir -p var && touch $@

.PHONY: built
built: .venv/installed var/catalogues $(HUDUMA_STATE)/static/staticfiles.json

setup: built ## set up only; then .venv/bin/python manage.py … works, on HUDUMA_DATABASE_URL
	@$(MANAGE) migrate --verbosity 0

# --- Running ----------------------------------------------------------------------------------------------------------------
run: export HUDUMA_DEMONSTRATION ?= 1
run: built ## the platform with a living demonstration nation
	@$(MANAGE) demonstrate --check-ports
	@exec $(BIN)/honcho --procfile ops/Procfile start

# --- Checking ---------------------------------------------------------------------------------------------------------------
lint: .venv/installed-dev built
	@$(BIN)/ruff format --check --quiet . || { echo "Run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports --no-logo > var/arrows.log || { cat var/arrows.log; exit 1; }

types: .venv/installed-dev
	@$(BIN)/mypy

check: lint ## style, types and the everyday tests, on SQLite
	@$(MAKE) --no-print-directory -j 2 types everyday

everyday: .venv/installed-dev built
	@$(BIN)/pytest -q -n 2 -m "not slow and not browser"

# What the tests and the benchmark need of Debian: the database, the browser, the web server and its load, which they start themselves.
DEBIAN := /usr/lib/postgresql /usr/bin/chromium-headless-shell /usr/sbin/nginx /usr/bin/wrk /usr/bin/redis-server /usr/bin/openssl
debian:
	@for part in $(DEBIAN); do [ -e $$part ] || missing=1; done; [ -z "$$missing" ] || { echo "Installing Debian packages for the tests …"; \
	  sudo=$$([ $$(id -u) = 0 ] || echo sudo); \
	  $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -yqq --no-install-recommends \
	    postgresql chromium-headless-shell nginx-light libnginx-mod-http-brotli-static wrk redis-server openssl systemd > /dev/null; }

test: ## every test: on SQLite, in a browser, and on PostgreSQL
	@$(MAKE) --no-print-directory -j 3 lint debian
	@$(MAKE) --no-print-directory -j 3 types test-sqlite test-postgres

# All at once, with five workers for two cores: some of them wait for a browser, for a process that they started, or for the clock.
test-sqlite:
	@echo "— on SQLite —"
	@$(BIN)/pytest -q -n 3

test-postgres: # in /tmp, where the user postgres can go wherever the clone lies
	@folder=$$(mktemp -d /tmp/huduma-postgres.XXXXXX) && trap "$(BIN)/python -m tests.peers.postgres stop $$folder" EXIT && \
	  export HUDUMA_DATABASE_URL=$$($(BIN)/python -m tests.peers.postgres start $$folder) && \
	  echo "— on PostgreSQL, whose lines come together at its end —" && \
	  { $(BIN)/pytest -q -n 2 --create-db -m "not browser and not once" > var/test-postgres.log 2>&1; passed=$$?; \
	    echo "— on PostgreSQL —"; cat var/test-postgres.log; exit $$passed; }

# WordPress, which the platform is measured beside. Its services are not started: the benchmark starts its own in a folder of its own.
WORDPRESS := /usr/share/wordpress/wp-content/themes/twentytwentythree /usr/sbin/mariadbd /usr/sbin/php-fpm* /usr/share/php8*-mysql
wordpress:
	@for part in $(WORDPRESS); do [ -e $$part ] || missing=1; done; [ -z "$$missing" ] || { echo "Installing WordPress for the benchmark …"; \
	  sudo=$$([ $$(id -u) = 0 ] || echo sudo); \
	  $$sudo env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -yqq --no-install-recommends \
	    wordpress wordpress-theme-twentytwentythree php-fpm php-mysql mariadb-server-core mariadb-client > /dev/null; }

bench: setup .venv/installed-dev debian wordpress ## what pages, sites and a rush of applications cost; writes bench/RESULTS.md
	@failed=0; for part in delivery websites recruitment; do $(BIN)/python -m bench.$$part || failed=1; done; exit $$failed

lock: .venv/installed-dev ## resolve the dependencies anew into requirements*.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
