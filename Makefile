PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
WORKERS ?= 2
# The environment's own Python, once there is one.
ANY_PYTHON = $(or $(wildcard $(BIN)/python),$(PYTHON))
# Files are taken only with the contents that the lock names.
INSTALL := -m pip install -q --disable-pip-version-check --require-hashes -r
# An environment of their own for the tools that lock, list and audit what is installed.
SUPPLY := .supply
# One lock for every system and every Python from the oldest on.
COMPILE := $(SUPPLY)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
  --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)
# On two cores and more; psutil would let `auto` count only the physical ones.
PARALLEL := -n logical --dist worksteal

.DEFAULT_GOAL := help
# What a goal needs is made in the order given, also under make -j.
.NOTPARALLEL:
.PHONY: help run serve test check fuzz lint hooks bench data messages lock sbom audit python machine

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run ## Start the dashboard and print its address (another port: PORT=8600)
	@echo "京津冀创新资源看板 → http://127.0.0.1:$(PORT)"
	$(BIN)/python -m streamlit run app.py --server.port $(PORT)

serve: $(VENV)/.run ## Start several processes behind HAProxy (others: WORKERS=3 PORT=8600)
	$(BIN)/python -m lib.serve --port $(PORT) --workers $(WORKERS)

test: machine $(VENV)/.dev ## Run all tests; installs what they need of the machine, or says how
	$(BIN)/python -m pytest $(PARALLEL) tests/unit tests/app tests/servers
	$(BIN)/python -m pytest $(PARALLEL) tests/browser || { \
	  echo "What failed beside other browsers is tried once more, alone." && \
	  $(BIN)/python -m pytest --last-failed --last-failed-no-failures none tests/browser; }

check: lint ## Lint and quick unit tests: no decks, browser, LibreOffice or PostgreSQL
	$(BIN)/python -m pytest $(PARALLEL) --hypothesis-profile=quick -m "not (machine or slow)" tests/unit

fuzz: $(VENV)/.dev ## Try properties with other examples, and ten times as many
	$(BIN)/python -m pytest $(PARALLEL) --hypothesis-profile=fuzz -m hypothesis tests/unit

lint: $(VENV)/.dev ## Check style, spelling and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell
	$(BIN)/lint-imports
	$(BIN)/mypy

hooks: $(VENV)/.dev ## Check style and spelling before every commit from now on
	$(BIN)/pre-commit install

bench: $(VENV)/.dev ## Measure starts, visits, clicks, search and slides
	$(BIN)/python -m bench.startup
	$(BIN)/python -m bench.visit
	$(BIN)/python -m bench.pages
	$(BIN)/python -m bench.click
	$(BIN)/python -m bench.crowd
	$(BIN)/python -m bench.search
	$(BIN)/python -m bench.intake
	$(BIN)/python -m bench.slides
	$(BIN)/python -m bench.decks

data: $(VENV)/.run ## Check what people edit in data/, and publish it
	$(BIN)/python -m lib data

messages: $(VENV)/.dev ## Take new texts into the English catalogue, and compile it
	$(BIN)/pybabel -q extract -F babel.cfg -k t -k mark --no-location --sort-output -o locale/atlas.pot app.py pages lib
	$(BIN)/pybabel -q update -D atlas -i locale/atlas.pot -d locale -l en --no-fuzzy-matching --ignore-obsolete
	$(BIN)/pybabel -q compile -D atlas -d locale

lock: $(SUPPLY)/.ready ## Lock what requirements*.txt name, with all they need (the newest: UPGRADE=1)
	$(COMPILE) requirements.txt -o locks/run.txt
	$(COMPILE) requirements-oidc.txt -c locks/run.txt -o locks/oidc.txt
	$(COMPILE) requirements-dev.txt -c locks/run.txt -o locks/dev.txt
	$(COMPILE) requirements-supply.txt -o locks/supply.txt

sbom: $(SUPPLY)/.ready ## Write what the app is made of as CycloneDX: out/sbom.json
	mkdir -p out
	$(SUPPLY)/bin/cyclonedx-py requirements locks/run.txt --pyproject pyproject.toml \
	  --output-reproducible -o out/sbom.json

audit: $(SUPPLY)/.ready ## Ask a public database (OSV) for known vulnerabilities of all locks
	@$(ANY_PYTHON) -m tests.audit $(SUPPLY)/bin/pip-audit

# A Python that is new enough, or a sentence.
python:
	@$(ANY_PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed; $(ANY_PYTHON) is older or missing." \
	    "Name another, for example: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; \
	  exit 1; \
	}

# What the tests need beside Python: found or installed before anything slow begins.
machine: python
	@$(ANY_PYTHON) -m tests.machine

$(BIN)/pip $(SUPPLY)/bin/pip: | python
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python makes no virtual environments. On Debian, Ubuntu and WSL:" \
	    "sudo apt-get install -y $$($(PYTHON) -c 'import sys; print("python%d.%d" % sys.version_info[:2])')-venv" >&2; \
	  exit 1; \
	}
	$(PYTHON) -m venv $(@:/bin/pip=)

$(VENV)/.run: locks/run.txt | $(BIN)/pip
	$(BIN)/python $(INSTALL) locks/run.txt
	touch $@

$(VENV)/.dev: locks/dev.txt $(VENV)/.run
	$(BIN)/python $(INSTALL) locks/dev.txt
	touch $@

$(SUPPLY)/.ready: locks/supply.txt | $(SUPPLY)/bin/pip
	$(SUPPLY)/bin/python $(INSTALL) locks/supply.txt
	touch $@
