/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Each request to MCP waits for a second one, to Nextcloud, which the same
 * child may have to serve. That goes wrong in ways that nobody sees before
 * the server is busy, so what leads to them is said at its start.
 */

#include "httpd/capacity.h"

#include <stdlib.h>
#include <sys/resource.h>

#include <ap_mpm.h>
#include <http_config.h>
#include <http_log.h>

#include "httpd/mpm.h"
#include "util/log.h"

APLOG_USE_MODULE(mcp);

/* Connections that a child should still take while half of its workers wait:
 * with fewer, 64 callers and 60 idle connections have been seen to wait for
 * each other for KeepAliveTimeout and longer. */
#define ENOUGH_CONNECTIONS 128

/* httpd's default. */
#define DEFAULT_FACTOR 2

/* Below this, one worker that waits leaves too few for everything else. */
#define MIN_THREADS 8

/* Descriptors of a child for logs, shared memory and the like, and of a job
 * for its connection to Nextcloud. */
#define OTHER_DESCRIPTORS 64
#define JOB_DESCRIPTORS 4

/* How long an idle connection may be kept: where it costs no worker, and
 * where it does. */
#define MAX_IDLE_ASYNC apr_time_from_sec(5)
#define MAX_IDLE_SYNC apr_time_from_sec(1)

typedef struct capacity_t {
    const mcp_server_config_t *config;
    server_rec *s;
    int is_async;
    int is_threaded;
    int threads;  /* of a child */
    int children; /* at most */
    int slots;    /* for children, old ones that have not ended among them */
    int factor;   /* AsyncRequestWorkerFactor */
} capacity_t;

/* The MPM tells nobody; the last directive counts. */
static int read_factor(void)
{
    const ap_directive_t *directive;
    double factor = DEFAULT_FACTOR;

    for (directive = ap_conftree; directive; directive = directive->next) {
        if (!ap_cstr_casecmp(directive->directive,
                             "AsyncRequestWorkerFactor")) {
            factor = strtod(directive->args, NULL);
        }
    }
    return (int)factor;
}

static int idle_threads(int threads)
{
    return threads / 2 - 1;
}

int mcp_capacity_default_parked(void)
{
    int idle = idle_threads(mcp_mpm_query(AP_MPMQ_MAX_THREADS, 1));
    int parked = idle * read_factor() / 2;

    return parked > 0 ? parked : 1;
}

static void measure(capacity_t *capacity, const mcp_server_config_t *config,
                    server_rec *s)
{
    capacity->config = config;
    capacity->s = s;
    capacity->is_async = mcp_mpm_is_async();
    capacity->is_threaded = mcp_mpm_is_threaded();
    capacity->threads = mcp_mpm_query(AP_MPMQ_MAX_THREADS, 1);
    capacity->children = mcp_mpm_query(AP_MPMQ_MAX_DAEMONS, 1);
    capacity->slots = mcp_mpm_query(AP_MPMQ_HARD_LIMIT_DAEMONS, 1);
    capacity->factor = read_factor();
}

static void check_waiting(const capacity_t *capacity)
{
    int limit = mcp_gate_default_limit();

    if (capacity->config->max_waiting > limit) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, capacity->s,
                     MCP_LOGNO(0013) "MCPMaxWaiting %d is more than half of "
                                     "the workers: if they serve Nextcloud "
                                     "too, requests may wait for themselves. "
                                     "Set it to %d or less, or raise %s",
                     capacity->config->max_waiting, limit,
                     capacity->is_threaded ? "ThreadsPerChild"
                                           : "MaxRequestWorkers");
    }
}

static void check_threads(const capacity_t *capacity)
{
    int workers =
        capacity->is_threaded ? capacity->threads : capacity->children;

    if (workers < MIN_THREADS) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, capacity->s,
                     MCP_LOGNO(0014) "%s %d leaves too few workers to serve "
                                     "Nextcloud while MCP waits for it. Set "
                                     "it to %d or more",
                     capacity->is_threaded ? "ThreadsPerChild"
                                           : "MaxRequestWorkers",
                     workers, MIN_THREADS);
    }
}

/* A child takes threads + idle * factor connections; the one idle worker that
 * takes the next counts for nothing. */
