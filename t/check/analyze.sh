#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Formatting and static analysis of all C files: clang-format, clang-tidy,
# cppcheck. Prints what they find and the totals; fails when there is
# anything.
#
#   t/check/analyze.sh [file.c ...]
#
# CLANG_FORMAT, CLANG_TIDY, CPPCHECK   other programs than the usual ones
# JOBS=2                               how many files at a time
set -u
cd "$(dirname "$0")/../.." || exit 1

apxs=${APXS:-apxs}
format=${CLANG_FORMAT:-clang-format}
tidy=${CLANG_TIDY:-clang-tidy}
cppcheck=${CPPCHECK:-cppcheck}
jobs=${JOBS:-2}
out=$(mktemp -d /tmp/mod_mcp-analyze.XXXXXX)
trap 'rm -rf "$out"' EXIT

for program in "$format" "$tidy" "$cppcheck" "$apxs"; do
    if ! command -v "$program" >/dev/null; then
        echo "$program is missing"
        exit 1
    fi
done

# As the Makefile compiles: our headers with -I, everybody else's with
# -isystem.
system=$({
    "$apxs" -q INCLUDEDIR
    {
        apr-1-config --includes
        apu-1-config --includes
        pkg-config --cflags-only-I json-c libcurl libcrypto libical libxml-2.0
    } | tr ' ' '\n' | sed -n 's/^-I//p'
} | sort -u | grep -vx /usr/include | sed 's/^/-isystem /')
defines=$(apr-1-config --cppflags)
tools_dir='-DMCP_DEFAULT_TOOLS_DIR="/usr/share/mod_mcp/tools.d"'
skills_dir='-DMCP_DEFAULT_SKILLS_DIR="/usr/share/mod_mcp/skills.d"'
prompts_dir='-DMCP_DEFAULT_PROMPTS_DIR="/usr/share/mod_mcp/prompts.d"'

mapfile -t all < <(find mod_mcp.c include src t -name '*.[ch]' | sort)
mapfile -t sources < <(printf '%s\n' "${all[@]}" | grep '\.c$')
[ $# = 0 ] || { all=("$@"); sources=("$@"); }

export tidy out
# shellcheck disable=SC2016 # expanded by the inner shell
printf '%s\0' "${sources[@]}" | xargs -0 -P "$jobs" -n 1 bash -c '
    file=${!#}
    hints="-include t/check/analyzer.h"
    # The files that define what the hints are about.
    case $file in
    */err.c | */fault.c | */proof.c) hints= ;;
    esac
    checks=
    # A test whose output is lost has failed by that.
    [[ $file != t/* ]] || checks=--checks=-cert-err33-c
    "$tidy" --quiet $checks "$file" -- "${@:1:$#-1}" $hints \
        > "$out/${file//\//_}.tidy" 2> "$out/${file//\//_}.stderr" ||
        grep -q "error:" "$out/${file//\//_}.tidy" ||
        { echo "$file: error: clang-tidy failed"
          cat "$out/${file//\//_}.stderr"; } > "$out/${file//\//_}.tidy"
' bash -std=gnu99 -Wall -Wextra -Wno-unused-parameter -Isrc -Iinclude \
    $system $defines "$tools_dir" "$prompts_dir" "$skills_dir"

"$format" --dry-run -Werror "${all[@]}" > "$out/format" 2>&1
"$cppcheck" -q -j "$jobs" --std=c99 \
    --enable=warning,style,performance,portability \
    --suppressions-list=t/check/cppcheck.txt --inline-suppr \
    -Isrc -Iinclude "${sources[@]}" > "$out/cppcheck" 2>&1

# The same finding of a header comes once per file that includes it.
cat "$out"/*.tidy | grep -E ': (error|warning): ' | sort -u > "$out/tidy"
grep -E ': (error|warning): ' "$out/format" > "$out/format.found"
grep -E '^[^ ].*: (error|warning|style|performance|portability): ' \
    "$out/cppcheck" > "$out/cppcheck.found"
# Trouble of cppcheck itself ("cppcheck: error: ...") counts as well.
grep -E '^cppcheck: ' "$out/cppcheck" >> "$out/cppcheck.found"
sed "s,$PWD/,," "$out/tidy" "$out/cppcheck.found"
cut -d: -f1 "$out/format.found" | sort | uniq -c |
    awk '{print $2 ": " $1 " places to format (" prog " -i " $2 ")"}' \
        prog="$format"

printf '%d files: %d to format in %d places, %d clang-tidy, %d cppcheck\n' \
    "${#all[@]}" "$(cut -d: -f1 "$out/format.found" | sort -u | wc -l)" \
    "$(wc -l < "$out/format.found")" "$(wc -l < "$out/tidy")" \
    "$(wc -l < "$out/cppcheck.found")"
[ ! -s "$out/format.found" ] && [ ! -s "$out/tidy" ] &&
    [ ! -s "$out/cppcheck.found" ]
