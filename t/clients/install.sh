#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Puts the MCP clients of package-lock.json into build/clients (or the
# directory given as first argument) and prints the path of the node binary
# they are to be run with. t/bin/npm.sh says more.

set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
exec "$here/../bin/npm.sh" "$here" "${1:-$here/../../build/clients}"
