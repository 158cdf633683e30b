/* SPDX-License-Identifier: Apache-2.0 */

/* Messages of Mail. */

#include "tools/mail.h"

#include <stdlib.h>
#include <string.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/pick.h"
#include "util/text.h"
#include "web/html_text.h"

#define MAX_BODY 60000 /* bytes of a message's text in one answer */

void mcp_mail_add_recipient(mcp_json_t *list, const char *text,
                            apr_pool_t *pool)
{
    const char *open = strrchr(text, '<');
    apr_size_t len = strlen(text);
    mcp_json_t *recipient = mcp_json_add_object(list);
    char *label;

    if (!open || open == text || text[len - 1] != '>') {
        mcp_json_set_str(recipient, "email", text);
        mcp_json_set_str(recipient, "label", text);
        return;
    }
    label = apr_pstrmemdup(pool, text, (apr_size_t)(open - text));
    for (len = strlen(label); len && strchr(" \"", label[len - 1]);) {
        label[--len] = '\0';
    }
    mcp_json_set_strn(recipient, "email", open + 1, strlen(open) - 2);
    mcp_json_set_str(recipient, "label", label + strspn(label, " \""));
}

const char *mcp_mail_name_recipient(const mcp_json_t *recipient,
                                    apr_pool_t *pool)
{
    const char *email = mcp_json_get_str(recipient, "email", "");
    const char *label = mcp_json_get_str(recipient, "label", "");

    return !*label || !strcmp(label, email)
               ? email
               : apr_pstrcat(pool, label, " <", email, ">", NULL);
}

static void set_people(mcp_json_t *out, const char *name,
                       const mcp_json_t *message, apr_pool_t *pool)
{
    const mcp_json_t *people = mcp_json_get(message, name);
    mcp_json_t *list;
    apr_size_t i;

    if (!mcp_json_length(people)) {
        return;
    }
    list = mcp_json_set_array(out, name);
    for (i = 0; i < mcp_json_length(people); i++) {
        mcp_json_add_str(
            list, mcp_mail_name_recipient(mcp_json_at(people, i), pool));
    }
}

static void set_flags(mcp_json_t *out, const mcp_json_t *message)
{
    static const mcp_pick_t flags[] = {{"flagged", "starred"},
                                       {"answered", NULL},
                                       {"hasAttachments", "has_attachments"},
                                       {NULL, NULL}};
    const mcp_json_t *from = mcp_json_get(message, "flags");
    int i;

    if (!mcp_json_get_bool(from, "seen", 1)) {
        mcp_json_set_bool(out, "unread", 1);
    }
    for (i = 0; flags[i].from; i++) {
        if (mcp_json_get_bool(from, flags[i].from, 0)) {
            mcp_json_set_bool(out, flags[i].to ? flags[i].to : flags[i].from,
                              1);
        }
    }
}

static void describe(mcp_json_t *out, const mcp_json_t *message,
                     apr_pool_t *pool)
{
    static const mcp_pick_t picks[] = {
        {"subject", NULL}, {"previewText", "preview"}, {NULL, NULL}};

    mcp_json_set_int(out, "id",
                     mcp_json_get_int(message, "databaseId",
                                      mcp_json_get_int(message, "id", 0)));
    mcp_pick_members(out, message, picks);
    mcp_pick_time(out, "date", message, "dateInt", pool);
    set_people(out, "from", message, pool);
    set_people(out, "to", message, pool);
    set_people(out, "cc", message, pool);
    set_flags(out, message);
}

/* ---- lists ---- */

/* Mail hands a search for text to the mail server, and fails on anything but
 * ASCII there. */
static int is_ascii(const char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text > 0x7e) {
            return 0;
        }
    }
    return 1;
}

/* A list in the making. */
typedef struct {
    const mcp_tool_call_t *call;
    const char *path;
    const char *query;         /* without the filter */
    apr_int64_t limit;         /* of mails */
    apr_array_header_t *mails; /* mcp_json_t *, each once */
    int full;                  /* there may be more of them */
} list_t;

