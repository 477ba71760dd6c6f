# One debug build in .build serves run, demo and test, with the same flags, so that none of them undoes another's work.
# (The import check does not reach the compiler: it costs a new plan, not a new build.)

HOOKME := .build/debug/hookme
SOURCES := Sources Tests Benchmarks/Probe Benchmarks/Sources Package.swift Benchmarks/Package.swift

# What is shipped, measured and packed is built apart. BIN=FOLDER takes hookme and probe from there instead.
BIN = .build-release/release
RELEASED := $(if $(filter command line,$(origin BIN)),,release)
RELEASE := -c release --static-swift-stdlib --scratch-path .build-release $(shell cat packaging/linker-flags)
# Only a whole run is written to docs/.
MEASURE := $(if $(ONLY),--only $(ONLY)) $(if $(ONLY)$(QUICK),,--output docs) $(if $(ROUNDS),--rounds $(ROUNDS)) \
	$(if $(SECONDS),--seconds $(SECONDS)) $(if $(ROWS),--rows $(ROWS)) $(if $(QUICK),--quick)

# So many tests at once: all of them together would take each other the time that each has.
WIDTH := SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$(shell expr 8 '*' "$$(nproc 2>/dev/null || sysctl -n hw.ncpu)")

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help build demo run test release install deb systemd-test container-test bench requests fairness hostile graphql \
	receiver-test examples-test api-test browser-test metrics-test network-test burst-test overload-test crash-test soak fault-test \
	power-cut-test fuzz tsan asan check lint imports fmt clean prerequisites

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: prerequisites ## compile everything, the tests too
	@[ -e $(HOOKME) ] || echo 'The first build compiles the dependencies too and takes minutes; later ones take seconds.'
	@swift build --build-tests

demo: build ## watch jobs being collected, delivered, retried and recovered, without a network
	@$(HOOKME) demo

run: build ## serve, as the environment says: make run WEBHOOK_URL=https://example.org/hook
	@$(HOOKME) serve

test: build ## run the tests, or those that FILTER, a regular expression, names
	@[ -z '$(FILTER)' ] || swift test list --skip-build --disable-xctest 2>&1 | grep -qE '$(FILTER)' || \
		{ echo "no test is named like '$(FILTER)'" >&2; exit 1; }
	@$(WIDTH) swift test --skip-build --disable-xctest $(if $(FILTER),--filter '$(FILTER)')

release: prerequisites ## compile what is shipped, into .build-release
	@swift build $(RELEASE) --product hookme
	@swift build $(RELEASE) --product probe

install: $(RELEASED) ## install it: PREFIX is /usr/local, DESTDIR a folder that stands for the root
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' packaging/install.sh $(BIN)/hookme

deb: $(RELEASED) ## make a Debian package of it
	@packaging/deb/build.sh $(BIN)/hookme

systemd-test: $(RELEASED) ## try the package in a Debian that is booted for it, as root; PARTS='crash upgrade' tries some
	@Tests/Scripts/systemd-test.sh $(BIN)/hookme $(BIN)/probe $(PARTS)

container-test: $(RELEASED) ## try the image, which IMAGE names or the Dockerfile makes; ENGINE is docker or podman
	@Tests/Scripts/container-test.sh $(BIN)/probe $(IMAGE)

bench: $(RELEASED) ## measure it and write docs/BENCHMARKS.md; ONLY, ROUNDS, SECONDS, ROWS and QUICK narrow it down
	@Benchmarks/prerequisites.sh
	@swift build --package-path Benchmarks
	@mkdir -p docs
	@Benchmarks/.build/debug/bench --hookme "$$(realpath $(BIN)/hookme)" --probe "$$(realpath $(BIN)/probe)" $(MEASURE)

requests: build ## count what a delivered job costs in requests to GitHub
	@.build/debug/probe requests --hookme $(HOOKME)

fairness: build ## measure how fast a destination is served beside one that never answers, against how fast it is alone
	@.build/debug/probe fairness --hookme $(HOOKME)

hostile: build ## send a daemon 10,000 hostile requests and 1,000 slow ones beside a client's; SEED repeats a run
	@.build/debug/probe hostile --hookme $(HOOKME) $(if $(SEED),--seed $(SEED))

network-test: build ## trouble the network below HTTP, the name server (as root) and the front with a storm of silent connections
	@$(WIDTH) swift test --skip-build --disable-xctest --filter 'TroubledWireTests|NameServerTests'
	@.build/debug/probe storm --hookme $(HOOKME)

burst-test: build ## have 10,000 jobs due in the same millisecond, beside a client that asks
	@.build/debug/probe burst --hookme $(HOOKME)

