#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each source begins with its licence, after "#!" where there is one.
set -eu
cd "$(dirname "$0")/../.."

find Makefile mod_mcp.c include src conf t .clang-tidy \
    \( -path t/fixtures -o -path t/fuzz/corpus -o -path t/logs \
       -o -path t/clients/node_modules \) -prune -o -type f \
    \( -name '*.[ch]' -o -name '*.sh' -o -name '*.pl' -o -name '*.pm' \
       -o -name '*.t' -o -name '*.PL' -o -name '*.in' -o -name '*.js' \
       -o -name '*.mjs' -o -name '*.py' -o -name 'Makefile' \
       -o -name '*.conf' -o -path 't/TEST' -o -name '.clang-tidy' \
       -o -path 'conf/*.load' \) -print | sort |
xargs awk '
function close_file() {
    if (file && !found) { print "spdx: " file ": no licence"; bad = 1 }
    found = 0
}
FNR == 1 { close_file(); file = FILENAME; files++; scripted = /^#!/ }
FNR == 1 && FILENAME ~ /\.[ch]$/ {
    found = $0 == "/* SPDX-License-Identifier: Apache-2.0 */"
}
# a2enmod reads "# Depends:" from anywhere, so .load files need no exception.
FILENAME !~ /\.[ch]$/ && FNR == 1 + scripted {
    found = /^(#|\/\/) SPDX-License-Identifier: Apache-2\.0$/
}
END {
    close_file()
    if (!files) { print "spdx: found no files"; exit 1 }
    if (bad) exit 1
    print files " files begin with their licence"
}'
