/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RESOURCE_RESOURCE_H
#define MCP_RESOURCE_RESOURCE_H

/*
 * Resources: what clients read by its URI (MCP, server/resources).
 *
 * A direct resource has one URI and is listed; a template stands for all
 * URIs that begin in one way. Both are constants with functions, put together
 * to a registry at start-up.
 */

#include "nextcloud/client.h"
#include "nextcloud/suggest.h"
#include "resource/uri_template.h"
#include "tool/tool.h"

/* One reading. All of it belongs to the job's pool and thread. */
typedef struct mcp_resource_call_t {
    apr_pool_t *pool;
    mcp_nc_t *nc; /* authenticated: nc->uid is set */
    const char *uri;
    apr_size_t max_content; /* bytes it may carry, 0: the reader's choice */
    const mcp_tool_client_t *client; /* or NULL: nobody to be reached */
    const void *baton;               /* of the resource or template */
    mcp_json_t *variables; /* of a template with a pattern: an object */

    /* to be filled */
    const char *mime;
    const char *bytes;
    apr_size_t len;
    int is_text;            /* bytes are UTF-8 and go as text, not as base64 */
    int is_part;            /* the rest is about which part it is */
    apr_int64_t from;       /* of the first byte */
    apr_int64_t to;         /* behind the last byte */
    apr_int64_t total;      /* -1: unknown */
    const char *next;       /* URI of what follows, or NULL */
    mcp_result_t *contents; /* instead of all this: embedded resources, as
                               many as there are */
} mcp_resource_call_t;

/* Fill call and return NULL, or return an error: MCP_ERR_RESOURCE when there
 * is no such resource, MCP_ERR_PARAMS when the URI is malformed, or one of
 * Nextcloud's. Its message is for the user. */
typedef mcp_err_t *mcp_resource_read_fn(mcp_resource_call_t *call);

/* What few of them have; JSON text or NULL. */
typedef struct mcp_resource_extra_t {
    const char *annotations;
    const char *icons;
    const char *meta;
    apr_int64_t size; /* in bytes; 0: unknown */
} mcp_resource_extra_t;

typedef struct mcp_resource_t {
    const char *uri;
    const char *name;
    const char *title;
    const char *description;
    const char *mime;
    mcp_resource_read_fn *read;
    const void *baton;
    int standalone; /* needs neither a user nor a Nextcloud */
    mcp_resource_extra_t extra;
} mcp_resource_t;

typedef struct mcp_resource_template_t mcp_resource_template_t;
struct mcp_resource_template_t {
    const char *uri_template; /* RFC 6570 */
    const char *prefix;       /* every URI of it begins so; or NULL: */
    const mcp_uri_template_t *pattern;
    const char *name;
    const char *title;
    const char *description;
    const char *mime; /* of all, or NULL */
    mcp_resource_read_fn *read;
    /* What the value of a variable can become; NULL: no idea. */
    mcp_err_t *(*complete)(mcp_suggest_t *out, mcp_nc_t *nc,
                           const mcp_resource_template_t *item,
                           const mcp_suggest_query_t *query);
    const void *baton;
    int standalone;
    mcp_resource_extra_t extra;
};

/* What one contributor has. */
typedef struct mcp_resource_source_t {
    const mcp_resource_t *resources;          /* ends with uri NULL */
    const mcp_resource_template_t *templates; /* ends with uri_template NULL */
} mcp_resource_source_t;

/* The error of a reader for what is not there. */
mcp_err_t *mcp_resource_missing(apr_pool_t *pool, mcp_err_t *cause);

/* builtin.c: Nextcloud's own. */
extern const mcp_resource_source_t mcp_resource_builtin;

#endif /* MCP_RESOURCE_RESOURCE_H */
