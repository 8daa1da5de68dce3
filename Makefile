# `make run` is all a learner needs. Everything is installed into .venv; what `make bench` compares
# with goes into .venv-bench, so that it cannot change what the app runs on.

PYTHON ?= python3
PORT ?= 8501
WORKERS ?= 2
VENV := .venv
OLDEST := .venv-oldest
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check

# The arrays here are small: a second BLAS thread costs a learner's picture more than it saves.
export OPENBLAS_NUM_THREADS ?= 1

.DELETE_ON_ERROR:
.PHONY: run dev test faults oldest lint bench stamp clean help

run: $(VENV)/.run  ## start the app on http://localhost:8501 (PORT=... for another one)
	$(PY) -m streamlit run app.py --server.port $(PORT)

dev: $(VENV)/.run  ## the same for a contributor: reruns when a file is saved, shows tracebacks
	$(PY) -m streamlit run app.py --server.port $(PORT) --server.fileWatcherType auto \
		--server.runOnSave true --client.showErrorDetails full

test: $(VENV)/.dev  ## the tests, with a real browser (ARGS="tests/core -k coins" for some)
	$(PY) tests/browser/get_browser.py
	$(PY) -m pytest -n $(WORKERS) --dist worksteal --durations=20 $(ARGS)

faults: $(VENV)/.dev  ## what takes minutes: servers killed, networks cut, every size, thousands of bad inputs
	$(PY) tests/browser/get_browser.py
	$(PY) tests/browser/get_nginx.py
	$(PY) -m pytest -n $(WORKERS) --dist worksteal --durations=20 -m faults $(ARGS)
	$(PY) -m pytest -n $(WORKERS) --dist worksteal --durations=20 -m "hypothesis and not faults" --hypothesis-profile=thorough $(ARGS)
	$(MAKE) oldest

oldest: $(VENV)/.dev $(OLDEST)/.run  ## the app on the oldest Streamlit and numpy that it promises to run on
	$(PY) tests/browser/get_browser.py
	EM_SERVER=$(OLDEST)/bin/python $(PY) -m pytest -n $(WORKERS) --dist worksteal -m "faults or not faults" \
		tests/browser/test_first_visit.py tests/browser/test_phoning.py tests/browser/test_own_data.py

lint: $(VENV)/.dev  ## ruff, and mypy --strict on all that needs no Streamlit
	$(PY) -m ruff check .
	$(PY) -m mypy

bench: $(VENV)/.dev  ## speed, beside the same screen in other frameworks
	$(PY) tests/browser/get_browser.py
	$(PY) -m bench $(ARGS)

stamp: $(VENV)/.run  ## after editing: note in the Chinese which English it was written from, write docs/wrong-ideas.md
	$(PY) -m em_lesson.prose stamp
	$(PY) -m lessons

clean:  ## remove the environments, the copies in static/ and every cache
	rm -rf $(VENV) $(OLDEST) .venv-bench static/em-* static/plotly-*.js .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

# The stamp files say which requirements the environment holds; newer requirements are installed anew.
$(VENV)/.run: requirements.txt $(VENV)/pyvenv.cfg
	$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt $(VENV)/pyvenv.cfg
	$(PIP) -r requirements-dev.txt
	@touch $@ $(VENV)/.run

$(OLDEST)/.run: requirements.txt
	$(PYTHON) -m venv --clear $(OLDEST)
	$(OLDEST)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt \
		"streamlit==1.62.*" "numpy==2.2.*"
	@touch $@

# Debian and Ubuntu ship Python without what a virtual environment needs, hence the second check.
$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed, and $(PYTHON) is not: try make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "$(PYTHON) cannot make a virtual environment; on Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
