#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A file has at most 500 lines, a function at most 80 (from its name to its
# closing brace). There are no exceptions. Relies on the formatting: the
# braces of a function, and no others, stand in column 1.
set -eu
cd "$(dirname "$0")/../.."

find mod_mcp.c include src t/bin t/unit t/fuzz -name '*.[ch]' | sort |
xargs awk -v max_file=500 -v max_function=80 '
function close_file() {
    if (file && lines > max_file) {
        printf "length: %s: %d lines, at most %d\n", file, lines, max_file
        bad = 1
    }
    if (inside) {
        printf "length: %s:%d: no end of this function\n", file, start
        bad = 1
    }
    inside = start = 0
}

function close_function(length_, name) {
    length_ = FNR - start + 1
    count[length_]++
    functions++
    if (length_ > longest) longest = length_
    if (length_ > max_function) {
        name = head
        sub(/\(.*/, "", name)
        sub(/.*[ *]/, "", name)
        printf "length: %s:%d: %s has %d lines, at most %d\n", FILENAME, \
               start, name, length_, max_function
        bad = 1
    }
}

FNR == 1 { close_file(); file = FILENAME }
{ lines = FNR }
/^\{/ { inside = 1; if (!start) start = FNR; next }
inside && /^\}/ { close_function(); inside = start = 0; next }
# The first line of what may become a function.
!inside && /^[A-Za-z_]/ && !start { start = FNR; head = $0 }
!inside && (/;[ \t]*$/ || /^[ \t]*$/ || /^[#}]/) { start = 0 }
END {
    close_file()
    if (!functions) { print "length: found no functions"; exit 1 }
    for (i = 1; i <= longest; i++) {
        seen += count[i]
        if (!median && seen * 2 >= functions) median = i
        if (!most && seen * 10 >= functions * 9) most = i
    }
    if (bad) exit 1
    printf "%d functions: median %d lines, 90%% at most %d, longest %d\n", \
           functions, median, most, longest
}'
