#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# exports.sh mod_mcp.so: the module exports its record and nothing else.
set -eu
cd "$(dirname "$0")/../.."
module=${1:-build/mod_mcp.so}

if [ ! -f "$module" ]; then
    echo "exports: $module is not there; \"make\" builds it"
    exit 1
fi
names=$(nm -D --defined-only "$module" | awk '{print $NF}' | sort)
if [ "$names" != mcp_module ]; then
    [ -n "$names" ] || names='(nothing)'
    for name in $names; do
        [ "$name" = mcp_module ] || echo "exports: $module exports $name"
    done
    echo "$names" | grep -qx mcp_module ||
        echo "exports: $module does not export mcp_module"
    exit 1
fi
echo "mcp_module is the only symbol exported"
