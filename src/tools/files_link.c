/* SPDX-License-Identifier: Apache-2.0 */

#include "tools/files_link.h"

#include <apr_cstr.h>
#include <apr_strings.h>
#include <apr_uri.h>
#include <string.h>

/* Digits up to the end or one of stop; 0 when there is anything else. */
static apr_int64_t parse_id(const char *text, const char *stop)
{
    apr_size_t len = strspn(text, "0123456789");

    if (len == 0 || len > 18 || (text[len] && !strchr(stop, text[len]))) {
        return 0;
    }
    return apr_atoi64(text);
}

/* What follows prefix in path, or NULL. */
static const char *after(const char *path, const char *prefix)
{
    apr_size_t len = strlen(prefix);

    return strncmp(path, prefix, len) == 0 ? path + len : NULL;
}

static apr_int64_t id_in_query(const char *query, const char *name)
{
    apr_size_t len = strlen(name);

    while (query && *query) {
        if (strncmp(query, name, len) == 0 && query[len] == '=') {
            return parse_id(query + len + 1, "&");
        }
        query = strchr(query, '&');
        query = query ? query + 1 : NULL;
    }
    return 0;
}

static int is_default_port(const apr_uri_t *uri)
{
    return !uri->port_str || !*uri->port_str
           || uri->port == apr_uri_port_of_scheme(uri->scheme);
}

/* http and https of one host are the same Nextcloud, unless ports say no. */
static int is_same_host(const apr_uri_t *a, const apr_uri_t *b)
{
    if (apr_cstr_casecmp(a->hostname, b->hostname) != 0) {
        return 0;
    }
    if (is_default_port(a) || is_default_port(b)) {
        return is_default_port(a) && is_default_port(b);
    }
    return a->port == b->port;
}

static int parse_http(apr_uri_t *uri, const char *text, apr_pool_t *pool)
{
    return apr_uri_parse(pool, text, uri) == APR_SUCCESS && uri->scheme
           && uri->hostname && *uri->hostname && !uri->user && !uri->password
           && (apr_cstr_casecmp(uri->scheme, "http") == 0
               || apr_cstr_casecmp(uri->scheme, "https") == 0);
}

static apr_int64_t find_id(const char *path, const char *query)
{
    const char *rest;
    apr_int64_t id = 0;

    if ((rest = after(path, "/f/"))) {
        return parse_id(rest, "/");
    }
    if (!(rest = after(path, "/apps/files")) || (*rest && *rest != '/')) {
        return 0;
    }
    rest = *rest ? strchr(rest + 1, '/') : NULL; /* behind the view's name */
    if (rest) {
        id = parse_id(rest + 1, "/");
    }
    if (!id) {
        id = id_in_query(query, "fileid");
    }
    return id ? id : id_in_query(query, "openfile");
}

/* The path of link below base, when it leads there, else NULL. */
static const char *path_below(apr_uri_t *uri, const char *link,
                              const char *base, apr_pool_t *pool)
{
    apr_uri_t home;
    const char *path;

    if (!parse_http(uri, link, pool) || !parse_http(&home, base, pool)
        || !is_same_host(uri, &home)) {
        return NULL;
    }
    path = after(uri->path ? uri->path : "", home.path ? home.path : "");
    return path && (!*path || *path == '/') ? path : NULL;
}

int mcp_files_link_is_below(const char *link, const char *base,
                            apr_pool_t *pool)
{
    apr_uri_t uri;

    return path_below(&uri, link, base, pool) != NULL;
}

const char *mcp_files_link_parse(apr_int64_t *id, const char *link,
                                 const char *base, apr_pool_t *pool)
{
    apr_uri_t uri;
    apr_uri_t home;
    const char *path;
    const char *rest;

    if (!parse_http(&uri, link, pool)) {
        return "file_url must be a whole http or https link to a file.";
    }
    if (!parse_http(&home, base, pool)) {
        return "The URL of this Nextcloud is not configured properly.";
    }
    path = path_below(&uri, link, base, pool);
    if (!path) {
        return apr_psprintf(pool,
                            "This link does not lead to this Nextcloud. Only "
                            "links that begin with %s/ can be read.",
                            base);
    }
    rest = after(path, "/index.php");
    path = rest && *rest == '/' ? rest : path;
    if (after(path, "/s/")) {
        return "This is a public share link, which anyone can open without "
               "this tool. It names no file of the user's; ask for the path "
               "or for an internal link (/f/<number>).";
    }
    *id = find_id(path, uri.query);
    if (*id <= 0) {
        return apr_psprintf(pool,
                            "There is no file id in this link. Links to files "
                            "look like %s/f/123 or "
                            "%s/apps/files/files/123?dir=/Docs.",
                            base, base);
    }
    return NULL;
}
