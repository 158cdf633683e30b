#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The official conformance suite of MCP against the module with the tools of
# t/c-modules/conformance, in a private httpd without a Nextcloud.
#
#   t/bin/conformance.sh [selection ...]
#
# Selections: 2025-11-25 and 2026-07-28 (the suite's requirements), 2025-06-18
# and 2025-03-26 (all scenarios for that revision); all four unless named.
# Prints what failed and a table, and writes build/conformance.tsv. Exit
# status 0: nothing failed.
#
# MPM=event   PORT=8620
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
build=${build:-build}
[[ $build == /* ]] || build=$top/$build
apxs=${APXS:-apxs}
port=${PORT:-8620}
modules=$($apxs -q LIBEXECDIR)
httpd=$($apxs -q SBINDIR)/$($apxs -q PROGNAME)
suite=$build/conformance
[ $# -gt 0 ] || set -- 2025-11-25 2026-07-28 2025-06-18 2025-03-26

node=$("$top/t/bin/npm.sh" "$top/t/conformance" "$suite")
work=$(mktemp -d /tmp/mod_mcp-conformance.XXXXXX)
stop() {
    [ ! -s "$work/httpd.pid" ] || kill "$(cat "$work/httpd.pid")" 2>/dev/null || true
    sleep 1
    rm -rf "$work"
}
trap stop EXIT

# Like demo.sh: copies, since the children are nobody.
cp -r "$top/conf/tools.d" "$build/c-modules" "$build/mod_mcp.so" "$work/"
mkdir -p "$work/logs" "$work/htdocs" "$work/out"
sed -e "s,@MPM@,${MPM:-event},g" -e "s,@MODULES@,$modules,g" \
    -e "s,@TOP@,$work,g" -e '/perl_module/d' \
    "$top/t/conf/modules.conf.tmpl" > "$work/modules.conf"
cat > "$work/httpd.conf" <<CONF
ServerRoot $work
ServerName localhost:$port
Listen 127.0.0.1:$port
PidFile $work/httpd.pid
ErrorLog $work/logs/error_log
LogLevel info mcp:debug
User nobody
Group nogroup
Include $work/modules.conf
LoadModule mcp_conformance_module $work/c-modules/mod_mcp_conformance.so
LoadModule mcp_example_module $work/c-modules/mod_mcp_example.so
TypesConfig /dev/null
DocumentRoot $work/htdocs
Mutex default:$work/logs
MCPToolsDir $work/tools.d
<Location "/mcp">
    SetHandler mcp
    MCPNextcloudURL none
    # The suite takes the first tool of the list for one that can be called.
    MCPTools +app:conformance
</Location>
CONF
[ "$(id -u)" = 0 ] || sed -i -e '/^User /d' -e '/^Group /d' "$work/httpd.conf"
[ "$(id -u)" != 0 ] || chown -R nobody "$work/logs"
chmod 755 "$work"
"$httpd" -f "$work/httpd.conf" -k start || { cat "$work/logs/error_log"; exit 1; }
sleep 1

run_suite() {
    local how=(--requirements "$1")

    case $1 in
    2025-0*) how=(--suite all --spec-version "$1") ;;
    esac
    # Its exit status is made from the same results that are counted below.
    (cd "$work" && "$node" \
        "$suite/node_modules/@modelcontextprotocol/conformance/dist/index.js" \
        server --url "http://localhost:$port/mcp" "${how[@]}" \
        -o "$work/out/$1" > "$work/out/$1.log" 2>&1) || true
}

for selection; do
    run_suite "$selection"
done
"$node" "$top/t/conformance/report.mjs" "$work/out" "$build/conformance.tsv" "$@" && failed=0 || failed=1
if grep -E 'exit signal|AddressSanitizer|runtime error' "$work/logs/error_log"; then
    failed=1
fi
[ -z "${KEEP:-}" ] || cp -r "$work/out" "$work/logs" "$build/conformance/"
exit $failed
