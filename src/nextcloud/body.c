/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/body.h"

#include <string.h>

/* With the pool's own needs, what fits APR's smallest blocks. */
#define FIRST_SIZE 8000

static int grow(mcp_body_t *body, apr_size_t size)
{
    apr_pool_t *holder;
    char *data;

    if (apr_pool_create(&holder, body->pool) != APR_SUCCESS) {
        return 0;
    }
    data = apr_palloc(holder, size);
    if (body->data) {
        memcpy(data, body->data, body->len);
        apr_pool_destroy(body->holder);
    }
    body->holder = holder;
    body->data = data;
    body->size = size;
    return 1;
}

apr_size_t mcp_body_add(mcp_body_t *body, const char *bytes, apr_size_t len,
                        apr_size_t limit, apr_size_t hint)
{
    apr_size_t room = limit > body->len ? limit - body->len : 0;
    apr_size_t take = len < room ? len : room;
    apr_size_t needed = body->len + take;
    apr_size_t size = body->size ? 2 * body->size : hint ? hint : FIRST_SIZE;

    if (!take) {
        return 0;
    }
    if (needed >= body->size) { /* a NUL follows */
        size = size > needed ? size : needed;
        size = size < limit ? size : limit;
        if (!grow(body, size + 1)) {
            return 0;
        }
    }
    memcpy(body->data + body->len, bytes, take);
    body->len = needed;
    body->data[needed] = '\0';
    return take;
}
