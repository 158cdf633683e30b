#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The tests again, with a module that watches itself.
#
#   t/bin/sanitize.sh          addresses and undefined behaviour: unit tests
#                              and t/*.t
#   t/bin/sanitize.sh thread   data races: unit tests, lost clients, restarts
#
# MPMS="event"   the MPMs to run under
# Exit status 1: a test failed or a sanitizer has reported something.
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
mode=${1:-address}
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
export TSAN_OPTIONS=suppressions=$top/$build/tsan.supp:history_size=4:exitcode=0

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

# libapr's atomic operations are not compiled for the sanitizer, which takes
# what they order for races: the last reference to a job, and the counter of
# the gate. libcurl and the MPMs are not compiled for it either.
write_suppressions() {
    cat > "$build/tsan.supp" <<'SUPPRESSIONS'
called_from_lib:libcurl.so
called_from_lib:libcrypto.so
called_from_lib:libssl.so
called_from_lib:mod_mpm_event.so
called_from_lib:mod_mpm_worker.so
SUPPRESSIONS
}

run_address() {
    local tests
    # 96-memory.t is valgrind's.
    tests=$(ls t/[2-7]*.t t/9*.t | grep -v 96-)
    wrap_httpd
    # shellcheck disable=SC2086 # a list of files
    APXS=$top/$build/apxs build=$build MPMS=${MPMS:-event} MCP_JOBS=500 \
        MCP_SECONDS=4 t/bin/check.sh $tests 2>&1 | tee -a "$log"
    [ "${PIPESTATUS[0]}" = 0 ] || failed=1
}

# mod_perl has races of its own: only tests whose stand-in runs elsewhere.
run_thread() {
    local mpm
    for mpm in ${MPMS:-event worker}; do
        MCP_PRELOAD=$runtime MCP_KEEP=$log build=$build MCP_MPM=$mpm \
            MCP_SECONDS=5 setarch -R prove -It/lib t/92-disconnect.t \
            t/95-restart.t 2>&1 | tee -a "$log"
        [ "${PIPESTATUS[0]}" = 0 ] || failed=1
    done
}

compile all
: > "$log"
write_suppressions
compile unit 2>&1 | tee -a "$log"
[ "${PIPESTATUS[0]}" = 0 ] || failed=1
"run_$mode"
if grep -E "$reports" "$log"; then
    echo "# a sanitizer has something to say, see $log" >&2
    failed=1
fi
exit $failed
