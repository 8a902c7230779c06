# The one door to Rostrum. `make help` lists what it does.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
BIN := $(VENV)/bin
LOCK := requirements/dev.txt
STAMP := $(VENV)/.installed
# Test processes side by side; each starts servers of its own.
JOBS ?= 2

# The repository's packages are found in place; nothing of it is installed.
export PYTHONPATH := .:protos:clients/python
# As the person wrote them: without `value`, make would expand a dollar sign in a text.
export DEMO_AUDIO = $(value AUDIO)
export DEMO_PROMPT = $(value PROMPT)
export ADMIN_EMAIL = $(value EMAIL)
export DEAD_LETTER_REASON = $(value REASON)
export BACKUP_FOLDER = $(or $(value TO),$(value FROM))

##@ Use

.PHONY: help
help: ## Show this list
	@awk 'BEGIN { FS = ":.*## "; print "usage: make <target>" } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(STAMP) ## Submit a recording and show its report (AUDIO=talk.m4a PROMPT="the text that was read", or a file)
	@$(PY) -m deploy.local demo $${DEMO_AUDIO:+--audio "$$DEMO_AUDIO"} $${DEMO_PROMPT:+--prompt "$$DEMO_PROMPT"}

.PHONY: up
up: $(STAMP) ## Run the platform until Ctrl-C; data in .rostrum/ (PORT=8080)
	@exec $(PY) -m deploy.local up $(if $(PORT),--port $(PORT))

.PHONY: logs
logs: $(STAMP) ## Follow what the processes say, until Ctrl-C (NAME=ingest for one)
	@$(PY) -m deploy.local logs --follow $(NAME)

.PHONY: admin
admin: $(STAMP) ## Make a user an administrator while the platform runs (EMAIL=you@example.org; DISMISS=1 ends that)
	@$(PY) -m deploy.local admin $(if $(DISMISS),--dismiss) -- "$$ADMIN_EMAIL"

.PHONY: vault-rotate
vault-rotate: $(STAMP) ## Give stored secrets a new master key while the platform runs
	@$(PY) -m deploy.local vault-rotate

.PHONY: models
models: $(STAMP) ## Fetch weights for faster-whisper, used from then on (MODEL=small.en; MODEL=small for all languages)
	@$(PY) -m deploy.local models -- "$(or $(MODEL),small.en)"

.PHONY: dead-letters
dead-letters: $(STAMP) ## List what no service could handle, while the platform runs (SHOW=12, REPLAY=12, DISCARD=12 REASON="why")
	@$(PY) -m deploy.local dead-letters $(if $(SHOW),--show $(SHOW)) $(if $(REPLAY),--replay $(REPLAY)) \
		$(if $(DISCARD),--discard $(DISCARD)) $${DEAD_LETTER_REASON:+--reason "$$DEAD_LETTER_REASON"} $(ARGS)

.PHONY: backup
backup: $(STAMP) ## Copy databases and recordings while the platform runs (TO=folder; docs/runbooks/restore.md)
	@$(PY) -m deploy.local backup -- "$$BACKUP_FOLDER"

.PHONY: restore
restore: $(STAMP) ## Fill a data folder without a platform from such a copy (FROM=folder)
	@$(PY) -m deploy.local restore -- "$$BACKUP_FOLDER"

##@ Check

.PHONY: check
check: lint test ## Lint and test: what must be green before a change is proposed

.PHONY: test
test: export ROSTRUM_TEST_INFRA = $(INFRA)
test: $(STAMP) ## Run every test (INFRA=containers for servers in containers, ARGS="-k name" for some)
	$(PY) -m pytest --numprocesses $(JOBS) --dist loadfile -m "not long and not faults" $(ARGS)

.PHONY: test-long
test-long: $(STAMP) ## Run the tests that take half a minute and more
	$(PY) -m pytest --numprocesses $(JOBS) --dist loadfile -m long $(ARGS)

.PHONY: faults
faults: $(STAMP) ## Break the running platform in every way docs/reliability.md lists (SCENARIO=D1 SEED=7 replays one; RECORD=1)
	$(PY) -m tests.faults $(if $(SCENARIO),--scenario $(SCENARIO)) $(if $(SEED),--seed $(SEED)) $(if $(RECORD),--record)

.PHONY: lint
lint: $(STAMP) ## Style, types, layers, contracts, generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd protos && ../$(BIN)/buf lint && ../$(BIN)/buf breaking --against released.binpb
	$(PY) protos/generate.py --check
	$(PY) docs/generate.py --check

.PHONY: licences
licences: $(STAMP) ## List the licence of every installed package and what its wheel bundles
	@$(PY) docs/licences.py

.PHONY: bench
bench: $(STAMP) ## Measure speed, scale and memory; tables here, JSON in benchmarks/results/
	$(PY) -m benchmarks $(ARGS)

.PHONY: bench-transcribe
bench-transcribe: $(STAMP) ## Measure transcription: speed, scale, memory, kills, fillers (BARS=scale,kills for some)
	$(PY) -m benchmarks.transcription $(if $(BARS),--bars $(BARS)) $(ARGS)

.PHONY: bench-analyze
bench-analyze: $(STAMP) ## Measure the measures: pauses, fillers and rates put into real speech, speed, the same bytes every time
	$(PY) -m benchmarks.analysis

.PHONY: bench-accuracy
bench-accuracy: export OPENBLAS_NUM_THREADS = 1
bench-accuracy: $(STAMP) ## Measure how far pronunciation scores agree with experts (needs ../shared/speech; takes half an hour)
	$(PY) -m benchmarks.accuracy $(ARGS)

.PHONY: bench-uploads
bench-uploads: $(STAMP) ## Measure uploads of 2 GiB: in one request, in pieces, over connections that break
	$(PY) -m benchmarks.uploads $(ARGS)

.PHONY: bench-auth
bench-auth: $(STAMP) ## Measure what a flood of logins does to everybody else
	$(PY) -m benchmarks.auth $(ARGS)

##@ Change

.PHONY: model
model: export OPENBLAS_NUM_THREADS = 1
model: $(STAMP) ## Learn to judge pronunciation anew from ../shared/speech, and keep the judges in the service
	$(PY) -m training.pronunciation $(ARGS)

.PHONY: format
format: $(STAMP) ## Format the code and sort its imports
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: protos
protos: $(STAMP) ## Generate the Python of the wire contracts
	$(PY) protos/generate.py

.PHONY: protos-release
protos-release: $(STAMP) ## After a release: renew the image that contracts are compared with
	cd protos && ../$(BIN)/buf build -o released.binpb

.PHONY: docs
docs: $(STAMP) ## Generate the pages that follow from the code
	$(PY) docs/generate.py

.PHONY: lock
lock: $(STAMP) ## Pin every dependency with its hashes, after a change of pyproject.toml
	for extras in dev auth "ingest decode" transcribe analyze report; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
			$$(printf ' --extra %s' $$extras) pyproject.toml -o requirements/$${extras%% *}.txt || exit 1; \
	done
	@! grep -nE 'https?://|^--|file:' requirements/*.txt || { echo "error: a lock names an index or a path" >&2; exit 1; }

##@ Keep house

.PHONY: setup
setup: $(STAMP) ## Install everything into .venv from the hash-pinned lock (the other targets do it when needed)

$(STAMP): $(LOCK) deploy/local/setup.sh
	@sh deploy/local/setup.sh $(VENV) $(LOCK) "$(PYTHON)"
	@touch $@

.PHONY: clean
clean: ## Remove caches and the demo's data; .rostrum/ and .venv stay
	rm -rf .demo build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
