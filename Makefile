# `make setup` once, then `make run`; `make test` is what continuous integration runs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
WORKERS ?= 2
SHOTS ?= docs/images
PAPERS ?= build/papers

.PHONY: setup run test check format bench package shots papers lock clean

setup: $(STAMP)

$(STAMP): requirements-build.txt requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Python 3.11 or newer is needed as $(PYTHON): apt-get install python3, or make setup PYTHON=python3.12"; exit 1; }
	@PYTHON="$(PYTHON)" bash scripts/system_packages.sh
	@test -x $(BIN)/python || { echo "Making $(VENV) ..."; $(PYTHON) -m venv $(VENV); }
	@echo "Installing the pinned packages (a minute or two the first time) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-build.txt
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps --no-build-isolation --use-pep517 --requirement requirements-dev.txt
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m pip --quiet check
	@touch $@
	@echo "Ready: make run opens the window, $(BIN)/zhaoyin-cli works without one."

run: setup
	@$(BIN)/zhaoyin

test: check
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n $(WORKERS) --cov --cov-report=term --cov-fail-under=95

check: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

bench: setup
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks

# One folder with both programs in dist/zhaoyin, then tried out away from the source.
package: setup
	$(BIN)/python scripts/make_icon.py build/zhaoyin.ico
	$(BIN)/pyinstaller --noconfirm --clean --log-level WARN build.spec
	$(BIN)/python scripts/smoke_package.py dist/zhaoyin

shots: setup
	QT_QPA_PLATFORM=offscreen $(BIN)/python scripts/shots.py $(SHOTS)

papers: setup
	$(BIN)/python scripts/papers.py $(PAPERS)

# Needs uv (pip install uv); writes exact versions with the hashes of every platform's files.
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --quiet
lock:
	$(COMPILE) requirements-build.in --output-file requirements-build.txt
	$(COMPILE) requirements.in --output-file requirements.txt
	$(COMPILE) requirements-dev.in --output-file requirements-dev.txt

clean:
	rm -rf build dist htmlcov .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
