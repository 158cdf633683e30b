/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_CLIENT_H
#define MCP_NEXTCLOUD_CLIENT_H

/*
 * A user's view of Nextcloud during one job.
 *
 * The job's thread owns it; it lives in the job's pool and holds the job's
 * own copy of the Authorization header. Everything a tool does at Nextcloud
 * goes through here, so that each request carries exactly that header,
 * OCS-APIRequest: true (Nextcloud's @CORS and CSRF rules), the client's
 * address, and the job's deadline.
 */

#include "nextcloud/http.h"

/* Of a Location; immutable, outlives every job. */
typedef struct mcp_nc_config_t {
    const char *url;        /* "https://cloud.example.com/sub": scheme, host,
                               port, optional path, no "/" at the end;
                               NULL: there is no Nextcloud */
    const char *connect_to; /* "127.0.0.1:443", or NULL: what url says */
    const char *public_url; /* the same place as the user's browser knows it,
                               for links; may equal url */
    apr_interval_time_t connect_timeout;
    apr_interval_time_t timeout;
    apr_size_t max_response; /* bytes */
    int forward_client;      /* send X-Forwarded-For */
    int close; /* an idle connection costs the server a worker: keep none */
} mcp_nc_config_t;

typedef struct mcp_nc_t {
    apr_pool_t *pool;
    mcp_http_t *http;
    const mcp_nc_config_t *config;
    const char *authorization; /* value of the header; never logged */
    const char *client_ip;     /* or NULL */
    const char *uid;           /* as Nextcloud says it; NULL before auth */
    apr_time_t deadline;       /* of the job */
    const volatile apr_uint32_t *cancelled;
    void (*tick)(void *baton); /* called now and then while it waits for
                                  Nextcloud; NULL: not */
    void *baton;               /* for tick */
    /* A file or folder of the user has been changed; path: decoded, begins
     * with "/". NULL: nobody wants to know. */
    void (*changed)(void *baton, const char *path);
    void *changed_baton;
} mcp_nc_t;

typedef struct mcp_nc_request_t {
    const char *method;
    const char *path;         /* below config->url, encoded, begins with "/" */
    const char *query;        /* encoded, without "?", or NULL */
    apr_table_t *headers;     /* further ones, or NULL */
    const char *accept;       /* NULL: application/json */
    const char *content_type; /* of body */
    const char *body;         /* NULL: none */
    apr_size_t body_len;
    apr_size_t max_response; /* 0: config->max_response */
    int keep_prefix;         /* see mcp_http_request_t */
    int anonymous;           /* leave the Authorization header out */
    int fresh;               /* see mcp_http_request_t */
} mcp_nc_request_t;

/* Send; any HTTP answer but the ones below is a success. 423 Locked is
 * retried for up to a second. Errors beyond mcp_http_send's:
 * MCP_ERR_UNAUTHORIZED (401, or the account is disabled), MCP_ERR_THROTTLED
 * (429), MCP_ERR_UNAVAILABLE (503, a redirect, a host that is not trusted, a
 * gateway's page), MCP_ERR_TOOL (a 401 of an app although Nextcloud knows the
 * user; "." or ".." in path, in whatever disguise; no Nextcloud at all). */
mcp_err_t *mcp_nc_send(mcp_nc_t *nc, const mcp_nc_request_t *request,
                       mcp_http_response_t **response);

/* Do nothing for a while: what waits for something at Nextcloud asks now and
 * then. MCP_ERR_CANCELLED as soon as the job is cancelled, MCP_ERR_TIMEOUT at
 * once when of its time less than reserve would be left. */
mcp_err_t *mcp_nc_pause(const mcp_nc_t *nc, apr_interval_time_t time,
                        apr_interval_time_t reserve);

/* "/a b/ü#.txt" -> "/a%20b/%C3%BC%23.txt": each segment encoded, empty ones
 * dropped, a "/" at the end kept. An error (MCP_ERR_TOOL, naming what is
 * wrong) for "." or "..", control characters, or more than 4000 bytes.
 * The result begins with "/"; the root is "/". */
mcp_err_t *mcp_nc_encode_path(const char **encoded, const char *path,
                              apr_pool_t *pool);

/* Append "&name=value" (encoded) to a query; query may be NULL. */
const char *mcp_nc_query_add(apr_pool_t *pool, const char *query,
                             const char *name, const char *value);

/* The path part of config->url ("" or "/sub"; "" when there is none): hrefs
 * begin with it. */
const char *mcp_nc_base_path(const mcp_nc_t *nc);

#endif /* MCP_NEXTCLOUD_CLIENT_H */