static int has_mail(const list_t *list, apr_int64_t id)
{
    int i;

    for (i = 0; i < list->mails->nelts; i++) {
        if (mcp_json_get_int(APR_ARRAY_IDX(list->mails, i, mcp_json_t *),
                             "databaseId", 0)
            == id) {
            return 1;
        }
    }
    return 0;
}

/* Add what filter, in Mail's own language, finds; NULL finds all. */
static mcp_err_t *collect(list_t *list, const char *filter)
{
    const mcp_tool_call_t *call = list->call;
    mcp_json_t *found;
    apr_size_t i;
    mcp_err_t *err = mcp_ocs_get(
        call->nc, list->path,
        filter ? mcp_nc_query_add(call->pool, list->query, "filter", filter)
               : list->query,
        &found);

    for (i = 0; !err && i < mcp_json_length(found); i++) {
        mcp_json_t *one = mcp_json_at(found, i);

        if (!has_mail(list, mcp_json_get_int(one, "databaseId", 0))) {
            APR_ARRAY_PUSH(list->mails, mcp_json_t *) = one;
        }
    }
    if (!err && (apr_int64_t)i >= list->limit) {
        list->full = 1;
    }
    return err;
}

/* Subject and sender first, the text next: asked for both at once, Mail finds
 * nothing but what fits the text. */
static mcp_err_t *search(list_t *list, const char *term, mcp_json_t *out)
{
    const mcp_tool_call_t *call = list->call;
    const char *unread =
        mcp_json_get_bool(call->args, "unread", 0) ? "is:unread " : "";
    const char *word = mcp_text_encode_segment(call->pool, term);
    mcp_err_t *err = collect(list, apr_pstrcat(call->pool, unread,
                                               "match:anyof subject:", word,
                                               " from:", word, NULL));

    if (err) {
        return err;
    }
    if (is_ascii(term)) {
        err = collect(list,
                      apr_pstrcat(call->pool, unread, "body:", word, NULL));
    }
    else {
        mcp_json_set_str(out, "note",
                         "Subject and sender were searched, the text was "
                         "not: Mail searches it for ASCII only.");
    }
    return err;
}

static int by_date(const void *a, const void *b)
{
    apr_int64_t left = mcp_json_get_int(*(mcp_json_t *const *)a, "dateInt", 0);
    apr_int64_t right =
        mcp_json_get_int(*(mcp_json_t *const *)b, "dateInt", 0);

    return left < right ? 1 : left > right ? -1 : 0;
}

/* The newest of list become the member "mails" of out. */
static void show(mcp_json_t *out, const list_t *list)
{
    mcp_json_t *mails = mcp_json_set_array(out, "mails");
    const mcp_json_t *last = NULL;
    int i;

    qsort(list->mails->elts, (size_t)list->mails->nelts, sizeof(mcp_json_t *),
          by_date);
    for (i = 0; i < list->mails->nelts && i < list->limit; i++) {
        last = APR_ARRAY_IDX(list->mails, i, mcp_json_t *);
        describe(mcp_json_add_object(mails), last, list->call->pool);
    }
    if (last && (list->full || list->mails->nelts > list->limit)) {
        mcp_json_set_int(out, "next_cursor",
                         mcp_json_get_int(last, "dateInt", 0));
    }
}

