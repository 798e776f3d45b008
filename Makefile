# make serve                      the service with all the data, on http://127.0.0.1:8000/ (PORT=8080 make serve changes the port)
# make test                       every test, but for those with other people's programs: make test-clients, make test-harvest

.DEFAULT_GOAL := help
.PHONY: serve test test-clients test-harvest test-shacl editor install compiled check bench fuzz help clean

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
INSTALLED := .venv/installed
PEERS := .venv-bench/installed
CLIENTS := .venv-clients/installed
HARVESTERS := .venv-harvest/installed
FUZZER := .venv-fuzz/installed
FUZZ_SECONDS ?= 600
SHACL := .venv-shacl/installed
SIZE ?= 100000
EDITOR := service/partnerskap/web/static/editor/installed

$(INSTALLED): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' || { echo "Needs Python 3.11 or newer with venv: on Debian or Ubuntu, apt install python3 python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

install: compiled ## make the environment in .venv from the lock file

# Where the environment says PYTHONDONTWRITEBYTECODE, each start would else compile every module anew.
compiled: $(INSTALLED)
	@$(BIN)/python -m compileall -q service

$(EDITOR): editor/package-lock.json editor/install.py
	@$(PYTHON) editor/install.py

editor: $(EDITOR) ## fetch the query editor from npm, as locked (without Node: by way of PyPI)

serve: compiled $(EDITOR) ## load the data and serve it on 127.0.0.1 (PORT=8000)
	$(BIN)/partnerskap serve --port $(PORT)

test: compiled $(EDITOR) ## run every test, on up to four processors
	$(BIN)/pytest --numprocesses auto --maxprocesses 4

# Programs that are heavy, and that the service itself never needs; Node too comes from PyPI.
$(CLIENTS): requirements-clients.lock pyproject.toml tests/clients/package-lock.json
	$(PYTHON) -m venv .venv-clients
	.venv-clients/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	.venv-clients/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	mkdir -p .venv-clients/npm
	cp tests/clients/package.json tests/clients/package-lock.json .venv-clients/npm/
	PATH="$(CURDIR)/.venv-clients/bin:$$PATH" npm ci --prefix .venv-clients/npm --no-audit --no-fund --loglevel error
	@touch $@

test-clients: $(CLIENTS) ## ask with SPARQLWrapper, rdflib, pandas, Comunica, curl; log in by OpenID Connect
	.venv-clients/bin/pytest tests/clients

# Not the harvesters' dependencies by their own rules, but those locked: nobody needs CKAN's database.
$(HARVESTERS): requirements-harvest.lock
	$(PYTHON) -m venv .venv-harvest
	.venv-harvest/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $<
	@touch $@

# CKAN's own plugins for pytest want its database; what it says of its dependencies is not ours to mend.
test-harvest: $(INSTALLED) $(HARVESTERS) ## harvest with the code of data.norge.no and CKAN; read tables, pages and links
	.venv-harvest/bin/pytest tests/harvesters --confcutdir tests/harvesters -p no:ckan -p no:ckan_fixtures -W ignore::DeprecationWarning

# W3C's tests of SHACL are not ours to keep; they come with pySHACL's source package.
$(SHACL): tests/w3c/requirements.lock tests/w3c/build.lock
	$(PYTHON) -m venv .venv-shacl
	.venv-shacl/bin/pip install --quiet --disable-pip-version-check --require-hashes -r tests/w3c/build.lock
	.venv-shacl/bin/pip download --quiet --disable-pip-version-check --require-hashes --no-deps --no-binary :all: --no-build-isolation -d .venv-shacl/source -r $<
	tar -xzf .venv-shacl/source/pyshacl-*.tar.gz -C .venv-shacl/source --strip-components 1
	@touch $@

test-shacl: $(INSTALLED) $(SHACL) ## put W3C's SHACL tests to our validator
	SHACL_TESTS=.venv-shacl/source/test/resources/sht_tests $(BIN)/pytest tests/w3c

check: $(INSTALLED) ## format, lint, types, shapes and data
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/partnerskap data format --check
	$(BIN)/partnerskap data check

$(PEERS): requirements-bench.lock
	@$(PYTHON) -m venv .venv-bench && .venv-bench/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $< && touch $@ || echo "The peers could not be installed; the report names those that are missing."

bench: compiled $(PEERS) ## measure start, speed against peers, hostile load and recovery (SIZE=100000 triples)
	PYTHONPATH=tests $(BIN)/python -m bench.start
	PYTHONPATH=tests $(BIN)/python -m bench.validation
	PYTHONPATH=tests $(BIN)/python -m bench.doctor
	PYTHONPATH=tests $(BIN)/python -m bench.validate_http
	PYTHONPATH=tests $(BIN)/python -m bench.speed --size $(SIZE)
	PYTHONPATH=tests $(BIN)/python -m bench.added --size $(SIZE)
	PYTHONPATH=tests $(BIN)/python -m bench.order --size $(SIZE)
	PYTHONPATH=tests $(BIN)/python -m bench.stream --size $(SIZE)
	PYTHONPATH=tests $(BIN)/python -m bench.hostile --size $(SIZE)
	PYTHONPATH=tests $(BIN)/python -m bench.kill --rounds 200
	PYTHONPATH=tests $(BIN)/python -m bench.sharing --size $(SIZE)
	PYTHONPATH=tests $(BIN)/python -m bench.recovery
	PYTHONPATH=tests $(BIN)/python -m bench.texts
	PYTHONPATH=tests $(BIN)/python -m bench.stages
	PYTHONPATH=tests $(BIN)/python -m bench.tables
	PYTHONPATH=tests $(BIN)/python -m bench.linking

$(FUZZER): requirements-fuzz.lock
	$(PYTHON) -m venv .venv-fuzz
	.venv-fuzz/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

fuzz: $(INSTALLED) $(FUZZER) ## try to break the running service for a while (FUZZ_SECONDS=600)
	PYTHONPATH=tests $(BIN)/python -m fuzz --seconds $(FUZZ_SECONDS)

help: ## list what make can do
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

clean: ## remove the environment and caches (never the data folder)
	rm -rf .venv .venv-clients .venv-fuzz .venv-harvest .venv-shacl $(dir $(EDITOR)) .mypy_cache .pytest_cache .ruff_cache dist
