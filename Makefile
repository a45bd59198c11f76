# `make run` and `make test` are the two that matter; the others are what they consist of.
.DEFAULT_GOAL := help
.PHONY: help run test check deny lint unit feed audit openid portal walk infra api engines costs generate bench package bootstrap compiled

PORT ?= 8000

help: ## Show this list.
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: local/openid/node_modules portal/dist/index.html ## Serve Coachwork with the demonstration organisations on http://127.0.0.1:8000.
	cargo run -p local

local/openid/node_modules: local/openid/package-lock.json
	cd local/openid && npm ci --no-audit --no-fund --loglevel=error && touch node_modules

portal/node_modules: portal/package-lock.json
	cd portal && npm ci --no-audit --no-fund --loglevel=error && touch node_modules

portal/dist/index.html: portal/node_modules $(wildcard portal/*.html) portal/vite.config.ts $(shell find portal/src -type f)
	cd portal && npm run --silent build

# Our crates are compiled by Clippy, so that their lints cost no second compilation of all dependencies.
# `cargo clippy` passes its arguments in the same variable.
test: export RUSTC_WORKSPACE_WRAPPER = clippy-driver
test: export CLIPPY_ARGS = -D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__

# Two at a time, since each leaves a processor free at times.
test: ## Run every check.
	cargo fmt --all --check
	$(MAKE) --jobs=2 --output-sync=target deny infra bootstrap compiled
	$(MAKE) unit openid portal walk
	$(MAKE) --jobs=2 --output-sync=target api engines

check: portal/node_modules ## For daily work: lints, types, unit tests and the scenarios of what changed.
	tests/check

deny: ## The licenses, sources and versions of all dependencies, by cargo-deny.
	tests/deny

lint: ## Format and clippy.
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings

bootstrap:
	cargo build -q --profile quick-release -p functions

compiled:
	cargo test -q --locked --workspace --all-targets --no-run

unit: bootstrap ## The Rust tests, with the bootstrap.
	cargo test --workspace

feed: ## The change feed with a hundred thousand events, of which a hundredth is poison.
	FEED_EVENTS=100000 cargo test --workspace --lib -- feed::delivery::every_notice --nocapture

audit: ## The audit of a hundred thousand assignments with 280 planted faults, killed 50 times.
	AUDIT_ASSIGNMENTS=100000 BOOTSTRAP_PROFILE=release cargo test --workspace --lib -- audits::the_audit --nocapture

races: ## Ten thousand removals, and every pair of operations that can meet on one item two hundred times.
	REMOVALS=10000 PAIR_ROUNDS=200 cargo test --workspace --lib -- race:: pairs:: --nocapture

openid: ## The development sign-in's own tests.
	cd local/openid && npm ci --no-audit --no-fund --loglevel=error && npm test

portal: portal/node_modules ## The portal: types as in openapi.json, strictly checked, built, and walked through in a browser.
	cd portal && npm run --silent types -- --check
	cd portal && npm run --silent format -- --check && npm run --silent check && npm run --silent lint && npm test --silent
	cd portal && npm run --silent build
	node portal/walk/size.mjs
	portal/walk/run

walk: local/openid/node_modules ## The README's curl walk, against a fresh service.
	tests/walk

infra: ## The template: validity, and each function's policy by simulation.
	infra/check

api: ## openapi.json: lint, and the service fuzzed by it.
	tests/api/lint
	tests/api/calendar
	tests/api/fuzz

engines: ## The integration tests on a second, independent DynamoDB engine.
	tests/api/moto

costs: ## Measure what each operation costs and write docs/costs.md.
	WRITE_COSTS=1 cargo test -q --workspace --lib -- costs::

generate: ## Write what is made from the route table.
	cargo run -q -p local -- generate

bench: ## Cold start against a hello world and the SDK's defaults, and the pace of an audit, in one run.
	cargo run --release -p coldstart

ARCHITECTURE ?= arm64
package: ## Build dist/bootstrap.zip and dist/template.yaml; ARCHITECTURE=x86_64 for the other one.
	infra/package $(ARCHITECTURE)
