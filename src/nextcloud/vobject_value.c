/* SPDX-License-Identifier: Apache-2.0 */

/* The parameters and values of a content line. */

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/vobject_impl.h"
#include "util/buf.h"

const char *mcp_vprop_span(const char *text, const char *stop)
{
    int quoted = 0;

    for (; *text; text++) {
        if (*text == '"') {
            quoted = !quoted;
        }
        else if (!quoted && strchr(stop, *text)) {
            break;
        }
    }
    return text;
}

/* A parameter's value: without its quotes, and what RFC 6868 has for
 * characters that cannot stand there. */
static const char *decode_param(const char *text, apr_size_t len,
                                apr_pool_t *pool)
{
    char *out = apr_palloc(pool, len + 1);
    char *to = out;
    apr_size_t i;

    for (i = 0; i < len; i++) {
        /* What ends a value is none of these. */
        char next = text[i + 1];

        if (text[i] == '"') {
            continue;
        }
        *to = text[i];
        if (text[i] == '^' && (next == 'n' || next == '^' || next == '\'')) {
            if (next == 'n') {
                *to = '\n';
            }
            else if (next == '\'') {
                *to = '"';
            }
            i++;
        }
        to++;
    }
    *to = '\0';
    return out;
}

apr_array_header_t *mcp_vprop_params(const mcp_vprop_t *property,
                                     const char *name, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 2, sizeof(const char *));
    apr_size_t len = strlen(name);
    const char *param = property->params;

    while (*param == ';') {
        const char *end = mcp_vprop_span(++param, ";");

        /* vCard 2.1 has values without a name; none is asked for here. */
        if (!strncasecmp(param, name, len) && param[len] == '=') {
            for (param += len + 1; param <= end; param++) {
                const char *comma = mcp_vprop_span(param, ",;");

                APR_ARRAY_PUSH(list, const char *) =
                    decode_param(param, (apr_size_t)(comma - param), pool);
                param = comma;
            }
        }
        param = end;
    }
    return list;
}

const char *mcp_vprop_param(const mcp_vprop_t *property, const char *name,
                            apr_pool_t *pool)
{
    const apr_array_header_t *list = mcp_vprop_params(property, name, pool);

    return list->nelts ? APR_ARRAY_IDX(list, 0, const char *) : NULL;
}

const char *mcp_vprop_param_print(const char *name, const char *value,
                                  apr_pool_t *pool)
{
    int quote = strpbrk(value, ":;,") != NULL;
    mcp_buf_t buf;

    mcp_buf_init(&buf, strlen(value) + 32, pool);
    mcp_buf_addf(&buf, ";%s=%s", name, quote ? "\"" : "");
    for (; *value; value++) {
        switch (*value) {
        case '"':
            mcp_buf_add_str(&buf, "^'");
            break;
        case '^':
            mcp_buf_add_str(&buf, "^^");
            break;
        case '\n':
            mcp_buf_add_str(&buf, "^n");
            break;
        default:
            if ((unsigned char)*value >= ' ' && *value != 0x7f) {
                mcp_buf_add(&buf, value, 1);
            }
        }
    }
    mcp_buf_add_str(&buf, quote ? "\"" : "");
    return buf.data;
}

static const char *unescape(const char *value, apr_size_t len,
                            apr_pool_t *pool)
{
    char *out = apr_palloc(pool, len + 1);
    char *to = out;
    apr_size_t i;

    for (i = 0; i < len; i++) {
        if (value[i] == '\\' && i + 1 < len) {
            i++;
            *to++ =
                (char)(value[i] == 'n' || value[i] == 'N' ? '\n' : value[i]);
        }
        else {
            *to++ = value[i];
        }
    }
    *to = '\0';
    return out;
}

const char *mcp_vprop_unescape(const char *value, apr_pool_t *pool)
{
    return strchr(value, '\\') ? unescape(value, strlen(value), pool) : value;
}

const char *mcp_vprop_escape(const char *text, apr_pool_t *pool)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, strlen(text) + 16, pool);
    for (; *text; text++) {
        if (*text == '\n') {
            mcp_buf_add_str(&buf, "\\n");
            continue;
        }
        if (strchr("\\;,", *text)) {
            mcp_buf_add_str(&buf, "\\");
        }
        /* Other control characters would end the line or are not allowed. */
        if ((unsigned char)*text >= ' ' || *text == '\t') {
            mcp_buf_add(&buf, text, 1);
        }
    }
    return buf.data;
}

apr_array_header_t *mcp_vprop_split(const char *value, char separator,
                                    apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 8, sizeof(const char *));
    const char *end;

    for (;; value = end + 1) {
        for (end = value; *end && *end != separator; end++) {
            if (*end == '\\' && end[1]) {
                end++;
            }
        }
        APR_ARRAY_PUSH(list, const char *) =
            unescape(value, (apr_size_t)(end - value), pool);
        if (!*end) {
            return list;
        }
    }
}
