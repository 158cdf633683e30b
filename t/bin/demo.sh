#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A private httpd (event MPM) with the module, until interrupted. Its
# Nextcloud is the stand-in of the tests, or the one of NEXTCLOUD_URL.
#
#   make demo
#   make demo NEXTCLOUD_URL=https://cloud.example.com
#
# PORT=8600   DEMO_SECONDS=0 (0: until interrupted)
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
build=${build:-build}
apxs=${APXS:-apxs}
port=${PORT:-8600}
modules=$($apxs -q LIBEXECDIR)
httpd=$($apxs -q SBINDIR)/$($apxs -q PROGNAME)
work=$(mktemp -d /tmp/mod_mcp-demo.XXXXXX)
url=${NEXTCLOUD_URL:-http://127.0.0.1:$port}
user=${NEXTCLOUD_USER:-alice}
password=${NEXTCLOUD_PASSWORD:-app-alice}
endpoint=http://127.0.0.1:$port/mcp

stop() {
    trap - EXIT INT TERM
    [ ! -s "$work/httpd.pid" ] || kill "$(cat "$work/httpd.pid")" 2>/dev/null || true
    sleep 1
    rm -rf "$work"
}
trap stop EXIT
trap 'stop; exit 0' INT TERM

# The children of a server that root starts are nobody: give them copies in a
# folder that they may enter.
cp -r "$top/conf/tools.d" "$top/conf/prompts.d" "$top/conf/skills.d" "$top/t" "$work/"
cp "$top/$build/mod_mcp.so" "$work/"
mkdir -p "$work/logs" "$work/state" "$work/htdocs"
sed -e "s,@MPM@,event,g" -e "s,@MODULES@,$modules,g" -e "s,@TOP@,$work,g" \
    "$work/t/conf/modules.conf.tmpl" > "$work/modules.conf"
sed -e "s,@TOP@,$work,g" -e "s,@STATE@,$work/state,g" \
    "$work/t/conf/standin.conf.tmpl" > "$work/standin.conf"
cat > "$work/httpd.conf" <<CONF
ServerRoot $work
ServerName 127.0.0.1
Listen 127.0.0.1:$port
PidFile $work/httpd.pid
ErrorLog $work/logs/error_log
LogLevel info
User nobody
Group nogroup
Include $work/modules.conf
TypesConfig /dev/null
DocumentRoot $work/htdocs
KeepAliveTimeout 2
AsyncRequestWorkerFactor 16
Mutex default:$work/logs
MCPToolsDir $work/tools.d
MCPPromptsDir $work/prompts.d
MCPSkillsDir $work/skills.d
<Location "/mcp">
    SetHandler mcp
    MCPNextcloudURL $url
</Location>
CONF
[ -n "${NEXTCLOUD_URL:-}" ] || echo "Include $work/standin.conf" >> "$work/httpd.conf"
[ "$(id -u)" = 0 ] || sed -i -e '/^User /d' -e '/^Group /d' "$work/httpd.conf"
[ "$(id -u)" != 0 ] || chown -R nobody "$work/logs" "$work/state"
chmod 755 "$work"

"$httpd" -f "$work/httpd.conf" -k start || { cat "$work/logs/error_log"; exit 1; }
for _ in $(seq 50); do
    curl -fs -o /dev/null "http://127.0.0.1:$port/" && break
    [ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/")" = 000 ] || break
    sleep 0.2
done

basic=$(printf '%s:%s' "$user" "$password" | base64 -w0)
cat <<TEXT

  MCP endpoint   $endpoint
  Nextcloud      $url
  user           $user

Configuration of a client:

  {
    "mcpServers": {
      "nextcloud": {
        "type": "http",
        "url": "$endpoint",
        "headers": { "Authorization": "Basic $basic" }
      }
    }
  }

A first call, tools/list, and what came back:

TEXT

# Credentials go by a file that only we can read, not by the command line.
umask 077
printf 'header = "Authorization: Basic %s"\n' "$basic" > "$work/curlrc"
if ! curl -sS --fail-with-body -K "$work/curlrc" -o "$work/answer" "$endpoint" \
    -H 'Content-Type: application/json' \
    -H 'Accept: application/json, text/event-stream' \
    -H 'MCP-Protocol-Version: 2025-11-25' \
    -d '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'; then
    cat "$work/answer" "$work/logs/error_log" >&2
    exit 1
fi
perl -MJSON::PP -e '
    local $/; my $tools = decode_json(<STDIN>)->{result}{tools} or exit 1;
    binmode STDOUT, ":utf8";
    printf "  %d tools\n", scalar @$tools;
    printf "  %-32s %s\n", $_->{name}, $_->{title} // "" for @$tools;
' < "$work/answer" || { cat "$work/answer"; exit 1; }

if [ "${DEMO_SECONDS:-0}" -gt 0 ]; then
    sleep "$DEMO_SECONDS"
    exit 0
fi
printf '\nIt stays up until you press Ctrl-C.\n'
while kill -0 "$(cat "$work/httpd.pid")" 2>/dev/null; do
    sleep 1
done
