#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The benchmark, with the programs it needs beyond those of the tests.
#
#   QUICK=1         one short round of each
#   ROWS=list,call  only the rows whose names match one of these
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
missing=
for program in wrk:wrk h2load:nghttp2-client; do
    command -v "${program%%:*}" >/dev/null || missing="$missing ${program#*:}"
done
python3 -c 'import venv, ensurepip' 2>/dev/null || missing="$missing python3-venv"
if [ -n "$missing" ] && [ "$(id -u)" = 0 ]; then
    # shellcheck disable=SC2086 # a list of words
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends $missing >&2
elif [ -n "$missing" ]; then
    echo "These packages are missing; install them as root:$missing" >&2
    exit 1
fi

cd "$top"
MCP_TOP=$top exec perl t/bench/run.pl
