/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_WATCH_H
#define MCP_JOB_WATCH_H

/*
 * What somebody listens to, looked up at Nextcloud with their own credential:
 * the ETags of files and folders, and their list of tools when it is old.
 *
 * It says what it finds as numbers of topics (mcp_topic_put), so that others
 * who listen to the same hear of it as well. A tool of ours that changes a
 * file touches the topic of the file, and whoever listens to that looks
 * again.
 */

#include "job/engine.h"
#include "job/settings.h"

typedef struct mcp_watch_t {
    mcp_engine_t *engine;
    const mcp_settings_t *settings;
    const char *authorization;
    const char *client_ip; /* or NULL */
    const char *uid;
    mcp_revision_e revision;         /* of the list of tools */
    int tools;                       /* 1: look at it */
    const apr_array_header_t *paths; /* const char *: files and folders */
} mcp_watch_t;

/* The topics of a file: the number that stands for its ETag, and what is
 * touched when one of our tools has changed it. */
const char *mcp_watch_topic(const mcp_watch_t *watch, const char *path,
                            apr_pool_t *pool);

/* Look, on a thread of its own; everything in watch is copied. APR_EAGAIN:
 * others do so; try again in a moment. pool: scratch. */
apr_status_t mcp_watch_look(const mcp_watch_t *watch, apr_pool_t *pool);

/* nc->changed of a job: touches the topics of the file and of the folders
 * that it is in. */
struct mcp_job_t;
void mcp_watch_touch(void *job, const char *path);

#endif /* MCP_JOB_WATCH_H */
