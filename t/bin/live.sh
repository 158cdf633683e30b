#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The tool tests against a real Nextcloud: a private httpd with the module in
# front of it, and the same t/6x-*.t files that "make check" runs.
#
#   NEXTCLOUD_URL       http://127.0.0.1:8090
#   NEXTCLOUD_USER      login name      NEXTCLOUD_PASSWORD   app password
#   NEXTCLOUD_USER2, NEXTCLOUD_PASSWORD2   a second user in a common group
#   NEXTCLOUD_USER3, NEXTCLOUD_PASSWORD3   one with a quota of 1 KB (optional)
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
build=${build:-build}
apxs=${APXS:-apxs}
port=${PORT:-8610}
modules=$($apxs -q LIBEXECDIR)
httpd=$($apxs -q SBINDIR)/$($apxs -q PROGNAME)

for name in NEXTCLOUD_URL NEXTCLOUD_USER NEXTCLOUD_PASSWORD; do
    if [ -z "${!name:-}" ]; then
        sed -n 's/^# \{0,1\}//; 3,11p' "$0" >&2
        echo "$name is not set" >&2
        exit 1
    fi
done
work=$(mktemp -d /tmp/mod_mcp-live.XXXXXX)
stop() {
    [ ! -s "$work/httpd.pid" ] || kill "$(cat "$work/httpd.pid")" 2>/dev/null || true
    sleep 1
    rm -rf "$work"
}
trap stop EXIT

cp -r "$top/conf/tools.d" "$top/conf/prompts.d" "$top/conf/skills.d" "$work/"
cp "$top/$build/mod_mcp.so" "$work/"
mkdir -p "$work/logs" "$work/htdocs"
sed -e "s,@MPM@,event,g" -e "s,@MODULES@,$modules,g" -e "s,@TOP@,$work,g" \
    -e '/perl_module/d' "$top/t/conf/modules.conf.tmpl" > "$work/modules.conf"
cat > "$work/httpd.conf" <<CONF
ServerRoot $work
ServerName 127.0.0.1
Listen 127.0.0.1:$port
PidFile $work/httpd.pid
ErrorLog $work/logs/error_log
LogLevel info mcp:debug
User nobody
Group nogroup
Include $work/modules.conf
TypesConfig /dev/null
DocumentRoot $work/htdocs
Mutex default:$work/logs
MCPToolsDir $work/tools.d
MCPPromptsDir $work/prompts.d
MCPSkillsDir $work/skills.d
MCPNextcloudURL $NEXTCLOUD_URL
<Location "/mcp">
    SetHandler mcp
    MCPService web On
    MCPWebAllow $(echo "$NEXTCLOUD_URL" | sed 's,^[a-z]*://,,; s,/.*,,')
</Location>
# As in t/conf/extra.conf.in.
<Location "/mcp-notice">
    SetHandler mcp
    MCPNotice "Written with an assistant."
</Location>
<Location "/mcp-plain">
    SetHandler mcp
    MCPResources Off
</Location>
<Location "/mcp-small">
    SetHandler mcp
    MCPMaxContent 1024
</Location>
<Location "/mcp-down">
    SetHandler mcp
    MCPNextcloudURL http://127.0.0.1:1
    MCPConnectTimeout 1
</Location>
CONF
[ "$(id -u)" = 0 ] || sed -i -e '/^User /d' -e '/^Group /d' "$work/httpd.conf"
[ "$(id -u)" != 0 ] || chown -R nobody "$work/logs"
chmod 755 "$work"
"$httpd" -f "$work/httpd.conf" -k start || { cat "$work/logs/error_log"; exit 1; }
sleep 1
export MCP_ENDPOINT=http://127.0.0.1:$port/mcp

status=0
cd "$top"
prove -v -It/lib ${*:-t/6*.t} 2>&1 | tee "$work/out" || true
[ "${PIPESTATUS[0]}" = 0 ] || status=1
grep -E 'exit signal' "$work/logs/error_log" && status=1
echo
echo "Live against $NEXTCLOUD_URL: $(grep -c '^ *ok ' "$work/out") passed," \
    "$(grep -c '^ *not ok ' "$work/out") failed," \
    "$(grep -c '# skip' "$work/out") skipped"
grep -hE '# skip|^# SKIP' "$work/out" | sed 's/^ */  /' || true
exit $status
