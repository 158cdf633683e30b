/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/fault.h"

#include <string.h>
#include <strings.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include "nextcloud/xml.h"
#include "util/json.h"
#include "util/text.h"

#define MAX_MESSAGE 400
/* Answers that are an error but neither JSON nor XML are quoted up to here;
 * longer ones are pages, not messages. */
#define MAX_PLAIN 300
#define SABRE_NS "http://sabredav.org/ns"

const char *mcp_fault_reason(int status)
{
    static const struct {
        int status;
        const char *reason;
    } reasons[] = {
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {409, "Conflict"},
        {410, "Gone"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {416, "Range Not Satisfiable"},
        {422, "Unprocessable Content"},
        {423, "Locked"},
        {424, "Failed Dependency"},
        {429, "Too Many Requests"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
        {507, "Insufficient Storage"},
    };
    apr_size_t i;

    for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (reasons[i].status == status) {
            return reasons[i].reason;
        }
    }
    return "";
}

int mcp_fault_is_html(const mcp_http_response_t *response)
{
    const char *type = apr_table_get(response->headers, "Content-Type");

    return response->len && type && !strncasecmp(type, "text/html", 9);
}

/* One line without control characters, cut to MAX_MESSAGE, without a full
 * stop at the end: more text follows. */
static const char *tidy(const char *text, apr_pool_t *pool)
{
    apr_size_t len = strlen(text);
    apr_size_t kept = mcp_text_utf8_cut(text, len, MAX_MESSAGE);
    char *out = apr_palloc(pool, kept + 4);
    char *to = out;
    apr_size_t i;

    for (i = 0; i < kept; i++) {
        int blank = (unsigned char)text[i] <= ' ' || text[i] == 0x7f;

        if (!blank) {
            *to++ = text[i];
        }
        else if (to > out && to[-1] != ' ') {
            *to++ = ' ';
        }
    }
    while (to > out && strchr(" .", to[-1])) {
        to--;
    }
    memcpy(to, kept < len ? "..." : "", kept < len ? 4 : 1);
    return out;
}

static const char *first_str(const mcp_json_t *json, const char *const *keys)
{
    for (; *keys; keys++) {
        const char *text = mcp_json_get_str(json, *keys, "");

        if (*text) {
            return text;
        }
    }
    return "";
}

static const char *said_in_json(const mcp_json_t *json)
{
    static const char *const meta[] = {"message", NULL};
    static const char *const usual[] = {"message", "msg",       "error",
                                        "hint",    "errorType", NULL};
    const mcp_json_t *ocs = mcp_json_get(json, "ocs");
    const mcp_json_t *data = mcp_json_get(ocs ? ocs : json, "data");
    const char *text = "";

    if (ocs) {
        text = first_str(mcp_json_get(ocs, "meta"), meta);
    }
    else if (mcp_json_type(json) == MCP_JSON_STRING) {
        text = mcp_json_str(json, "");
    }
    else {
        text = first_str(json, usual);
    }
    if (!*text) {
        text = first_str(mcp_json_get(json, "error"), usual);
    }
    if (!*text) {
        text = first_str(data, usual);
    }
    if (!*text) {
        text = mcp_json_str(data, mcp_json_str(mcp_json_at(data, 0), ""));
    }
    return text;
}

static int read_json(mcp_fault_t *fault, const mcp_http_response_t *response,
                     apr_pool_t *scratch, apr_pool_t *pool)
{
    mcp_json_t *json;

    if (mcp_json_parse(&json, response->body, response->len, scratch)) {
        return 0;
    }
    fault->message = tidy(said_in_json(json), pool);
    return 1;
}

static const char *child_text(const apr_xml_doc *doc, const char *ns,
                              const char *name, apr_pool_t *pool)
{
    const apr_xml_elem *elem = mcp_xml_find(doc, doc->root, ns, name);

    return elem ? tidy(mcp_xml_text(elem, pool), pool) : NULL;
}

static int read_xml(mcp_fault_t *fault, const mcp_http_response_t *response,
                    apr_pool_t *scratch, apr_pool_t *pool)
{
    apr_xml_doc *doc;
    const char *text;

    if (mcp_xml_parse(&doc, response->body, response->len, scratch)) {
        return 0;
    }
    text = child_text(doc, SABRE_NS, "message", pool);
    if (!text || !*text) {
        /* Nextcloud invents the namespace "o:" for it. */
        text = child_text(doc, NULL, "hint", pool);
    }
    fault->message = text ? text : "";
    fault->exception = child_text(doc, SABRE_NS, "exception", pool);
    fault->header = child_text(doc, SABRE_NS, "header", pool);
    return 1;
}

void mcp_fault_read(mcp_fault_t *fault, const mcp_http_response_t *response,
                    apr_pool_t *pool)
{
    const char *body = response->body;
    apr_pool_t *scratch;

    memset(fault, 0, sizeof(*fault));
    fault->message = "";
    if (!response->len || mcp_fault_is_html(response)
        || apr_pool_create(&scratch, pool) != APR_SUCCESS) {
        return;
    }
    /* By its first character: the Content-Type is wrong at times. */
    body += strspn(body, " \t\r\n");
    if (*body == '<') {
        read_xml(fault, response, scratch, pool);
    }
    else if (!read_json(fault, response, scratch, pool)
             && response->len <= MAX_PLAIN
             && mcp_text_is_utf8(response->body, response->len)) {
        fault->message = tidy(response->body, pool);
    }
    apr_pool_destroy(scratch);
}

static const char *precondition_advice(const mcp_fault_t *fault)
{
    if (fault->header && !strcmp(fault->header, "Overwrite")) {
        return "Something of that name exists already: choose another name, "
               "or pass overwrite to replace it.";
    }
    if (fault->header && !strcmp(fault->header, "If-None-Match")) {
        return "It exists already.";
    }
    return "It has been changed in the meantime: read it again first.";
}

/* 403 and 404 of apps often say nothing more, or the wrong thing: Deck has
 * 403 for a card that does not exist. */
static const char *access_advice(int status, const mcp_fault_t *fault)
{
    if (fault->exception) {
        return status == 403
                   ? "This account is not allowed to do that."
                   : "It, or a folder on the way to it, does not exist or "
                     "is not shared with this account.";
    }
    if (*fault->message
        && strcasecmp(fault->message, "Permission denied") != 0) {
        return "";
    }
    return "It does not exist, or this account has no right to it.";
}

static const char *conflict_advice(const mcp_fault_t *fault)
{
    /* Sabre's words for it, which are never translated. */
    return strstr(fault->message, "Parent node does not exist")
                   || strstr(fault->message, "destination node is not found")
               ? "The parent folder does not exist: create it first."
               : "";
}

/* What the caller can do about it, "" when nothing general can be said. */
static const char *advice(int status, const mcp_fault_t *fault)
{
    switch (status) {
    case 403:
    case 404:
        return access_advice(status, fault);
    case 409:
        return conflict_advice(fault);
    case 412:
        return precondition_advice(fault);
    case 413:
        return "It is larger than Nextcloud accepts.";
    case 423:
        return "Someone may be changing it just now: try again in a moment.";
    case 507:
        return "The storage quota is used up: delete something first.";
    default:
        return "";
    }
}

mcp_err_t *mcp_fault_err(int status, const mcp_http_response_t *response,
                         const char *what, apr_pool_t *pool)
{
    const char *reason = mcp_fault_reason(status);
    const char *message;
    const char *help;
    mcp_fault_t fault;
    mcp_err_t *err;

    mcp_fault_read(&fault, response, pool);
    message = fault.message;
    if (!strcasecmp(message, reason)) {
        message = "";
    }
    help = advice(status, &fault);
    err =
        mcp_err_create(pool, MCP_ERR_TOOL, "%s: Nextcloud says %d%s%s%s%s%s%s",
                       what, status, *reason ? " " : "", reason,
                       *message ? ": " : "", message, *help ? ". " : "", help);
    err->upstream = status;
    return fault.exception ? mcp_err_detail(pool, err, "%s", fault.exception)
                           : err;
}
