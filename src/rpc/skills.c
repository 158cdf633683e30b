/* SPDX-License-Identifier: Apache-2.0 */

/* skills/list, skills/get and resources/directory/read: the extension
 * io.modelcontextprotocol/skills (SEP-2640). */

#include "rpc/page.h"

static mcp_err_t *check_offered(const mcp_rpc_call_t *call)
{
    if (mcp_method_has_skills(call)) {
        return NULL;
    }
    return mcp_err_create(call->pool, MCP_ERR_METHOD,
                          "Method not found: this server offers no skills");
}

mcp_err_t *mcp_method_skills_list(mcp_rpc_call_t *call, const char **result,
                                  apr_size_t *len)
{
    mcp_err_t *err = check_offered(call);

    return err ? err
               : mcp_page_list(call, &call->skills->listing, "skills", result,
                               len);
}

static const char *read_uri(const mcp_rpc_call_t *call)
{
    return mcp_json_get_str(call->message->params, "uri", "");
}

mcp_err_t *mcp_method_skills_get(mcp_rpc_call_t *call, const char **result,
                                 apr_size_t *len)
{
    mcp_err_t *err = check_offered(call);
    const char *entry;
    mcp_buf_t buf;

    if (err) {
        return err;
    }
    entry = mcp_skills_entry(call->skills, read_uri(call));
    if (!entry) {
        return mcp_err_create(call->pool, MCP_ERR_PARAMS,
                              "Invalid params: \"uri\" must be that of a "
                              "skill's SKILL.md; skills/list shows what there "
                              "is");
    }
    mcp_buf_init(&buf, 4096, call->pool);
    mcp_buf_add_str(&buf, "{\"skill\":");
    mcp_buf_add_str(&buf, entry);
    mcp_page_finish(&buf, call->message->revision, MCP_PAGE_PRIVATE,
                    call->tools_ttl, NULL);
    *result = buf.data;
    *len = buf.len;
    return NULL;
}

mcp_err_t *mcp_method_directory_read(mcp_rpc_call_t *call, const char **result,
                                     apr_size_t *len)
{
    mcp_err_t *err = check_offered(call);
    mcp_listing_t *folder;

    if (err) {
        return err;
    }
    folder = mcp_skills_folder(call->skills, read_uri(call), call->pool);
    if (!folder) {
        return mcp_err_create(call->pool, MCP_ERR_PARAMS,
                              "Invalid params: \"uri\" must be that of a "
                              "folder of a skill, like skill://name");
    }
    return mcp_page_list(call, folder, "resources", result, len);
}
