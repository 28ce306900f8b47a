# Everything a person needs. `make demo` and `make test` set up what they use.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
export PORT

.PHONY: install dev demo demo-reset test prove lint types messages bench lock help clean

install: $(VENV)/.installed          ## the environment alone: .venv/bin/huisheng
dev: $(VENV)/.dev                    ## the environment with what tests need

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Huisheng needs Python 3.11 or newer; PYTHON=python3.11 make … names another one."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "The environment could not be made. On Debian: apt install python3-venv"; exit 1; }

$(VENV)/.installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing (first time: a few minutes) …"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt > $(VENV)/install.log 2>&1 || { cat $(VENV)/install.log; exit 1; }
	@$(BIN)/python -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "huisheng.pth").write_text(str(pathlib.Path.cwd()) + "\n")'
	@printf '#!/bin/sh\nexec "%s/bin/python" -m huisheng "$$@"\n' "$(CURDIR)/$(VENV)" > $(BIN)/huisheng && chmod +x $(BIN)/huisheng
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing what the tests need …"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt > $(VENV)/install.log 2>&1 || { cat $(VENV)/install.log; exit 1; }
	@touch $@

demo: install                        ## a living campaign on embedded SQLite, served at PORT (8000)
	@HUISHENG_HOME=$${HUISHENG_HOME:-var/demo} $(BIN)/huisheng demo

demo-reset: install                  ## the same, made anew
	@HUISHENG_HOME=$${HUISHENG_HOME:-var/demo} $(BIN)/huisheng demo --reset

test: dev lint types                 ## all that CI runs; PostgreSQL too when DATABASE_URL names one
	@echo "── SQLite"
	@env -u DATABASE_URL $(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not prove"
	@if [ -n "$$DATABASE_URL" ]; then \
	  echo "── PostgreSQL"; \
	  $(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not prove and not browser and not own_database"; \
	else echo "PostgreSQL was not tested: DATABASE_URL names none."; fi

prove: dev                           ## the long counts: before each release
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m prove

lint: dev
	@mkdir -p build
	@$(BIN)/ruff check -q . && $(BIN)/ruff format -q --check . && $(BIN)/lint-imports --no-cache > build/imports.log 2>&1 || { cat build/imports.log 2>/dev/null; exit 1; }

types: dev
	@HUISHENG_DJANGO_SECRET=types HUISHENG_RECEIPT_KEY=types $(BIN)/mypy

bench: dev                           ## every promise of speed, each beside a named peer or limit
	@for each in benchmarks/*.py; do echo "── $$each"; $(BIN)/python $$each || exit 1; done

messages: dev                        ## renew the catalogues (needs Debian's gettext)
	@for room in organisation campaign listening combing figures web demo; do \
	  (cd huisheng/$$room && ../../$(BIN)/django-admin makemessages -l zh_Hans --no-location --no-wrap --ignore "commands/*" --ignore checks.py -v0 && ../../$(BIN)/django-admin compilemessages -l zh_Hans -v0); done

lock: dev                            ## renew the lock files (needs uv)
	@uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	@uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group dev -o requirements-dev.txt

help:                                ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 14

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis
