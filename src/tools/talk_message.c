/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Chat messages as a model reads them. Talk sends "{mention-user1} see {file}"
 * and says beside it what the placeholders stand for; what can be acted on, a
 * file or a poll, is also listed with its id.
 */

#include "tools/talk.h"

#include <string.h>
#include <apr_strings.h>
#include "tools/pick.h"
#include "util/buf.h"
#include "util/text.h"

#define MENTION "mention-"
#define MAX_QUOTE 200 /* bytes of a message that is replied to */

static int is_mention(const char *key)
{
    return !strncmp(key, MENTION, strlen(MENTION));
}

static void add_parameter(mcp_buf_t *buf, const char *key,
                          const mcp_json_t *parameter)
{
    const char *name = mcp_json_get_str(parameter, "name", "");

    if (is_mention(key)) {
        mcp_buf_add_str(buf, "@");
        /* Talk names the conversation; people write @all. */
        if (!strcmp(mcp_json_get_str(parameter, "type", ""), "call")) {
            name = "all";
        }
    }
    mcp_buf_add_str(buf, name);
}

/* text with its placeholders filled in; those without a parameter stay. */
static const char *fill_in(const char *text, const mcp_json_t *parameters,
                           apr_pool_t *pool)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, strlen(text) + 64, pool);
    while (*text) {
        apr_size_t plain = strcspn(text, "{");
        apr_size_t len = strcspn(text + plain, "}");
        const mcp_json_t *parameter = NULL;
        const char *key = NULL;

        if (text[plain] && text[plain + len]) {
            key = apr_pstrmemdup(pool, text + plain + 1, len - 1);
            parameter = mcp_json_get(parameters, key);
        }
        if (parameter) {
            mcp_buf_add(&buf, text, plain);
            add_parameter(&buf, key, parameter);
            text += plain + len + 1;
        }
        else {
            plain += text[plain] == '{';
            mcp_buf_add(&buf, text, plain);
            text += plain;
        }
    }
    return buf.data;
}

/* People and conversations are named in the text, that is enough. */
static int is_thing(const char *key, const char *type)
{
    static const char *const persons[] = {
        "user",   "guest", "email",          "group",     "user-group",
        "circle", "call",  "federated_user", "highlight", NULL};
    int i;

    for (i = 0; persons[i]; i++) {
        if (!strcmp(type, persons[i])) {
            return 0;
        }
    }
    return !is_mention(key) && *type;
}

static int add_thing(void *baton, const char *key, mcp_json_t *parameter)
{
    static const mcp_pick_t picks[] = {
        {"type", NULL},      {"id", NULL},        {"name", NULL},
        {"path", NULL},      {"mimetype", NULL},  {"link", NULL},
        {"latitude", NULL},  {"longitude", NULL}, {"boardname", NULL},
        {"stackname", NULL}, {NULL, NULL}};
    mcp_json_t *out = baton;
    mcp_json_t *list;

    if (!is_thing(key, mcp_json_get_str(parameter, "type", ""))) {
        return 1;
    }
    list = mcp_json_get(out, "attachments");
    if (!list) {
        list = mcp_json_set_array(out, "attachments");
    }
    mcp_pick_members(mcp_json_add_object(list), parameter, picks);
    return 1;
}

static const char *message_text(const mcp_json_t *message, apr_pool_t *pool)
{
    return fill_in(mcp_json_get_str(message, "message", ""),
                   mcp_json_get(message, "messageParameters"), pool);
}

static const char *actor_of(const mcp_json_t *message)
{
    const char *name = mcp_json_get_str(message, "actorDisplayName", "");

    return *name ? name : mcp_json_get_str(message, "actorId", "");
}

static void set_parent(mcp_json_t *out, const mcp_json_t *parent,
                       apr_pool_t *pool)
{
    mcp_json_t *quote = mcp_json_set_object(out, "reply_to");
    const char *text = message_text(parent, pool);
    apr_size_t len = mcp_text_utf8_cut(text, strlen(text), MAX_QUOTE);

    mcp_json_set_int(quote, "id", mcp_json_get_int(parent, "id", 0));
    mcp_json_set_str(quote, "actor", actor_of(parent));
    mcp_json_set_str(
        quote, "message",
        apr_psprintf(pool, "%.*s%s", (int)len, text, text[len] ? "..." : ""));
}

void mcp_talk_describe(mcp_json_t *out, const mcp_json_t *message,
                       apr_pool_t *pool)
{
    static const mcp_pick_t picks[] = {
        {"reactions", NULL}, {"systemMessage", "system"}, {NULL, NULL}};
    const mcp_json_t *parent = mcp_json_get(message, "parent");

    mcp_json_set_int(out, "id", mcp_json_get_int(message, "id", 0));
    mcp_pick_time(out, "timestamp", message, "timestamp", pool);
    mcp_json_set_str(out, "actor", actor_of(message));
    mcp_json_set_str(out, "actor_id",
                     mcp_json_get_str(message, "actorId", ""));
    mcp_json_set_str(out, "message", message_text(message, pool));
    mcp_json_each(mcp_json_get(message, "messageParameters"), add_thing, out);
    mcp_pick_members(out, message, picks);
    if (parent) {
        set_parent(out, parent, pool);
    }
    mcp_json_set_bool(out, "is_replyable",
                      mcp_json_get_bool(message, "isReplyable", 0));
}
