# knead: `make demo` and `make test` are the two commands; both install what is missing first (Debian packages).
#   make demo    build and run the main scene          make test     build and run all tests
#   make build   only build                            make format   clang-format
#   make bench   speed and error against peers, table and build/bench.json
#   make scale   cost against people and regions, memory, two processes for one: docs/scale.md
#   make validate          published figures beside ours, table and build/validation.csv
#   make validation-page   the same, and docs/validation.md anew
#   make validate-studies  published studies as virtual trials, table and build/studies.csv (PEOPLE=12: people a study)
# CC=clang BUILD=build-clang, SANITIZE=1 BUILD=build-asan, LEVEL=3 choose another compiler, the sanitizers, -O3;
# QUICK=1 leaves out long tests of what others test too.
BUILD ?= build
CC ?= cc
ifeq ($(origin CC),default)
CC := gcc
endif
CXX := $(if $(findstring clang,$(CC)),clang++,g++)
JOBS ?= $(shell nproc)
LEVEL ?= 2

.PHONY: demo test bench scale validate validation-page validate-studies build install-needs format clean
demo: build
	$(BUILD)/knead run scenes/low-back-pain.yaml

test: build
	cd $(BUILD) && CTEST_OUTPUT_ON_FAILURE=1 ctest -j $(JOBS) --timeout 600 $(if $(SANITIZE),-LE 'slow|bits',$(if $(QUICK),-LE slow))

bench: build
	$(BUILD)/bench/knead-bench $(BUILD)/knead data $(BUILD)/bench.json

scale: build
	@cmake --build $(BUILD) -j $(JOBS) --target knead-scale -- --no-print-directory --quiet
	$(BUILD)/bench/knead-scale $(BUILD)/knead bench/twelve-weeks.yaml data docs/scale.md docs/scale.svg bench/thousand-people.yaml

validate: build
	@tools/ledger $(BUILD) $(JOBS)

validation-page: build
	@tools/ledger $(BUILD) $(JOBS) page

validate-studies: build
	$(BUILD)/knead validate -n $(or $(PEOPLE),12) -j $(JOBS) --out $(BUILD)/studies.csv

build: install-needs
	@cmake -S . -B $(BUILD) -DCMAKE_C_COMPILER=$(CC) -DCMAKE_CXX_COMPILER=$(CXX) -DKN_SANITIZE=$(if $(SANITIZE),ON,OFF) -DKN_LEVEL=$(LEVEL) -DKN_WERROR=$(if $(CI),ON,OFF) >/dev/null
	@cmake --build $(BUILD) -j $(JOBS) -- --no-print-directory --quiet

install-needs:
	@tools/install-needs $(CC)

format:
	git ls-files '*.c' '*.h' '*.cc' | xargs clang-format -i

clean:
	rm -rf build build-*
