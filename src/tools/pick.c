/* SPDX-License-Identifier: Apache-2.0 */

#include "tools/pick.h"

#include <string.h>
#include <apr_strings.h>
#include "util/text.h"

int mcp_pick_says_nothing(const mcp_json_t *value)
{
    switch (mcp_json_type(value)) {
    case MCP_JSON_NULL:
        return 1;
    case MCP_JSON_STRING:
        return mcp_json_str_len(value) == 0;
    case MCP_JSON_ARRAY:
    case MCP_JSON_OBJECT:
        return mcp_json_length(value) == 0;
    default:
        return 0;
    }
}

void mcp_pick_members(mcp_json_t *out, const mcp_json_t *in,
                      const mcp_pick_t *picks)
{
    for (; picks->from; picks++) {
        mcp_json_t *value = mcp_json_get(in, picks->from);

        if (!mcp_pick_says_nothing(value)) {
            mcp_json_set(out, picks->to ? picks->to : picks->from, value);
        }
    }
}

void mcp_pick_time(mcp_json_t *out, const char *to, const mcp_json_t *in,
                   const char *from, apr_pool_t *pool)
{
    apr_int64_t seconds = mcp_json_get_int(in, from, 0);

    if (seconds) {
        mcp_json_set_str(out, to, mcp_text_seconds_to_iso(pool, seconds));
    }
}

const char *mcp_pick_name(const mcp_json_t *entry, const mcp_json_t *list,
                          const char *member, apr_pool_t *pool)
{
    const char *name = mcp_json_get_str(entry, member, "");
    int same = 0;
    apr_size_t i;

    for (i = 0; i < mcp_json_length(list); i++) {
        same +=
            !strcmp(mcp_json_get_str(mcp_json_at(list, i), member, ""), name);
    }
    if (same < 2 && *name) {
        return name;
    }
    return apr_psprintf(pool, "%s%s(id %" APR_INT64_T_FMT ")", name,
                        *name ? " " : "", mcp_json_get_int(entry, "id", 0));
}

const char *mcp_pick_word(const mcp_pick_word_t *words, apr_int64_t number)
{
    for (; words->word; words++) {
        if (words->number == number) {
            return words->word;
        }
    }
    return "other";
}
