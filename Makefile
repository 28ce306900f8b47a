# Everything a person needs. `make demo` and `make test` set up what they use.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
export PORT

.PHONY: install dev demo demo-reset test prove lint types messages bench lock clean

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