mcp_err_t *mcp_mail_list(mcp_tool_call_t *call)
{
    const char *term = mcp_json_get_str(call->args, "search", NULL);
    mcp_json_t *out = mcp_json_object_create(call->pool);
    list_t list = {.call = call};
    mcp_json_t *folder;
    mcp_err_t *err = mcp_mail_find_folder(&folder, call);

    if (err) {
        return err;
    }
    list.limit = mcp_json_get_int(call->args, "n_mails", 30);
    list.mails = apr_array_make(call->pool, 32, sizeof(mcp_json_t *));
    list.path = apr_psprintf(
        call->pool, MCP_MAIL_API "ocs/mailboxes/%" APR_INT64_T_FMT "/messages",
        mcp_json_get_int(folder, "databaseId", 0));
    /* Threads would hide all but their last message. */
    list.query = apr_psprintf(
        call->pool, "view=singleton&limit=%" APR_INT64_T_FMT, list.limit);
    if (mcp_json_has(call->args, "cursor")) {
        list.query =
            apr_psprintf(call->pool, "%s&cursor=%" APR_INT64_T_FMT, list.query,
                         mcp_json_get_int(call->args, "cursor", 0));
    }
    if (term) {
        err = search(&list, term, out);
    }
    else {
        err = collect(&list, mcp_json_get_bool(call->args, "unread", 0)
                                 ? "is:unread"
                                 : NULL);
    }
    if (!err) {
        show(out, &list);
        mcp_result_set_structured(call->result, out);
    }
    return err;
}

/* ---- one mail ---- */

static void set_attachments(mcp_json_t *out, const mcp_json_t *message)
{
    static const mcp_pick_t picks[] = {{"id", NULL},
                                       {"fileName", "name"},
                                       {"mime", "mimetype"},
                                       {"size", "bytes"},
                                       {NULL, NULL}};
    const mcp_json_t *attachments = mcp_json_get(message, "attachments");
    mcp_json_t *list;
    apr_size_t i;

    if (!mcp_json_length(attachments)) {
        return;
    }
    list = mcp_json_set_array(out, "attachments");
    for (i = 0; i < mcp_json_length(attachments); i++) {
        mcp_pick_members(mcp_json_add_object(list),
                         mcp_json_at(attachments, i), picks);
    }
}

/* Set member to what html says, without blank lines at the end. Mail makes
 * HTML of every text: of a plain one, links and what has to be escaped. */
static void set_text(mcp_json_t *out, const char *member, const char *html,
                     const mcp_tool_call_t *call)
{
    const mcp_html_page_t page = {.bytes = html,
                                  .len = strlen(html),
                                  .charset = "UTF-8",
                                  .url = call->nc->config->public_url,
                                  .max = MAX_BODY};
    mcp_html_text_t text;

    mcp_html_text_read(&text, &page, call->pool);
    while (text.len && apr_isspace(text.text[text.len - 1])) {
        text.len--;
    }
    mcp_json_set_strn(out, member, text.text, text.len);
    if (text.truncated) {
        mcp_json_set_bool(out, "truncated", 1);
    }
}

static const char *preformatted(const char *text, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "<pre>", text, "</pre>", NULL);
}

static void set_body(mcp_json_t *out, const mcp_json_t *message,
                     const mcp_tool_call_t *call)
{
    const char *body = mcp_json_get_str(message, "body", "");
    const char *signature = mcp_json_get_str(message, "signature", "");

    set_text(out, "body",
             mcp_json_get_bool(message, "hasHtmlBody", 0)
                 ? body
                 : preformatted(body, call->pool),
             call);
    if (*signature) {
        set_text(out, "signature", preformatted(signature, call->pool), call);
    }
}

mcp_err_t *mcp_mail_read(mcp_tool_call_t *call)
{
    static const mcp_args_fault_t faults[] = {
        {404, "There is no mail of this id. list_mails shows ids."},
        {500, "The mail server does not give out this mail just now."},
        {0, NULL}};
    static const mcp_pick_t picks[] = {{"messageId", "message_id"},
                                       {NULL, NULL}};
    mcp_json_t *out = mcp_json_object_create(call->pool);
    mcp_json_t *message;
    mcp_err_t *err = mcp_ocs_get(
        call->nc,
        apr_psprintf(call->pool, MCP_MAIL_API "message/%" APR_INT64_T_FMT,
                     mcp_json_get_int(call->args, "mail_id", 0)),
        NULL, &message);

    if (err) {
        return mcp_args_explain(call, err, faults);
    }
    describe(out, message, call->pool);
    mcp_pick_members(out, message, picks);
    set_attachments(out, message);
    set_body(out, message, call);
    mcp_result_set_structured(call->result, out);
    return NULL;
}
