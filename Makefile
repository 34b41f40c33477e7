# The front door. Each target is a line here and a program in tools/ that can be run alone.
.DEFAULT_GOAL := help
.PHONY: help setup build test lint format serve models bench bench-rembg bench-ocr quality-ocr asan tsan clean

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## install packages, fetch libraries, test tools and the default model
	@tools/setup build test model

build:  ## build the program as build/release/bin/cutline
	@tools/setup build
	@tools/build release

serve:  ## build, then serve on 127.0.0.1:8080 (more flags: ARGS="--listen 127.0.0.1:9000")
	@tools/setup build model
	@tools/build release cutline
	@exec build/release/bin/cutline serve $(ARGS)

test:  ## build, then run every test
	@tools/setup build test model peer
	@tools/build release
	@tools/run_tests release

lint:  ## check layout, names, locks, layers, headers and spelling
	@tools/setup build lint
	@tools/lint

format:  ## lay out all C++ files with clang-format
	@tools/setup lint
	@tools/lint --format

models:  ## fetch more weights (MODELS="u2netp isnet-general-use")
	@tools/setup build
	@tools/fetch_models $(MODELS)

bench:  ## build and run the micro-benchmarks (only some: BENCHES="bench_image")
	@tools/setup build model
	@tools/bench $(BENCHES)

bench-rembg:  ## serve the same pictures from rembg and from this, and compare
	@tools/setup build model peer
	@tools/build release cutline
	@.deps/rembg/bin/python bench/rembg/run $(ARGS)

bench-ocr:  ## read the same pictures with RapidOCR, Tesseract and this, and compare the speed
	@tools/setup build model peer-ocr
	@tools/build release cutline
	@.deps/ocr-peers/bin/python bench/ocr/run $(ARGS)

quality-ocr:  ## the same for how well they read, by condition
	@tools/setup build model peer-ocr
	@tools/build release cutline
	@.deps/ocr-peers/bin/python bench/ocr/quality $(ARGS)

asan:  ## run every test under AddressSanitizer and UBSan
	@tools/setup build test model
	@tools/build asan
	@tools/run_tests asan

tsan:  ## run every test under ThreadSanitizer
	@tools/setup build test model
	@tools/build tsan
	@tools/run_tests tsan

clean:  ## remove what was built (.deps, .venv and models stay)
	rm -rf build
