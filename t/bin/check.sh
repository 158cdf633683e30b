#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Run t/*.t under Apache::Test, once per MPM, in a scratch folder. When root
# runs this, the tests run as nobody (Apache::Test refuses root), who may not
# be able to look into the checkout: so everything is copied.
#
#   t/bin/check.sh [file.t ...]
#
# MPMS="event worker prefork"  the MPMs to run under
# MCP_PARK=1                   with MCPPark On
# KEEP=1                       leave the scratch folder
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
build=${build:-build}
apxs=${APXS:-apxs}
httpd=$($apxs -q SBINDIR)/$($apxs -q PROGNAME)
modules=$($apxs -q LIBEXECDIR)
work=$(mktemp -d "${TMPDIR:-/tmp}/mod_mcp-check.XXXXXX")
failed=0
results=
crash='exit signal|AddressSanitizer|runtime error'
as_user=()
[ "$(id -u)" != 0 ] || as_user=(setpriv --reuid=nobody --regid=nogroup --clear-groups)

cleanup() {
    if [ -s "$work/t/logs/httpd.pid" ]; then
        kill "$(cat "$work/t/logs/httpd.pid")" 2>/dev/null || true
        sleep 1
    fi
    [ -n "${KEEP:-}" ] || rm -rf "$work"
}
trap cleanup EXIT

prepare() {
    cp -r "$top/t" "$work/t"
    cp "$top/$build/mod_mcp.so" "$work/"
    cp -r "$top/conf/tools.d" "$top/conf/prompts.d" "$top/conf/skills.d" "$work/"
    mkdir -p "$work/tmp" "$work/state" "$work/t/htdocs" "$work/t/logs"
    # Like Nextcloud's own: what it does not know goes to its front controller.
    cat > "$work/t/htdocs/.htaccess" <<'RULES'
RewriteEngine On
RewriteCond %{REQUEST_URI} !^/(ocs|(remote|public|index|status)\.php|standin-control|outside|server-status)
RewriteRule . index.php [L]
RULES
    # The modules of t/c-modules, when they have been built.
    [ ! -d "$top/$build/c-modules" ] ||
        cp -r "$top/$build/c-modules" "$work/c-modules"
    # The installed MCP clients, when there are any.
    [ ! -d "$top/$build/clients" ] ||
        cp -al "$top/$build/clients" "$work/clients" 2>/dev/null ||
        cp -r "$top/$build/clients" "$work/clients"
    sed -e "s,@TOP@,$work,g" -e "s,@STATE@,$work/state,g" \
        "$work/t/conf/standin.conf.tmpl" > "$work/t/conf/standin.conf"
    chmod 755 "$work"
    chmod 640 "$work/t/conf/here.key"
}

write_mpm_conf() {
    sed -e "s,@MPM@,$1,g" -e "s,@MODULES@,$modules,g" -e "s,@TOP@,$work,g" \
        "$work/t/conf/modules.conf.tmpl" > "$work/t/conf/modules.conf"
    cp "$work/t/conf/mpm-$1.conf" "$work/t/conf/mpm.conf"
    [ -z "${MCP_PARK:-}" ] || echo "MCPPark On" >> "$work/t/conf/mpm.conf"
    [ ! -e "$work/c-modules/mod_mcp_example.so" ] ||
        echo "LoadModule mcp_example_module $work/c-modules/mod_mcp_example.so" \
            >> "$work/t/conf/modules.conf"
}

# What failed, with what the test said of it: once more at the end, where it is
# found without a search through thousands of lines.
tell_failures() {
    echo "# what failed under $1:"
    sed -n '/^Test Summary Report/,/^Files=/p' "$work/out.$1" | grep -E '^(t/| )'
    grep -E -A14 '^ *#   Failed test' "$work/out.$1" | head -100
    grep -E "$crash" "$work/t/logs/error_log"
    echo "# end of what failed"
}

run_mpm() {
    local args=("${@:2}")

    write_mpm_conf "$1"
    # Not the clients: they may be hard links to the checkout's.
    [ "$(id -u)" != 0 ] || find "$work" -path "$work/clients" -prune -o \
        -exec chown nobody:nogroup {} +
    cd "$work"
    echo "# $1"
    perl t/TEST -clean >/dev/null 2>&1 || true
    rm -f t/logs/*_log
    "${as_user[@]}" env HOME="$work" TMPDIR="$work/tmp" MCP_TOP="$work" MCP_MPM="$1" perl t/TEST -apxs "$apxs" -httpd "$httpd" \
        -httpd_conf "$work/t/conf/modules.conf" -port "${PORT:-select}" \
        -startup_timeout 60 "${args[@]}" 2>&1 | tee "$work/out.$1"
    local status=${PIPESTATUS[0]}
    cd "$top"
    results="$results$1: $(grep -E '^(Files=|Result:)' "$work/out.$1" | tr '\n' ' ')
"
    # A crash that httpd survived by a new child is a failure all the same.
    ! grep -E "$crash" "$work/t/logs/error_log" || status=1
    [ "$status" = 0 ] || tell_failures "$1" > "$work/failures.$1"
    return "$status"
}

prepare
# Named here, since Apache::Test would also run what lies in folders of t/:
# the soak, which is for an evening.
[ $# != 0 ] || set -- "$top"/t/*.t
mapfile -t tests < <(for t in "$@"; do echo "${t#"$top"/}"; done)
set +e
for mpm in ${MPMS:-event worker prefork}; do
    run_mpm "$mpm" "${tests[@]}" || failed=1
done
printf '\n%s' "$results"
cat "$work"/failures.* 2>/dev/null
exit $failed