overload-test: build ## enqueue more than a slow disk (made by Debian's strace) can take, for SECONDS
	@.build/debug/probe overload --hookme $(HOOKME) $(if $(SECONDS),--seconds $(SECONDS))

crash-test: build ## kill a daemon at each of its crash points, at PASSES passes of each (3); POINT names one
	@.build/debug/probe crashes --hookme $(HOOKME) $(if $(PASSES),--passes $(PASSES)) $(if $(POINT),--point $(POINT))

soak: build ## kill a daemon at random under a mixed load for MINUTES (30); SEED repeats the load
	@.build/debug/probe soak --hookme $(HOOKME) $(if $(MINUTES),--minutes $(MINUTES)) $(if $(SEED),--seed $(SEED))

# With Debian's own Python, for which Debian has what they need.
fault-test: build ## do to a daemon, as root, what disks and clocks and other programs do to it; ONLY='full_disk sleep' some of it
	@/usr/bin/python3 Tests/Scripts/fault-test.py $(HOOKME) .build/debug/probe $(ONLY)

power-cut-test: build ## cut the power of a daemon's disk CUTS times (100), as root; SEED repeats the choices
	@/usr/bin/python3 Tests/Scripts/power-cut-test.py $(HOOKME) .build/debug/probe $(or $(CUTS),100) $(SEED)

graphql: ## check the GraphQL queries against GitHub's schema: make graphql SCHEMA=schema.graphql (needs PyPI's graphql-core)
	@python3 Tests/Scripts/validate-graphql.py $(or $(SCHEMA),../shared/github-schema/schema.graphql) Sources/GitHub/*.graphql

receiver-test: build ## check deliveries with the Standard Webhooks' own library as the receiver (from PyPI)
	@[ -x .build-receiver/bin/pip ] || python3 -m venv .build-receiver
	@.build-receiver/bin/pip install --quiet --disable-pip-version-check standardwebhooks==1.1.0
	@.build-receiver/bin/python Tests/Scripts/standardwebhooks-receiver.py $(HOOKME) .build/debug/probe

examples-test: build ## check the receivers in examples/receivers with real deliveries; what has no interpreter here is skipped
	@python3 Tests/Scripts/receivers-test.py $(HOOKME) .build/debug/probe

api-test: build ## test the API against its own document with schemathesis (from PyPI); ARGUMENTS go to it
	@[ -x .build-api-test/bin/pip ] || python3 -m venv .build-api-test
	@.build-api-test/bin/pip install --quiet --disable-pip-version-check schemathesis==4.32.5
	@.build-api-test/bin/python Tests/Scripts/api-test.py $(HOOKME) .build/debug/probe $(ARGUMENTS)

browser-test: build ## look at the page with headless Chromium, with playwright and axe (from PyPI); ARGUMENTS, as --screenshots DIRECTORY
	@[ -x .build-browser/bin/pip ] || python3 -m venv .build-browser
	@.build-browser/bin/pip install --quiet --disable-pip-version-check playwright==1.65.2 axe-playwright-python==0.1.8
	@.build-browser/bin/python Tests/Scripts/browser-test.py $(HOOKME) .build/debug/probe $(ARGUMENTS)

metrics-test: build ## check /metrics of a running daemon, and the alerts, with promtool
	@Tests/Scripts/check-metrics.sh $(HOOKME) .build/debug/probe

# Of what is built, only our own code is optimised, and tells libFuzzer which way it went.
fuzz: prerequisites ## look for input that breaks a parser: make fuzz TARGET=link SECONDS=300; without TARGET each, for a minute
	@HOOKME_FUZZ=1 swift build --scratch-path .build-fuzz --product fuzz
	@Tests/Scripts/fuzz.sh .build-fuzz/debug/fuzz $(or $(SECONDS),60) $(TARGET)

tsan: prerequisites ## run the tests, or those that FILTER names, and the programs that they start, under ThreadSanitizer
	@Tests/Scripts/sanitized-test.sh thread .build-tsan '$(FILTER)'

asan: prerequisites ## the same under AddressSanitizer
	@Tests/Scripts/sanitized-test.sh address .build-asan '$(FILTER)'

check: lint imports test ## what a commit must pass: the format, no undeclared import, no warning, the tests

lint: ## report what is not formatted as .swift-format says
	@swift format lint --strict --parallel --recursive $(SOURCES)

imports: prerequisites
	@swift build --build-tests --explicit-target-dependency-import-check error

fmt: ## format in place
	@swift format --in-place --parallel --recursive $(SOURCES)

clean: ## remove what was built, but not what was downloaded
	@swift package clean
	@rm -rf .build-release .build-fuzz .build-tsan .build-asan .build-systemd .build-receiver .build-api-test .build-browser
	@rm -rf Benchmarks/.build

prerequisites:
	@packaging/prerequisites.sh
