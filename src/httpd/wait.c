/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/wait.h"

#include <poll.h>

#include <apr_portable.h>
#include <http_core.h>

/* How often to look whether the client is still there. */
#define SLICE apr_time_from_msec(100)

/* A job ends itself at its deadline; one that has not even got a thread by
 * then is given up a little later. */
#define GRACE apr_time_from_sec(2)

#ifdef POLLRDHUP
#define HANGUP (POLLRDHUP | POLLHUP | POLLERR)
#else
#define HANGUP (POLLHUP | POLLERR)
#endif

/* Looks at the socket without reading: what the client has sent on belongs
 * to the next request. Under HTTP/2 the connection is shared and mod_http2
 * tells by aborting the stream's. */
static int is_client_gone(request_rec *r)
{
    apr_socket_t *socket = ap_get_conn_socket(r->connection);
    struct pollfd poller;
    apr_os_sock_t fd;

    if (r->connection->aborted) {
        return 1;
    }
    if (r->connection->master || !socket
        || apr_os_sock_get(&fd, socket) != APR_SUCCESS) {
        return 0;
    }
    poller.fd = fd;
    poller.events = HANGUP & ~(POLLHUP | POLLERR);
    poller.revents = 0;
    return poll(&poller, 1, 0) > 0 && (poller.revents & HANGUP);
}

mcp_wait_e mcp_wait_for(request_rec *r, mcp_job_t *job)
{
    apr_time_t limit = apr_time_now() + job->settings.job_timeout + GRACE;

    while (!mcp_job_wait(job, SLICE)) {
        if (is_client_gone(r)) {
            return MCP_WAIT_GONE;
        }
        if (apr_time_now() > limit) {
            return MCP_WAIT_LATE;
        }
    }
    return MCP_WAIT_DONE;
}
