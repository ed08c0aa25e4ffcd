PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run test lint bench data messages

$(VENV)/.run: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	touch $@

run: $(VENV)/.run
	@echo "京津冀创新资源看板 → http://127.0.0.1:$(PORT)"
	$(BIN)/python -m streamlit run app.py --server.port $(PORT)

test: $(VENV)/.dev
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m pytest

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.dev
	$(BIN)/python -m bench.click
	$(BIN)/python -m bench.script 2>/dev/null
	$(BIN)/python -m bench.search
	$(BIN)/python -m bench.slides

# The Parquet register and all static files, from what people edit in data/.
data: $(VENV)/.run
	$(BIN)/python -m lib.register
	$(BIN)/python -m lib.mapfiles.assets

# New messages into the English catalogue, and the catalogue into the form gettext reads.
messages: $(VENV)/.dev
	$(BIN)/pybabel -q extract -F babel.cfg -k t -k mark --no-location --sort-output -o locale/atlas.pot app.py pages lib
	$(BIN)/pybabel -q update -D atlas -i locale/atlas.pot -d locale -l en --no-fuzzy-matching --ignore-obsolete
	$(BIN)/pybabel -q compile -D atlas -d locale
