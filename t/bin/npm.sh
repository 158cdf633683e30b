#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
#   t/bin/npm.sh SOURCE DEST
#
# Puts what SOURCE/package-lock.json names into DEST and prints the path of
# the node binary it is to be run with. Does nothing if that has been done for
# this lock file. Exit: 0 done, 1 npm failed, 2 npm is missing, 3 no node for
# this CPU.
#
# node itself comes from the lock file too: a Debian 12 has Node 18, and some
# packages ask for 22. Install scripts of packages are not run.

set -eu

source=$1
dest=$2
stamp=$dest/.installed

# What is installed depends on these files, and on the CPU (which node).
want=$( { cat "$source/package.json" "$source/package-lock.json"; uname -m; } |
        sha256sum | cut -d' ' -f1)

find_node() {
    for n in "$dest"/node_modules/node-linux-*/bin/node; do
        if [ -x "$n" ] && "$n" --version >/dev/null 2>&1; then
            printf '%s\n' "$n"
            return 0
        fi
    done
    return 1
}

if [ "$(cat "$stamp" 2>/dev/null || :)" = "$want" ] && find_node; then
    exit 0
fi

if ! command -v npm >/dev/null 2>&1; then
    echo "npm.sh: npm is not installed; it is needed to fetch what" \
         "$source/package.json names (Debian: apt-get install npm)" >&2
    exit 2
fi

mkdir -p "$dest"
rm -f "$stamp"
cp "$source/package.json" "$source/package-lock.json" "$dest/"

log=$dest/npm.log
if ! (cd "$dest" && npm ci --ignore-scripts --no-audit --no-fund \
      --fetch-retries=2 --fetch-timeout=60000) >"$log" 2>&1; then
    echo "npm.sh: 'npm ci' failed in $dest; registry:" \
         "$(npm config get registry 2>/dev/null)" >&2
    tail -n 15 "$log" >&2
    exit 1
fi

if ! find_node; then
    echo "npm.sh: package.json names no node that runs on $(uname -sm)" >&2
    exit 3
fi
printf '%s\n' "$want" >"$stamp"
