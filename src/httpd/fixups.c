/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Before the handler: keep .htaccess files away from our Location, and take
 * the credential down while it is still what the administrator meant.
 */

#include "httpd/fixups.h"

#include <string.h>

#include <apr_strings.h>
#include <http_config.h>

#include "httpd/config.h"
#include "httpd/private.h"

#define NOTE "mcp-authorization"

const char *mcp_fixups_authorization(const request_rec *r)
{
    return apr_table_get(r->notes, NOTE);
}

int mcp_fixups_recognise(request_rec *r)
{
    static const char marker[] = MCP_HANDLER;

    if (mcp_config_is_ours(r)) {
        ap_set_module_config(r->request_config, &mcp_module, (void *)marker);
    }
    return DECLINED;
}

int mcp_fixups_map(request_rec *r)
{
    return ap_get_module_config(r->request_config, &mcp_module) ? OK
                                                                : DECLINED;
}

int mcp_fixups_stash(request_rec *r)
{
    const char *authorization;

    if (!r->handler || strcmp(r->handler, MCP_HANDLER) != 0) {
        return DECLINED;
    }
    authorization = apr_table_get(r->headers_in, "Authorization");
    if (authorization && *authorization) {
        apr_table_set(r->notes, NOTE, authorization);
    }
    return OK;
}
