# Needs only make, git and Python 3.11 or newer with its venv module. Each target makes `.venv` itself, and
# installs again only when pyproject.toml or constraints.txt changed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# Dates on the site are those of the last commit, so that building it twice gives the same bytes.
ifndef SOURCE_DATE_EPOCH
  SOURCE_DATE_EPOCH := $(shell git log -1 --format=%ct 2>/dev/null)
endif
ifneq ($(SOURCE_DATE_EPOCH),)
  export SOURCE_DATE_EPOCH
endif

.PHONY: help install site serve test test-all test-editor test-libraries lint fmt reference benchmark constraints screenshots timm clean chromium
.PHONY: transformers-types parameter-counts
.DEFAULT_GOAL := help

help:
	@echo 'make site         build the catalogue into site/'
	@echo 'make serve        show it at http://127.0.0.1:8000 and rebuild it as you write'
	@echo 'make test         run the tests (ARGS="-k yaml" runs some of them)'
	@echo 'make test-all     run the thorough ones too, with five times as many generated examples: it takes long'
	@echo 'make test-editor  ask the language server of editors what it offers and underlines in cards'
	@echo 'make test-libraries  compare the code of quick starts with the libraries that it is for'
	@echo 'make lint         look for mistakes in the code, the scripts, the workflows and the pinned versions,'
	@echo '                  and for cards out of order'
	@echo 'make fmt          format the code and the cards'
	@echo 'make reference    update the reference pages that are made from the code'
	@echo 'make benchmark    compare a build with those of other generators (ARGS="300 1000", "--before DIR 300")'
	@echo 'make constraints  update constraints.txt to the newest versions'
	@echo 'make parameter-counts    count the parameters of known models with transformers, for the tests'
	@echo 'make transformers-types  read names and defaults of configurations out of transformers'
	@echo 'make screenshots  take pictures of the pages, into screenshots/, and update that of the README'
	@echo 'make timm DATA=DIR  make a catalogue of the models of timm from its tables of results, in examples/timm/'
	@echo 'make clean        remove what was built; `rm -rf $(VENV)` removes what was installed'

install: $(VENV)/.runtime

site: install
	$(BIN)/mkdocs build --strict

serve: install
	$(BIN)/mkdocs serve

# Each file of tests runs in one process, so that what its tests share is made once.
PYTEST := $(BIN)/pytest -n auto --dist loadfile

test: $(VENV)/.test chromium
	$(PYTEST) $(ARGS)

test-all: $(VENV)/.test chromium
	$(PYTEST) --thorough $(ARGS)

# The libraries that quick starts are for; pip takes the wheels of PyTorch that the machine is set up for.
LIBRARIES := torch torchvision transformers accelerate peft sentence-transformers diffusers timm open_clip_torch \
  skops faster-whisper setfit spacy keras chronos-forecasting

test-libraries: $(VENV)/.test
	test -d $(VENV)/libraries || $(PYTHON) -m venv $(VENV)/libraries
	$(VENV)/libraries/bin/pip install --quiet $(LIBRARIES)
	CARDSITE_LIBRARIES=$(VENV)/libraries/bin/python $(BIN)/pytest --libraries tests/test_quick_start.py $(ARGS)

test-editor: $(VENV)/.languageserver
	$(BIN)/pytest --editor tests/test_editor.py $(ARGS)

