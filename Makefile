# Every command of the course. `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

# Where it is set, every Ray worker would compile its modules anew: twice the time of each start.
unexport PYTHONDONTWRITEBYTECODE

# Ray starts some of its workers by a shell command that does not quote Python's path, and then waits for them for ever.
ifneq ($(words $(CURDIR)),1)
$(error This folder has a space in its path ($(CURDIR)), where Ray cannot start its workers: move the course to a folder without one)
endif

.DEFAULT_GOAL := help
.PHONY: help course test test-all lab bench grade cluster cluster-stop notebooks check models data lock clean site slides

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

course: $(READY)  ## set up, check this machine, run every lesson and solution, write build/course/index.html
	@$(BIN)/python -m raycourse doctor
	@$(BIN)/python -m tools.course

test: $(READY)  ## set up if need be, run every notebook once, and every test but those marked long
	@$(BIN)/python -m pytest -m "not long"

test-all: $(READY)  ## that, and what takes long: second runs and other orders (before an issue is called done)
	@$(BIN)/python -m pytest

lab: $(READY)  ## open the course in JupyterLab (OPTIONS="--no-browser --port 8890" and the like)
	@$(BIN)/python -m raycourse start
	@JUPYTER_CONFIG_PATH="$(CURDIR)/tools/lab$${JUPYTER_CONFIG_PATH:+:$$JUPYTER_CONFIG_PATH}" $(BIN)/jupyter lab $(OPTIONS)

bench: $(READY)  ## measure the course's pipelines beside their peers into benchmarks/RESULTS.md (OPTIONS="--only joins --repeats 2")
	@$(BIN)/python -m benchmarks $(OPTIONS)

grade: $(READY)  ## grade SUBMISSIONS=folder (STUDENT/LAB.ipynb), each in a sandbox; OUT=folder for the grades: docs/grading.md
	@$(BIN)/python -m tools.grade "$(or $(SUBMISSIONS),$(error Say which folder: make grade SUBMISSIONS=folder))" $(if $(OUT),--out "$(OUT)") $(if $(filter yes,$(UNSAFE)),--unsafe) $(OPTIONS)

cluster: $(READY)  ## start a Ray cluster on this machine, a head and two workers, and say its RAY_ADDRESS
	@$(BIN)/python -m tools.cluster

cluster-stop: $(READY)  ## end that cluster, and no other Ray
	@$(BIN)/python -m tools.cluster stop

notebooks: $(READY)  ## rebuild notebooks/, solutions/ and labs/ from lessons/ (NAMES="02_ingest ..." for some)
	@$(BIN)/python -m tools.notebooks $(NAMES)

check: $(READY)  ## lint, unit tests, and are the notebooks what lessons/ says: the loop while writing
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/python -m tools.notebooks --check
	@$(BIN)/python -m pytest tests -m "not slow and not long"

site: $(READY)  ## build the site into build/site/, without a network, and look at its links
	@$(BIN)/python -m tools.site

slides: $(READY)  ## write each lesson as slides into build/slides/ (to show them needs a network)
	@$(BIN)/python -m tools.slides

models: $(READY)  ## train the embedded models, measure and publish them (hours on two cores)
	@$(BIN)/python -m foundry train all
	@$(BIN)/python -m foundry measure all
	@$(BIN)/python -m foundry publish all

data: $(READY)  ## draw and write data/ anew (all but the models)
	@$(BIN)/python -m foundry draw all

lock: $(READY)  ## resolve pyproject.toml into requirements.txt anew, for every platform
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev pyproject.toml --output-file requirements.txt

clean:  ## remove the environment and everything built
	rm -rf .venv build *.egg-info

# uv installs the pinned set in a quarter of pip's time.
$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else "Python %d.%d found: the course needs 3.11, 3.12 or 3.13. Say which: make course PYTHON=python3.12" % sys.version_info[:2])'
	@echo "Setting up .venv (7 GB, a few minutes; once) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $$(grep '^uv==' requirements.txt)
	@$(BIN)/uv pip install --python $(BIN)/python --system-certs -r requirements.txt
	@$(BIN)/uv pip install --python $(BIN)/python --system-certs --quiet --no-deps --editable .
	@touch $(READY)
