/* SPDX-License-Identifier: Apache-2.0 */

/*
 * mod_mcp: makes the httpd that hosts a Nextcloud its MCP server.
 *
 * This file holds the module record and the hooks, with the reason for the
 * place of each. docs/architecture.md is the map of the rest.
 */

#include <httpd.h>
#include <http_config.h>
#include <http_connection.h>
#include <http_request.h>
#include <mpm_common.h>

#include "httpd/config.h"
#include "httpd/fixups.h"
#include "httpd/handler.h"
#include "httpd/park.h"
#include "httpd/startup.h"

static void register_hooks(apr_pool_t *pool)
{
    /* The Mutex directive must know our mutex before the file is read. */
    ap_hook_pre_config(mcp_startup_pre_config, NULL, NULL, APR_HOOK_MIDDLE);

    /* Here rather than in post_config: "httpd -t" runs this one only. */
    ap_hook_check_config(mcp_startup_check_config, NULL, NULL,
                         APR_HOOK_MIDDLE);
    ap_hook_post_config(mcp_startup_post_config, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_child_init(mcp_startup_child_init, NULL, NULL, APR_HOOK_MIDDLE);

    ap_hook_child_stopping(mcp_startup_child_stopping, NULL, NULL,
                           APR_HOOK_MIDDLE);

    /* First, because whoever maps the URL ends this phase. */
    ap_hook_translate_name(mcp_fixups_recognise, NULL, NULL, APR_HOOK_FIRST);

    /* Before core's directory walk, which would find Nextcloud's .htaccess
     * and its rewrite rules. */
    ap_hook_map_to_storage(mcp_fixups_map, NULL, NULL, APR_HOOK_FIRST);

    /* After everybody who still writes Authorization in this phase:
     * mod_headers and the authentication modules. */
    ap_hook_fixups(mcp_fixups_stash, NULL, NULL, APR_HOOK_REALLY_LAST);

    ap_hook_handler(mcp_handler, NULL, NULL, APR_HOOK_MIDDLE);

    /* Around all others, and before any of them sees the socket. */
    ap_hook_process_connection(mcp_park_process_connection, NULL, NULL,
                               APR_HOOK_REALLY_FIRST);
    ap_hook_pre_close_connection(mcp_park_pre_close_connection, NULL, NULL,
                                 APR_HOOK_REALLY_FIRST);
}

AP_DECLARE_MODULE(mcp) = {
    STANDARD20_MODULE_STUFF, mcp_config_create_dir,
    mcp_config_merge_dir,    mcp_config_create_server,
    mcp_config_merge_server, mcp_directives,
    register_hooks,          0,
};
