#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Many users for a long time: does each get their own answers, and does the
# server keep its size? It goes on until both numbers are reached, or twice the
# time has passed. Then 5,000 event streams, and callers in every combination of
# workers, speed of Nextcloud and way to speak, which takes 20 minutes more.
#
#   SOAK_SECONDS=1800  SOAK_REQUESTS=1000000  SOAK_USERS=100
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top"
status=0
MCP_TOP=$top prove -v --merge t/soak/soak.t || status=1
MCP_ALL=1 MPMS=event t/bin/check.sh t/94-streams.t t/94-starvation.t || status=1
exit $status