static void check_connections(const capacity_t *capacity)
{
    int idle = idle_threads(capacity->threads);
    int missing = ENOUGH_CONNECTIONS - capacity->threads;

    if (capacity->is_async && idle > 0 && missing > idle * capacity->factor) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, capacity->s,
                     MCP_LOGNO(0015) "AsyncRequestWorkerFactor %d: a child "
                                     "that has half of its workers waiting "
                                     "takes %d connections, and then not even "
                                     "those to Nextcloud. Set it to %d or "
                                     "more",
                     capacity->factor,
                     capacity->threads + idle * capacity->factor,
                     (missing + idle - 1) / idle);
    }
}

/* Parked requests are connections like others. */
static void check_parked(const capacity_t *capacity)
{
    int idle = idle_threads(capacity->threads);
    int parked = capacity->config->max_parked;
    int streams = capacity->config->max_streams;
    int room = idle > 0 ? idle * capacity->factor : 0;

    if (capacity->config->park && parked + streams > room) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, capacity->s,
                     MCP_LOGNO(0019) "MCPPark On %d and MCPMaxStreams %d: a "
                                     "child that has half of its %d workers "
                                     "busy takes %d connections beside them, "
                                     "and then not even those to Nextcloud. "
                                     "Lower them, or raise "
                                     "AsyncRequestWorkerFactor or "
                                     "ThreadsPerChild",
                     parked, streams, capacity->threads, room);
    }
}

static rlim_t max_descriptors(void)
{
    struct rlimit limit;

    return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur
                                                 : RLIM_INFINITY;
}

/* What is parked has one beside its connection's. A child without any left
 * takes no connection, and finds no Nextcloud. */
static void check_descriptors(const capacity_t *capacity)
{
    const mcp_server_config_t *config = capacity->config;
    int idle = idle_threads(capacity->threads);
    rlim_t limit = max_descriptors();
    rlim_t needed = (rlim_t)capacity->threads
                    + (rlim_t)(idle > 0 ? idle : 0) * (rlim_t)capacity->factor
                    + (rlim_t)config->max_parked + (rlim_t)config->max_streams
                    + (rlim_t)config->job_threads * JOB_DESCRIPTORS
                    + OTHER_DESCRIPTORS;

    if (config->park && limit != RLIM_INFINITY && needed > limit) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, capacity->s,
                     MCP_LOGNO(0020) "a child may need %lu descriptors with "
                                     "MCPPark On %d and MCPMaxStreams %d, and "
                                     "has %lu. Lower them, or start httpd "
                                     "with a higher \"ulimit -n\"",
                     (unsigned long)needed, config->max_parked,
                     config->max_streams, (unsigned long)limit);
    }
}

static void check_keep_alive(const capacity_t *capacity)
{
    apr_interval_time_t limit =
        capacity->is_async ? MAX_IDLE_ASYNC : MAX_IDLE_SYNC;
    const server_rec *host;

    for (host = capacity->s; host; host = host->next) {
        if (host->keep_alive && host->keep_alive_timeout > limit) {
            ap_log_error(APLOG_MARK, APLOG_WARNING, 0, capacity->s,
                         MCP_LOGNO(0016) "KeepAliveTimeout %dms (%s): idle "
                                         "connections keep those to "
                                         "Nextcloud out for that long. Set "
                                         "it to %dms or less",
                         (int)apr_time_as_msec(host->keep_alive_timeout),
                         host->server_hostname, (int)apr_time_as_msec(limit));
            return;
        }
    }
}

/* After a graceful restart the children of before work on, in slots of their
 * own. */
static void check_slots(const capacity_t *capacity)
{
    if (capacity->is_threaded && capacity->slots < 2 * capacity->children) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, capacity->s,
                     MCP_LOGNO(0017) "ServerLimit %d for %d children: after a "
                                     "graceful restart new children wait for "
                                     "old ones, whose requests may wait for "
                                     "them. Set it to %d or more",
                     capacity->slots, capacity->children,
                     2 * capacity->children);
    }
}

void mcp_capacity_warn(const mcp_server_config_t *config, server_rec *s)
{
    capacity_t capacity;

    measure(&capacity, config, s);
    check_waiting(&capacity);
    check_threads(&capacity);
    check_connections(&capacity);
    check_parked(&capacity);
    check_descriptors(&capacity);
    check_keep_alive(&capacity);
    check_slots(&capacity);
}
