# Everything runs from .venv, which is built from requirements.lock (hashes, no hosts). Needs python3 and make, no more.
PYTHON ?= python3
UV ?= uv
BIN := .venv/bin
STAMP := .venv/.installed
# -qq: errors alone; a wrong hash is one
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
PYTEST_ARGS ?=
# One more than two cores: tests in a browser and on a cluster wait much of their time.
WORKERS ?= 3
TRAIN_OUT ?= build/tagger
LAB_ARGS ?=
export PYTHONHASHSEED := 0
# What tagger and parser gave for a text, kept between runs; it saves time, holds no result, and may be deleted.
export FRAMING_CACHE ?= $(CURDIR)/.cache/read

.PHONY: figures verify test docs lab lint bench audit lock train
.DEFAULT_GOAL := figures

# With CORPUS the same notebooks run on articles of one's own and write to OUT; what is committed stays as it is.
figures: $(STAMP) ## execute the notebooks, write figures/; on your articles: make figures CORPUS=path BY=outlet READ="text=body" OUT=dir
	$(BIN)/python notebooks/run.py $(if $(CORPUS),--corpus "$(CORPUS)" $(if $(BY),--by "$(BY)") $(if $(READ),--read $(READ)) $(if $(OUT),--out "$(OUT)"))

verify: $(STAMP) ## make all figures again and compare with what is committed: hashes first, then pixels
	$(BIN)/python notebooks/run.py --verify

# Not for `figures`: a kernel that finds MPLBACKEND set shows no figure in its notebook.
test: export MPLBACKEND := Agg
test: $(STAMP) ## run every test; PYTEST_ARGS="-k voice -x" narrows it
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(PYTEST_ARGS)

lab: $(STAMP) ## JupyterLab, open at the index of the course
	cd notebooks && ../$(BIN)/jupyter lab --LabApp.default_url="/lab/tree/README.md?factory=Markdown%20Preview" $(LAB_ARGS)

lint: $(STAMP) ## style, types, and who may import whom
	$(BIN)/ruff check --output-format concise . && $(BIN)/mypy framing && $(BIN)/lint-imports --no-logo

docs: .venv-docs/.installed ## the documentation as a site: build/site/index.html; in an environment of its own
	$(PYTHON) docs/site/gather.py
	NO_MKDOCS_2_WARNING=1 .venv-docs/bin/mkdocs build -q -f build/mkdocs.yml
	$(PYTHON) docs/site/gather.py --clean

.venv-docs/.installed: docs/site/requirements.lock
	$(PYTHON) -m venv .venv-docs
	.venv-docs/bin/python -m pip -qq --disable-pip-version-check install --require-hashes -r docs/site/requirements.lock
	@touch $@

bench: $(STAMP) ## accuracy and speed; wants the data that FRAMING_MATERIAL names
	set -e; for script in attribution sides cues speed long_line; do $(BIN)/python benchmarks/$$script.py; done

audit: .venv-audit/.installed ## known weaknesses of every locked package; wants a network, and fails where one cannot be looked up
	.venv-audit/bin/pip-audit --requirement requirements.lock --require-hashes --disable-pip --strict --progress-spinner off

.venv-audit/.installed:
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip -qq --disable-pip-version-check install pip-audit
	@touch $@

train: .venv-train/.installed ## fit the tagger anew: make train GOLD=folder (see training/README.md); goes on where it stopped
	@test -n "$(GOLD)" || { echo "make train wants the annotated articles: make train GOLD=folder; see training/README.md" >&2; exit 1; }
	.venv-train/bin/python training/train.py $(GOLD) --out $(TRAIN_OUT)
	.venv-train/bin/python training/export.py $(TRAIN_OUT)/final.pt --out framing/models
	.venv-train/bin/python training/calibrate.py $(GOLD) --models framing/models --plot docs/tagger_calibration.png

.venv-train/.installed: requirements.lock training/requirements.txt
	$(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip -qq install --require-hashes -r requirements.lock
	.venv-train/bin/python -m pip -qq install -r training/requirements.txt
	.venv-train/bin/python -m pip -qq install --no-deps --no-build-isolation -e .
	@touch $@

lock: ## rewrite requirements.lock after a change of dependencies; the only target that needs uv
	$(UV) pip compile --universal --python-version 3.11 --extra dev --extra cluster --generate-hashes --no-header --no-annotate -q pyproject.toml -o requirements.lock

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v < (3, 14) else "framing needs Python 3.11, 3.12 or 3.13 and $(PYTHON) is %d.%d. Name another: make PYTHON=python3.12" % v)'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make a virtual environment. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@
