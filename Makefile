# The two commands are `make run` and `make test`; `make help` lists the rest. Only python3 (3.11 or newer) and make are
# needed beforehand.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON3 ?= python3
VENV := .venv
PYTHON := $(VENV)/bin/python
BUILD := site/jadro/ops/build

export PYTHONPATH := $(CURDIR):$(CURDIR)/site
export DJANGO_SETTINGS_MODULE ?= jadro.settings.dev
# Values given on the command line, as in `make run PORT=8001`, reach the programs too.
export PORT HOST

CSS := build/static/css/site.css
FONTS := build/static/fonts/.made
PO := $(wildcard site/jadro/locale/*/LC_MESSAGES/*.po)
MO := $(PO:.po=.mo)
BUILT := $(CSS) $(FONTS) $(MO)

RUN_READY := $(VENV)/.run-ready
DEV_READY := $(VENV)/.dev-ready

.PHONY: help run setup test test-fast test-postgres browser a11y soak-record check lint types layers templates messages migrations \
	fmt bench soak

help:  ## what each target does
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUN_READY) $(BUILT)  ## set up what is missing and serve the site with its background work; PORT= HOST=
	@exec $(PYTHON) site/jadro/ops/supervisor.py

setup: $(DEV_READY) $(BUILT)  ## everything a developer needs, without starting anything

# --- Tests and gates -------------------------------------------------------------------------------------------------

test: $(DEV_READY) $(BUILT)  ## every test, on SQLite and on the servers that answer on this machine
	@$(PYTHON) site/jadro/ops/run_tests.py

test-fast: $(DEV_READY)  ## what failed last first, without browser, slow and long tests
	@$(PYTHON) -m pytest -q -n logical --maxprocesses 4 --failed-first -m "not browser and not slow and not long"

test-postgres: $(DEV_READY)  ## every test that touches data, on PostgreSQL; make test runs those of records there
	@$(PYTHON) site/jadro/ops/run_tests.py --postgres

browser: $(DEV_READY) $(BUILT)  ## the browser tests alone
	@$(PYTHON) site/jadro/ops/run_tests.py --browser

a11y: $(DEV_READY) $(BUILT)  ## every page in every language, width and theme, looked at by axe; takes long
	@EVERY_LOOK=1 $(PYTHON) -m pytest -q -s tests/browser/test_every_page.py

soak-record: $(DEV_READY)  ## random learners and editors for MACHINE_STEPS= steps (10000) from MACHINE_SEED=
	@MACHINE_STEPS=$(or $(MACHINE_STEPS),10000) MACHINE_SEED=$(or $(MACHINE_SEED),20261124) \
	  $(PYTHON) -m pytest -q -n logical --maxprocesses 4 tests/progress/test_machine.py

check: lint types layers templates messages migrations  ## all gates but the tests

lint: $(DEV_READY)  ## ruff, and the formatting of Python and templates
	@echo "lint: ruff and djhtml"
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/djhtml --check --tabwidth 4 templates

types: $(DEV_READY)  ## mypy
	@echo "types: mypy"
	@$(VENV)/bin/mypy

layers: $(DEV_READY)  ## who may import whom
	@echo "layers: import-linter"
	@$(VENV)/bin/lint-imports

templates: $(DEV_READY)  ## every template compiles, is translated and obeys the security policy
	@echo "templates: check_templates"
	@$(PYTHON) manage.py check_templates

messages: $(DEV_READY)  ## the catalogues are current, complete and in one alphabet
	@echo "messages: catalogues"
	@$(PYTHON) manage.py check_messages

migrations: $(DEV_READY)  ## no model change without a migration, no migration without a telling name
	@echo "migrations: makemigrations and names"
	@$(PYTHON) manage.py makemigrations --check --dry-run
	@$(PYTHON) manage.py check_migration_names

fmt: $(DEV_READY)  ## format everything
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/djhtml --tabwidth 4 templates

# --- Measuring -------------------------------------------------------------------------------------------------------

bench: $(DEV_READY) $(BUILT)  ## what the site's work costs, beside plain Wagtail; ARGS=--quick for a rough table
	@$(PYTHON) -m bench $(ARGS)

soak: $(DEV_READY) $(BUILT)  ## ten minutes of learners at work and kill -9, nothing lost; ARGS="--minutes 1 --learners 30"
	@$(PYTHON) -m bench.soak $(ARGS)

# --- Set-up ----------------------------------------------------------------------------------------------------------

$(PYTHON):
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "JADRO needs Python 3.11 or newer as python3; give another with make PYTHON3=/path/to/python3."; exit 1; }
	@echo "Making the Python environment in $(VENV)"
	@$(PYTHON3) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "python3 cannot make a virtual environment: install the package python3-venv."; exit 1; }

# The developer's set holds the other one, so once it is there it is the one kept up to date.
$(RUN_READY): requirements.txt | $(PYTHON)
	@packages=$<; if [ -e $(DEV_READY) ]; then packages=requirements-dev.txt; fi; \
	$(call install,$$packages)
	@touch $@

$(DEV_READY): requirements-dev.txt | $(PYTHON)
	@$(call install,requirements-dev.txt)
	@touch $@ $(RUN_READY)

# uv installs in seconds what takes pip a minute; without it pip does the same, hashes checked either way.
define install
echo "Installing the packages of $(1)"; \
if [ -x $(VENV)/bin/uv ] || $(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt; \
then VIRTUAL_ENV=$(CURDIR)/$(VENV) $(VENV)/bin/uv pip sync --quiet --require-hashes $(1) \
  || $(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); \
else $(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); fi
endef

# The style sheet names the fonts that could be made.
$(CSS): $(BUILD)/css.py $(FONTS) $(shell find static/css -name '*.css' 2>/dev/null) | $(RUN_READY)
	@$(PYTHON) $<

$(FONTS): $(BUILD)/fonts.py package-lock.json | $(RUN_READY)
	@$(PYTHON) $<
	@mkdir -p $(@D) && touch $@

%.mo: %.po $(BUILD)/messages.py | $(RUN_READY)
	@$(PYTHON) $(BUILD)/messages.py $<
