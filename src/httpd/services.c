/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/services.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "httpd/config.h"
#include "httpd/parse.h"
#include "web/fetch.h"

#define MAX_KEY 512

/* The service of this name in the section's set, or NULL and *error. */
static mcp_service_t *find(const char **error, mcp_service_e *which,
                           cmd_parms *cmd, mcp_dir_config_t *config,
                           const char *name)
{
    *which = mcp_service_find(name);
    if (*which == MCP_SERVICE_NONE) {
        *error = apr_psprintf(cmd->pool, "\"%s\" is none of: %s", name,
                              mcp_service_names(cmd->pool));
        return NULL;
    }
    if (!config->services) {
        config->services = apr_pcalloc(cmd->pool, sizeof(mcp_services_t));
    }
    return &config->services->of[*which];
}

static const char *set_url(mcp_service_t *service, mcp_service_e which,
                           const char *url, apr_pool_t *pool)
{
    if (!mcp_service_url(which)) {
        return apr_psprintf(pool, "%s has no URL: it is On or Off",
                            mcp_service_name(which));
    }
    service->on = 1;
    return mcp_parse_url(&service->url, url, pool);
}

const char *mcp_services_set(cmd_parms *cmd, void *config, const char *name,
                             const char *value)
{
    const char *error = NULL;
    mcp_service_e which;
    mcp_service_t *service = find(&error, &which, cmd, config, name);

    if (!service) {
        return error;
    }
    if (strstr(value, "://")) {
        return set_url(service, which, value, cmd->pool);
    }
    service->on = !strcasecmp(value, "on");
    return service->on || !strcasecmp(value, "off")
               ? NULL
               : apr_psprintf(cmd->pool,
                              "\"%s\" is neither On nor Off nor a URL like "
                              "https://weather.example.com",
                              value);
}

/* The first line of a file that not everybody may read. */
static const char *read_key(const char **key, const char *path,
                            apr_pool_t *pool)
{
    char text[MAX_KEY + 2] = "";
    apr_finfo_t info;
    apr_file_t *file;
    apr_status_t rv =
        apr_file_open(&file, path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, pool);

    if (rv != APR_SUCCESS) {
        return apr_psprintf(pool, "cannot read %s: %s", path,
                            apr_strerror(rv, text, sizeof(text)));
    }
    rv = apr_file_info_get(&info, APR_FINFO_PROT, file);
    if (rv == APR_SUCCESS && (info.protection & APR_FPROT_WREAD)) {
        apr_file_close(file);
        return apr_psprintf(pool, "%s must not be readable by everybody",
                            path);
    }
    (void)apr_file_gets(text, sizeof(text), file); /* empty: refused below */
    apr_file_close(file);
    text[strcspn(text, "\r\n")] = '\0';
    *key = apr_pstrdup(pool, text);
    for (path = text; apr_isgraph(*path); path++) {
    }
    return *text && !*path && strlen(text) <= MAX_KEY
               ? NULL
               : "the file must hold one line with the key, up to 512 "
                 "characters without spaces";
}

const char *mcp_services_set_key(cmd_parms *cmd, void *config,
                                 const char *name, const char *file)
{
    const char *path = ap_server_root_relative(cmd->pool, file);
    const char *error = NULL;
    mcp_service_e which;
    mcp_service_t *service = find(&error, &which, cmd, config, name);

    if (!service) {
        return error;
    }
    if (which != MCP_SERVICE_HERE) {
        return apr_psprintf(cmd->pool, "%s needs no key; here does", name);
    }
    if (!path) {
        return apr_psprintf(cmd->pool, "\"%s\" is not a path", file);
    }
    return read_key(&service->key, path, cmd->pool);
}

const char *mcp_services_allow(cmd_parms *cmd, void *data, const char *host)
{
    mcp_dir_config_t *config = data;
    const char *parsed = mcp_web_parse_host(host, cmd->pool);

    if (!parsed) {
        return apr_psprintf(cmd->pool,
                            "\"%s\" is not a host like wiki.example.com, "
                            "wiki.example.com:8080 or 192.0.2.1",
                            host);
    }
    if (!config->web_allow) {
        config->web_allow = apr_array_make(cmd->pool, 2, sizeof(char *));
    }
    APR_ARRAY_PUSH(config->web_allow, const char *) = parsed;
    return NULL;
}
