#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The fuzzers of t/fuzz with libFuzzer, watched by ASan and UBSan. New inputs
# of interest go to build/fuzz-san/corpus; what breaks one is named.
#
#   t/bin/fuzz.sh              all, a minute each
#   t/bin/fuzz.sh 300 html     one, five minutes
#
# libFuzzer is a Debian package of its own, libclang-rt-<version>-dev; as root
# it is installed if it is missing.
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
seconds=${1:-60}
[ $# = 0 ] || shift
build=build/fuzz-san
failed=0
cd "$top"

has_fuzzer() {
    mkdir -p "$build"
    echo 'int LLVMFuzzerTestOneInput(const char *d, unsigned long n) { return 0; }' |
        clang -x c -fsanitize=fuzzer -o "$build/probe" - 2>/dev/null
}

if ! has_fuzzer; then
    package=libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev
    [ "$(id -u)" != 0 ] || apt-get install -y -qq "$package" >&2 || true
    has_fuzzer || {
        echo "clang has no libFuzzer: apt-get install $package" >&2
        exit 1
    }
fi

[ $# != 0 ] || set -- $(basename -a -s _fuzz.c t/fuzz/*_fuzz.c)
make -s -j2 CC=clang build="$build" \
    CFLAGS='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined' \
    "$build/libmcp.a" $(printf "$build/t/fuzz/%s_fuzz.o " "$@")
libs="$(pkg-config --libs json-c libcurl libcrypto libxml-2.0) -lical -lm
    $(apu-1-config --link-ld --libs) $(apr-1-config --link-ld --libs)"

for name; do
    mkdir -p "$build/corpus/$name"
    # shellcheck disable=SC2086 # a list of words
    clang -g -fsanitize=address,undefined,fuzzer -o "$build/$name" \
        "$build/t/fuzz/${name}_fuzz.o" "$build/libmcp.a" $libs
    echo "# $name, $seconds s"
    "$build/$name" -max_total_time="$seconds" -timeout=20 -max_len=65536 \
        -artifact_prefix="$build/$name-" -print_final_stats=1 \
        "$build/corpus/$name" "t/fuzz/corpus/$name" 2> "$build/$name.log" || {
        tail -40 "$build/$name.log"
        failed=1
    }
    grep -E 'number_of_executed_units|slowest_unit_time|new_units_added' "$build/$name.log"
done
exit $failed
