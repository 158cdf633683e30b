#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Many users for a long time: does each get their own answers, and does the
# server keep its size? It goes on until both numbers are reached, or twice the
# time has passed.
#
#   SOAK_SECONDS=1800  SOAK_REQUESTS=1000000  SOAK_USERS=100
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top"
MCP_TOP=$top exec prove -v --merge t/soak/soak.t
