/* SPDX-License-Identifier: Apache-2.0 */

#include "tool/notice.h"

#include <string.h>
#include <apr_strings.h>

static int ends_with(const char *text, const char *end)
{
    size_t len = strlen(text);
    size_t end_len = strlen(end);

    return len >= end_len && !strcmp(text + len - end_len, end);
}

const char *mcp_notice_add(const char *text, const char *notice,
                           apr_pool_t *pool)
{
    if (!notice || !*text || ends_with(text, notice)) {
        return text;
    }
    return apr_pstrcat(pool, text, "\n\n", notice, NULL);
}
