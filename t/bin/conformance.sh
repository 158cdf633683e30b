#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The official conformance suite of MCP against the module with what
# t/c-modules/conformance provides, in a private httpd without a Nextcloud.
#
#   t/bin/conformance.sh [selection ...]
#
# Selections: 2025-11-25 and 2026-07-28 (the suite's requirements), 2025-06-18
# and 2025-03-26 (all scenarios for that revision), skills (the extension's);
# all of them unless named. Prints what failed and a table, and writes
# build/conformance.tsv. Exit status 0: nothing failed, nothing was warned of,
# and as many checks passed as there are.
#
# MPM=event     event, worker or prefork
# CHILDREN=1    of httpd; 64 threads each, under prefork 64 processes each
# ROUNDS=1      how often everything is run, each time by an httpd of its own:
#               all suites are one user, who may have so many tasks only
# PARALLEL=1    suites at a time: one selection after the other, over and over
# PORT=8620
# KEEP=1        keep the suite's results and the logs in build/conformance
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
build=${build:-build}
[[ $build == /* ]] || build=$top/$build
apxs=${APXS:-apxs}
port=${PORT:-8620}
modules=$($apxs -q LIBEXECDIR)
httpd=$($apxs -q SBINDIR)/$($apxs -q PROGNAME)
suite=$build/conformance
[ $# -gt 0 ] || set -- 2025-11-25 2026-07-28 2025-06-18 2025-03-26 skills
mpm=${MPM:-event}
children=${CHILDREN:-1}
threads=64
# Per child; per server under prefork.
waiting=$((threads - 4))
[ "$mpm" != prefork ] || waiting=$((children * threads - 4))

node=$("$top/t/bin/npm.sh" "$top/t/conformance" "$suite")
work=$(mktemp -d /tmp/mod_mcp-conformance.XXXXXX)
begin() {
    "$httpd" -f "$work/httpd.conf" -k start ||
        { cat "$work/logs/error_log"; exit 1; }
    sleep 1
}

end() {
    local pid

    pid=$(cat "$work/httpd.pid" 2>/dev/null) || return 0
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 100); do
        kill -0 "$pid" 2>/dev/null || return 0
        sleep 0.1
    done
}

stop() {
    end
    rm -rf "$work"
}
trap stop EXIT

# As many workers in all under each MPM. A spare child or two may live while
# others end.
workers() {
    if [ "$mpm" = prefork ]; then
        echo "StartServers $((children * threads))"
        echo "MinSpareServers $((children * threads))"
        echo "MaxSpareServers $((children * threads))"
    else
        echo "StartServers $children"
        echo "ThreadsPerChild $threads"
        echo "MinSpareThreads $((children * threads))"
        echo "MaxSpareThreads $((children * threads + threads))"
    fi
    echo "ServerLimit $((children * threads))"
    echo "MaxRequestWorkers $((children * threads))"
    echo "MaxConnectionsPerChild 0"
}

# Like demo.sh: copies, since the children are nobody.
cp -r "$top/conf/tools.d" "$top/t/conformance/skills.d" "$build/c-modules" "$build/mod_mcp.so" "$work/"
mkdir -p "$work/logs" "$work/htdocs" "$work/out"
sed -e "s,@MPM@,$mpm,g" -e "s,@MODULES@,$modules,g" \
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
$(workers)
TypesConfig /dev/null
DocumentRoot $work/htdocs
KeepAliveTimeout 2
# Nothing here waits for a Nextcloud that the same workers would have to serve.
MCPMaxWaiting $waiting
MCPJobThreads $threads
MCPMaxStreams $((waiting / 2)) $((waiting / 2))
Mutex default:$work/logs
MCPToolsDir $work/tools.d
MCPSkillsDir $work/skills.d
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

suite() {
    (cd "$work" && "$node" \
        "$suite/node_modules/@modelcontextprotocol/conformance/dist/index.js" \
        server --url "http://localhost:$port/mcp" "$@")
}

# One selection; its results go to a folder of this name. The suite's exit
# status is made from the same results that are counted below.
run() {
    local selection=$1 to=$work/out/$1.$2

    case $selection in
    skills)
        for scenario in enumeration manifest directory; do
            suite --scenario "sep-2640-skills-$scenario" \
                --spec-version 2026-07-28 --force -o "$to" || true
        done
        ;;
    2025-0*) suite --suite all --spec-version "$selection" -o "$to" || true ;;
    *) suite --requirements "$selection" -o "$to" || true ;;
    esac > "$to.log" 2>&1
}

count=0
for _ in $(seq "${ROUNDS:-1}"); do
    begin
    # With one at a time every selection comes up once, else every place is
    # taken once.
    places=$(( ${PARALLEL:-1} > 1 ? ${PARALLEL:-1} : $# ))
    for place in $(seq 0 $((places - 1))); do
        at=$((place % $# + 1))
        count=$((count + 1))
        run "${!at}" "$count" &
        [ "${PARALLEL:-1}" -gt 1 ] || wait
    done
    wait
    end
done
"$node" "$top/t/conformance/report.mjs" "$work/out" "$build/conformance.tsv" "$@" && failed=0 || failed=1
if grep -E 'exit signal|AddressSanitizer|runtime error' "$work/logs/error_log"; then
    failed=1
fi
[ -z "${KEEP:-}" ] || cp -r "$work/out" "$work/logs" "$suite/"
exit $failed
