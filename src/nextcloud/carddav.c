/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/carddav.h"

#include <string.h>
#include <apr_strings.h>
#include "util/buf.h"

#define HOME "addressbooks/users"
#define ALL_ACCOUNTS "z-server-generated--"
#define MADE_UP "z-app-generated--"

static int begins(const mcp_json_t *book, const char *with)
{
    return !strncmp(mcp_json_get_str(book, "id", ""), with, strlen(with));
}

int mcp_carddav_is_made_up(const mcp_json_t *book)
{
    return begins(book, MADE_UP);
}

/* 0 for the books of people, 1 for that of accounts, 2 for the rest. */
static int rank(const mcp_json_t *book)
{
    return begins(book, MADE_UP) ? 2 : begins(book, ALL_ACCOUNTS);
}

static void add_ranked(mcp_json_t *list, const mcp_json_t *books, int wanted)
{
    apr_size_t i;

    for (i = 0; i < mcp_json_length(books); i++) {
        mcp_json_t *book = mcp_json_at(books, i);

        if (rank(book) == wanted) {
            mcp_json_add(list, book);
        }
    }
}

mcp_err_t *mcp_carddav_books(mcp_json_t **list, mcp_nc_t *nc)
{
    static const mcp_dav_object_kind_t kind = {HOME, "addressbook",
                                               "address books", NULL, 0};
    mcp_json_t *books = mcp_json_array_create(nc->pool);
    apr_array_header_t *entries;
    mcp_err_t *err = mcp_dav_object_collections(&entries, nc, &kind);
    int i;

    *list = NULL;
    if (err) {
        return err;
    }
    for (i = 0; i < entries->nelts; i++) {
        mcp_dav_object_describe(mcp_json_add_object(books),
                                &APR_ARRAY_IDX(entries, i, mcp_dav_entry_t));
    }
    *list = mcp_json_array_create(nc->pool);
    for (i = 0; i <= 2; i++) {
        add_ranked(*list, books, i);
    }
    return NULL;
}

static void add_filter(mcp_buf_t *xml, const char *name, const char *text)
{
    mcp_buf_addf(xml,
                 "<c:prop-filter name=\"%s\"><c:text-match "
                 "collation=\"i;unicode-casemap\" match-type=\"contains\">",
                 name);
    mcp_buf_add_xml(xml, text);
    mcp_buf_add_str(xml, "</c:text-match></c:prop-filter>");
}

/* wanted: the properties, or none for all. */
static mcp_err_t *query(apr_array_header_t **objects, mcp_nc_t *nc,
                        const mcp_json_t *book, const char *const *wanted,
                        const char *filters)
{
    const char *id = mcp_json_get_str(book, "id", "");
    mcp_buf_t xml;

    mcp_buf_init(&xml, 2048, nc->pool);
    mcp_buf_add_str(&xml, "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
                          "<c:addressbook-query xmlns:d=\"DAV:\" "
                          "xmlns:c=\"" MCP_DAV_NS_CARDDAV "\">"
                          "<d:prop><d:getetag/><c:address-data>");
    for (; *wanted; wanted++) {
        mcp_buf_addf(&xml, "<c:prop name=\"%s\"/>", *wanted);
    }
    mcp_buf_add_str(&xml, "</c:address-data></d:prop>"
                          "<c:filter test=\"anyof\">");
    mcp_buf_add_str(&xml, filters);
    mcp_buf_add_str(&xml, "</c:filter></c:addressbook-query>");
    return mcp_dav_object_query(objects, nc,
                                mcp_dav_object_collection(nc, HOME, id),
                                mcp_json_get_str(book, "name", id), xml.data);
}

mcp_err_t *mcp_carddav_search(apr_array_header_t **objects, mcp_nc_t *nc,
                              const mcp_json_t *book, const char *text)
{
    /* Not the pictures, which are most of the bytes. */
    static const char *const wanted[] = {
        "VERSION", "UID", "FN",   "N",   "NICKNAME", "EMAIL",     "TEL", "ORG",
        "TITLE",   "ADR", "BDAY", "URL", "NOTE",     "X-ABLABEL", NULL};
    static const char *const searched[] = {"FN",    "N",   "NICKNAME",
                                           "EMAIL", "TEL", "ORG"};
    mcp_buf_t filters;
    apr_size_t i;

    mcp_buf_init(&filters, 1024, nc->pool);
    for (i = 0; i < sizeof(searched) / sizeof(searched[0]); i++) {
        add_filter(&filters, searched[i], text);
    }
    return query(objects, nc, book, wanted, filters.data);
}

mcp_err_t *mcp_carddav_load(apr_array_header_t **objects, mcp_nc_t *nc,
                            const mcp_json_t *book, const char *uid)
{
    static const char *const all[] = {NULL};
    mcp_buf_t filter;

    mcp_buf_init(&filter, 256, nc->pool);
    add_filter(&filter, "UID", uid);
    return query(objects, nc, book, all, filter.data);
}
