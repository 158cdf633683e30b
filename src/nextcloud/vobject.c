/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/vobject.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/vobject_impl.h"
#include "util/buf.h"
#include "util/text.h"

#define MAX_LINE_BYTES 75 /* RFC 5545, section 3.1: without the CRLF */

/* ---- building ----------------------------------------------------------- */

mcp_vobject_t *mcp_vobject_create(const char *name, apr_pool_t *pool)
{
    mcp_vobject_t *object = apr_pcalloc(pool, sizeof(*object));

    object->name = name;
    object->props = apr_array_make(pool, 16, sizeof(mcp_vprop_t));
    object->children = apr_array_make(pool, 2, sizeof(mcp_vobject_t *));
    object->pool = pool;
    return object;
}

void mcp_vobject_add_child(mcp_vobject_t *object, mcp_vobject_t *child)
{
    APR_ARRAY_PUSH(object->children, mcp_vobject_t *) = child;
}

void mcp_vobject_remove_child(mcp_vobject_t *object,
                              const mcp_vobject_t *child)
{
    mcp_vobject_t **list = (mcp_vobject_t **)object->children->elts;
    int kept = 0;
    int i;

    for (i = 0; i < object->children->nelts; i++) {
        if (list[i] != child) {
            list[kept++] = list[i];
        }
    }
    object->children->nelts = kept;
}

/* As deep as the parser allows. */
mcp_vobject_t *mcp_vobject_copy(const mcp_vobject_t *object)
{
    mcp_vobject_t *copy = mcp_vobject_create(object->name, object->pool);
    int i;

    apr_array_cat(copy->props, object->props);
    for (i = 0; i < object->children->nelts; i++) {
        mcp_vobject_add_child(
            copy, mcp_vobject_copy(
                      APR_ARRAY_IDX(object->children, i, mcp_vobject_t *)));
    }
    return copy;
}

const mcp_vprop_t *mcp_vobject_find(const mcp_vobject_t *object,
                                    const char *name, int index)
{
    const mcp_vprop_t *property = (const mcp_vprop_t *)object->props->elts;
    int i;

    for (i = 0; i < object->props->nelts; i++, property++) {
        if (!strcmp(property->name, name) && index-- == 0) {
            return property;
        }
    }
    return NULL;
}

const char *mcp_vobject_text(const mcp_vobject_t *object, const char *name)
{
    const mcp_vprop_t *property = mcp_vobject_find(object, name, 0);

    return property ? mcp_vprop_unescape(property->value, object->pool) : NULL;
}

void mcp_vobject_add(mcp_vobject_t *object, const mcp_vprop_t *property)
{
    APR_ARRAY_PUSH(object->props, mcp_vprop_t) = *property;
}

/* Drop all properties of that name but number keep (-1: that too). */
static void drop(mcp_vobject_t *object, const char *name, int keep)
{
    mcp_vprop_t *list = (mcp_vprop_t *)object->props->elts;
    int kept = 0;
    int i;

    for (i = 0; i < object->props->nelts; i++) {
        if (i == keep || strcmp(list[i].name, name) != 0) {
            list[kept++] = list[i];
        }
    }
    object->props->nelts = kept;
}

void mcp_vobject_remove(mcp_vobject_t *object, const char *name)
{
    drop(object, name, -1);
}

void mcp_vobject_set(mcp_vobject_t *object, const mcp_vprop_t *property)
{
    mcp_vprop_t *list = (mcp_vprop_t *)object->props->elts;
    int i;

    for (i = 0; i < object->props->nelts; i++) {
        if (!strcmp(list[i].name, property->name)) {
            list[i] = *property;
            drop(object, property->name, i);
            return;
        }
    }
    mcp_vobject_add(object, property);
}

void mcp_vobject_set_text(mcp_vobject_t *object, const char *name,
                          const char *text)
{
    mcp_vprop_t property = {NULL, name, "", ""};

    if (!text || !*text) {
        mcp_vobject_remove(object, name);
        return;
    }
    property.value = mcp_vprop_escape(text, object->pool);
    mcp_vobject_set(object, &property);
}

/* ---- printing ----------------------------------------------------------- */

static void add_folded(mcp_buf_t *buf, const char *line)
{
    apr_size_t len = strlen(line);
    apr_size_t limit = MAX_LINE_BYTES;

    while (len > limit) {
        apr_size_t cut = mcp_text_utf8_cut(line, len, limit);

        mcp_buf_add(buf, line, cut);
        mcp_buf_add_str(buf, "\r\n ");
        line += cut;
        len -= cut;
        limit = MAX_LINE_BYTES - 1;
    }
    mcp_buf_add(buf, line, len);
    mcp_buf_add_str(buf, "\r\n");
}

/* As deep as the parser allows. */
static void print_object(mcp_buf_t *buf, const mcp_vobject_t *object)
{
    const mcp_vprop_t *property = (const mcp_vprop_t *)object->props->elts;
    int i;

    mcp_buf_addf(buf, "BEGIN:%s\r\n", object->name);
    for (i = 0; i < object->props->nelts; i++, property++) {
        add_folded(
            buf, apr_pstrcat(buf->pool, property->group ? property->group : "",
                             property->group ? "." : "", property->name,
                             property->params, ":", property->value, NULL));
    }
    for (i = 0; i < object->children->nelts; i++) {
        print_object(buf, APR_ARRAY_IDX(object->children, i, mcp_vobject_t *));
    }
    mcp_buf_addf(buf, "END:%s\r\n", object->name);
}

const char *mcp_vobject_print(const mcp_vobject_t *object, apr_pool_t *pool)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 2048, pool);
    print_object(&buf, object);
    return buf.data;
}
