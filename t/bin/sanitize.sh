#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The tests again, with a module that watches itself.
#
#   t/bin/sanitize.sh          addresses and undefined behaviour: unit tests
#                              and t/*.t
#   t/bin/sanitize.sh thread   data races: unit tests, streams, tasks, asking,
#                              lost clients, restarts
#   t/bin/sanitize.sh address|thread file.t ...   these instead of all
#
# MPMS="event"   the MPMs to run under
# Exit status 1: a test failed or a sanitizer has reported something.
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
mode=${1:-address}
[ $# = 0 ] || shift
chosen=("$@")
real_apxs=${APXS:-apxs}
httpd=$($real_apxs -q SBINDIR)/$($real_apxs -q PROGNAME)
reports='(Address|Thread|UndefinedBehavior)Sanitizer|runtime error:'
failed=0
cd "$top"

case $mode in
address) flags=-fsanitize=address,undefined runtime=libasan.so ;;
thread) flags=-fsanitize=thread runtime=libtsan.so ;;
*) echo "usage: $0 [address|thread]" >&2; exit 2 ;;
esac
build=build/$mode-san
runtime=$(realpath "$(gcc -print-file-name=$runtime)")
log=$top/$build/reports

# httpd and Perl keep memory until they end: leaks are t/96-memory.t's.
export ASAN_OPTIONS=detect_leaks=0:symbolize=1
export UBSAN_OPTIONS=print_stacktrace=1
export TSAN_OPTIONS=history_size=4:exitcode=0:log_path=$top/$build/races/report

compile() {
    make -j2 CC=gcc build="$build" \
        CFLAGS="-O1 -g -fno-omit-frame-pointer $flags" "$@"
}

# An httpd that loads the sanitizer before everything else, and an apxs that
# says where it is.
wrap_httpd() {
    mkdir -p "$build/sbin"
    printf '#!/bin/sh\nLD_PRELOAD=%s exec %s "$@"\n' "$runtime" "$httpd" \
        > "$build/sbin/${httpd##*/}"
    cat > "$build/apxs" <<SCRIPT
#!/bin/sh
[ "\$*" != "-q SBINDIR" ] || { echo "$top/$build/sbin"; exit 0; }
exec $real_apxs "\$@"
SCRIPT
    chmod +x "$build/apxs" "$build/sbin/${httpd##*/}"
}

# libapr's atomic operations are not compiled for the sanitizer, which then
# takes what they order for races (the last reference to a job). These are.
build_atomics() {
    cat > "$build/atomics.c" <<'SOURCE'
#include <apr_atomic.h>
#define ORDER __ATOMIC_SEQ_CST
apr_uint32_t apr_atomic_read32(volatile apr_uint32_t *m)
{ return __atomic_load_n(m, ORDER); }
void apr_atomic_set32(volatile apr_uint32_t *m, apr_uint32_t v)
{ __atomic_store_n(m, v, ORDER); }
apr_uint32_t apr_atomic_add32(volatile apr_uint32_t *m, apr_uint32_t v)
{ return __atomic_fetch_add(m, v, ORDER); }
void apr_atomic_sub32(volatile apr_uint32_t *m, apr_uint32_t v)
{ __atomic_fetch_sub(m, v, ORDER); }
apr_uint32_t apr_atomic_inc32(volatile apr_uint32_t *m)
{ return __atomic_fetch_add(m, 1, ORDER); }
int apr_atomic_dec32(volatile apr_uint32_t *m)
{ return __atomic_sub_fetch(m, 1, ORDER) != 0; }
apr_uint32_t apr_atomic_cas32(volatile apr_uint32_t *m, apr_uint32_t v,
                              apr_uint32_t old)
{ __atomic_compare_exchange_n(m, &old, v, 0, ORDER, ORDER); return old; }
apr_uint32_t apr_atomic_xchg32(volatile apr_uint32_t *m, apr_uint32_t v)
{ return __atomic_exchange_n(m, v, ORDER); }
void *apr_atomic_casptr(volatile void **m, void *v, const void *old)
{ volatile void *was = (volatile void *)old;
  __atomic_compare_exchange_n(m, &was, v, 0, ORDER, ORDER); return (void *)was; }
void *apr_atomic_xchgptr(volatile void **m, void *v)
{ return (void *)__atomic_exchange_n(m, v, ORDER); }
SOURCE
    # shellcheck disable=SC2046 # a list of options
    gcc -shared -fPIC -O1 -g -fsanitize=thread $(apr-1-config --cppflags --includes) \
        -o "$build/atomics.so" "$build/atomics.c"
}

run_address() {
    local tests=("${chosen[@]}")
    # 96-memory.t is valgrind's.
    [ ${#tests[@]} != 0 ] ||
        mapfile -t tests < <(printf '%s\n' t/[2-9]*.t | grep -v 96-)
    wrap_httpd
    APXS=$top/$build/apxs build=$build MPMS=${MPMS:-event} MCP_JOBS=500 \
        MCP_KEEP=$servers MCP_SECONDS=8 t/bin/check.sh "${tests[@]}" 2>&1 |
        tee -a "$log"
    [ "${PIPESTATUS[0]}" = 0 ] || failed=1
    cat "$servers" >> "$log"
}

# mod_perl has races of its own: only tests whose stand-in runs elsewhere.
# Restarts are four seconds apart: APR destroys a mutex that a child has not
# attached to yet, and under the sanitizer children are slow to start.
run_thread() {
    local mpm
    local tests=("${chosen[@]}")

    [ ${#tests[@]} != 0 ] ||
        tests=(t/2[5-9]*.t t/92-disconnect.t t/95-restart.t)
    build_atomics
    for mpm in ${MPMS:-event worker}; do
        MCP_PRELOAD="$runtime $top/$build/atomics.so" MCP_KEEP=$log \
            MCP_MPM=$mpm MCP_SECONDS=20 build=$build \
            setarch -R prove -It/lib "${tests[@]}" 2>&1 | tee -a "$log"
        [ "${PIPESTATUS[0]}" = 0 ] || failed=1
    done
}

# Only reports with a frame of ours: the event MPM, for one, closes sockets
# that its listener still polls.
collect_races() {
    perl -0777 -ne 'print map { "$_\n" } grep { /mod_mcp\.so|\bmcp_\w/ }
        grep { /WARNING/ } split /^={18}\n/m' "$build"/races/* \
        2>/dev/null >> "$log" || true
}

mkdir -p "$build"
: > "$log"
# The logs of servers that tests start, as nobody if this is root.
servers=$top/$build/servers
: > "$servers"
chmod 666 "$servers"
# httpd's children give up root and write there.
rm -rf "$build/races"
mkdir -m 777 "$build/races"
compile all c-modules
compile unit 2>&1 | tee -a "$log"
[ "${PIPESTATUS[0]}" = 0 ] || failed=1
"run_$mode"
collect_races
if grep -E "$reports" "$log"; then
    echo "# a sanitizer has something to say, see $log" >&2
    failed=1
fi
exit $failed
