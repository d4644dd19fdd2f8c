# Everything runs from .venv, which is built from requirements.lock (hashes, no hosts).
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: figures test lab lint bench

figures: $(STAMP)
	$(BIN)/python -m framing.notebooks_run
