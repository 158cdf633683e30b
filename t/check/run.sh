#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh [mod_mcp.so]: all checks of the structure, as TAP. Each check is a
# script of its own that prints one line, or names what is wrong and fails.
set -u
cd "$(dirname "$0")/../.." || exit 1
module=${1:-build/mod_mcp.so}

checks='layers length banned spdx exports directives messages tools docs catalogue duties'
count=0
failed=0

# shellcheck disable=SC2086 # a list of words
set -- $checks
echo "1..$#"
for check; do
    count=$((count + 1))
    if output=$("t/check/$check.sh" "$module" 2>&1); then
        echo "ok $count - $check: $output"
    else
        failed=$((failed + 1))
        echo "not ok $count - $check"
        echo "$output" | sed 's/^/#   /'
    fi
done
[ "$failed" = 0 ] || echo "# $failed of $count checks failed"
[ "$failed" = 0 ]