lint: $(VENV)/.dev $(VENV)/.typescript
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy src tests tools $(wildcard benchmarks/*.py)
	$(NODE_PATH) $(VENV)/typescript/node_modules/.bin/tsc
	$(BIN)/cardsite fmt --check
	$(BIN)/zizmor --offline --persona pedantic .github src/cardsite/authoring/catalogue_files/dot-github
	$(BIN)/pytest --quiet tests/test_packaging.py -k pinned

fmt: $(VENV)/.dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/cardsite fmt

reference: install
	$(BIN)/python -m tools.reference docs/reference

benchmark: install
	$(BIN)/python benchmarks/builds.py $(ARGS)

screenshots: site $(VENV)/.test chromium
	$(BIN)/python tests/screenshots.py site screenshots
	cp screenshots/card-wide-light.png docs/assets/screenshot.png

# DATA is the folder `results` of https://github.com/huggingface/pytorch-image-models, or a copy of it.
TIMM := examples/timm/site

timm: install
	test -f "$(DATA)/results-imagenet.csv" || { echo 'make timm DATA=the folder results of timm' >&2; exit 1; }
	mkdir -p $(TIMM)/cards $(TIMM)/docs
	cp examples/timm/organizations.yaml $(TIMM)/cards/
	cp examples/timm/mkdocs.yml $(TIMM)/
	cd $(TIMM) && $(CURDIR)/$(BIN)/cardsite import table "$(abspath $(DATA))"/results-*.csv \
	  "$(abspath $(DATA))"/benchmark-infer-amp-nchw-pt291-cu128-4090.csv --map $(CURDIR)/examples/timm/map.yaml
	cd $(TIMM) && $(CURDIR)/$(BIN)/mkdocs build

# Both are for the maintainers: the tests read what they write. torch takes a while to download.
$(VENV)/.transformers: $(VENV)/.pip pyproject.toml
	$(PYTHON) -m venv $(VENV)/transformers
	$(VENV)/transformers/bin/pip install --quiet --upgrade transformers torch --editable .
	@touch $@

transformers-types: $(VENV)/.transformers
	$(VENV)/transformers/bin/python -m tools.transformers_types src/cardsite/importers/transformers_types.json

parameter-counts: $(VENV)/.transformers
	$(VENV)/transformers/bin/python -m tools.parameter_counts tests/counts

clean:
	rm -rf site .site.* $(TIMM) dist screenshots .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# The four steps below form a chain, so that `make -j` never runs two pips at once.

# Debian's pip is too old to know `--group`; constraints.txt names one that does.
$(VENV)/.pip: constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'cardsite needs Python 3.11 or newer. On Debian: apt-get install python3 python3-venv' >&2; \
	  echo 'Another interpreter can be named: make PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo '$(PYTHON) cannot make virtual environments. On Debian: apt-get install python3-venv' >&2; exit 1; }
	test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --upgrade --constraint constraints.txt pip
	@touch $@

$(VENV)/.runtime: $(VENV)/.pip pyproject.toml
	$(PIP) install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.runtime
	$(PIP) install --quiet --constraint constraints.txt --group test
	@touch $@

$(VENV)/.dev: $(VENV)/.test
	$(PIP) install --quiet --constraint constraints.txt --group dev
	@touch $@

# Reads the scripts' types; it runs on the Node.js that comes from the Python package index.
TYPESCRIPT := typescript@5.9.3
NODE_PATH := PATH="$(CURDIR)/$(BIN):$$PATH"

$(VENV)/.typescript: $(VENV)/.dev
	$(NODE_PATH) $(BIN)/npm install --silent --no-fund --no-audit --prefix $(VENV)/typescript $(TYPESCRIPT)
	@touch $@

# The tests drive the system's Chromium: Playwright's own download does not work everywhere.
CHROMIUM_PACKAGES = apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium

# What VS Code runs to complete and check YAML.
LANGUAGE_SERVER := yaml-language-server@2.0.0

$(VENV)/.languageserver: $(VENV)/.dev
	$(NODE_PATH) $(BIN)/npm install --silent --no-fund --no-audit --prefix $(VENV)/languageserver $(LANGUAGE_SERVER)
	@touch $@

chromium: $(VENV)/.pip
	@if $(BIN)/python tests/browser.py >/dev/null 2>&1; then exit 0; fi; \
	if [ -n "$$CARDSITE_CHROMIUM" ] || ! command -v apt-get >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ]; then sh -c '$(CHROMIUM_PACKAGES)'; \
	elif command -v sudo >/dev/null; then sudo sh -c '$(CHROMIUM_PACKAGES)'; \
	fi; \
	$(BIN)/python tests/browser.py >/dev/null

constraints:
	@new=$$(mktemp -d) && trap 'rm -rf "$$new"' EXIT && \
	$(PYTHON) -m venv "$$new" && \
	"$$new/bin/pip" install --quiet --upgrade pip && \
	"$$new/bin/pip" install --quiet --editable . --group dev && \
	"$$new/bin/pip" freeze --all --exclude-editable > "$$new/versions" && \
	{ grep '^#' constraints.txt; grep -v '^setuptools==' "$$new/versions"; } > "$$new/constraints.txt" && \
	cp "$$new/constraints.txt" constraints.txt
