/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_WAIT_H
#define MCP_HTTPD_WAIT_H

/* The worker's side of a job: wait for the answer, notice a client that
 * went away. Another kind of waiter can take its place without a change to
 * jobs and stages. */

#include <httpd.h>

#include "job/job.h"

typedef enum {
    MCP_WAIT_DONE, /* job->reply is complete */
    MCP_WAIT_GONE, /* the client has closed the connection */
    MCP_WAIT_LATE  /* the job did not keep its own deadline */
} mcp_wait_e;

mcp_wait_e mcp_wait_for(request_rec *r, mcp_job_t *job);

#endif /* MCP_HTTPD_WAIT_H */
