/* SPDX-License-Identifier: Apache-2.0 */

#include "tools/contacts.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/carddav.h"
#include "nextcloud/ical.h"
#include "nextcloud/vcard.h"
#include "tools/args.h"
#include "tools/lookup.h"

#define PRODUCT "-//mod_mcp//Nextcloud MCP server//EN"
#define MAX_FOUND 50

/* ---- find_person_in_contacts ---------------------------------------------
 */

static const char *first_email(const mcp_json_t *person)
{
    return mcp_json_get_str(mcp_json_at(mcp_json_get(person, "emails"), 0),
                            "value", "");
}

/* Apps list people anew that are in an address book. */
static int is_known(const mcp_json_t *people, const mcp_json_t *person)
{
    const char *email = first_email(person);
    apr_size_t i;

    for (i = 0; *email && i < mcp_json_length(people); i++) {
        if (!strcasecmp(first_email(mcp_json_at(people, i)), email)) {
            return 1;
        }
    }
    return 0;
}

static void add_person(mcp_json_t *people, const mcp_json_t *book,
                       const mcp_dav_object_t *object, apr_pool_t *pool)
{
    mcp_json_t *person = mcp_json_object_create(pool);
    mcp_vobject_t *card;

    if (mcp_vobject_parse(&card, "VCARD", object->text, object->len, pool)) {
        return; /* nothing to be shown */
    }
    mcp_vcard_describe(person, card);
    if (mcp_carddav_is_made_up(book) && is_known(people, person)) {
        return;
    }
    mcp_json_set_str(person, "address_book", mcp_json_get_str(book, "id", ""));
    mcp_json_add(people, person);
}

mcp_err_t *mcp_contacts_find(mcp_tool_call_t *call)
{
    const char *name = mcp_json_get_str(call->args, "name", "");
    mcp_json_t *json = mcp_json_object_create(call->pool);
    mcp_json_t *people = mcp_json_set_array(json, "contacts");
    apr_array_header_t *objects;
    mcp_json_t *books;
    apr_size_t i;
    mcp_err_t *err = mcp_carddav_books(&books, call->nc);
    int truncated = 0;
    int n;

    for (i = 0; !err && i < mcp_json_length(books); i++) {
        const mcp_json_t *book = mcp_json_at(books, i);

        err = mcp_carddav_search(&objects, call->nc, book, name);
        for (n = 0; !err && n < objects->nelts && !truncated; n++) {
            truncated = mcp_json_length(people) >= MAX_FOUND;
            if (!truncated) {
                add_person(people, book,
                           &APR_ARRAY_IDX(objects, n, mcp_dav_object_t),
                           call->pool);
            }
        }
    }
    if (err) {
        return err;
    }
    mcp_json_set_bool(json, "truncated", truncated);
    mcp_result_set_structured(call->result, json);
    return NULL;
}

/* ---- one contact ----------------------------------------------------------
 */

typedef struct contact_t {
    const mcp_json_t *book;
    mcp_dav_object_t object;
    mcp_vobject_t *card;
} contact_t;

static mcp_err_t *find_book(mcp_json_t **book, const mcp_tool_call_t *call,
                            const mcp_json_t *books)
{
    static const mcp_lookup_t lookup = {
        .what = "address book", .id = "id", .name = "name"};
    mcp_err_t *err = NULL;

    if (mcp_args_has(call, "address_book")) {
        err = mcp_lookup_find(book, &lookup, books,
                              mcp_json_get(call->args, "address_book"),
                              call->pool);
    }
    else {
        *book = mcp_json_at(books, 0);
    }
    if (!err && !mcp_json_get_bool(*book, "writable", 0)) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "The address book \"%s\" can only be read. The "
                              "accounts of a Nextcloud are changed by their "
                              "users.",
                              mcp_json_get_str(*book, "name", ""));
    }
    return err;
}

static mcp_err_t *load(contact_t *contact, mcp_tool_call_t *call)
{
    const char *uid = mcp_json_get_str(call->args, "uid", "");
    apr_array_header_t *objects;
    mcp_json_t *books;
    mcp_json_t *book;
    mcp_err_t *err = mcp_carddav_books(&books, call->nc);
    int i;

    if (!err) {
        err = find_book(&book, call, books);
    }
    if (!err) {
        err = mcp_carddav_load(&objects, call->nc, book, uid);
    }
    for (i = 0; !err && i < objects->nelts; i++) {
        const mcp_dav_object_t *object =
            &APR_ARRAY_IDX(objects, i, mcp_dav_object_t);
        const char *own;

        if (mcp_vobject_parse(&contact->card, "VCARD", object->text,
                              object->len, call->pool)) {
            continue;
        }
        own = mcp_vobject_text(contact->card, "UID");
        if (own && !strcmp(own, uid)) {
            contact->book = book;
            contact->object = *object;
            return NULL;
        }
    }
    return err ? err
               : mcp_err_create(call->pool, MCP_ERR_TOOL,
                                "There is no contact with the uid \"%s\" in "
                                "the address book \"%s\". "
                                "find_person_in_contacts shows the uids.",
                                uid, mcp_json_get_str(book, "name", ""));
}

static const char *what(const contact_t *contact)
{
    const char *name = mcp_vobject_text(contact->card, "FN");

    return apr_psprintf(contact->card->pool, "contact \"%s\"",
                        name ? name : "");
}

/* The one of that name with that text, or NULL. */
static const mcp_vprop_t *find_value(const mcp_vobject_t *card,
                                     const char *name, const char *text)
{
    const mcp_vprop_t *property;
    int n;

    for (n = 0; (property = mcp_vobject_find(card, name, n)); n++) {
        const char *own = mcp_vcard_text(property, card->pool);

        if (own && !strcasecmp(own, text)) {
            return property;
        }
    }
    return NULL;
}

/* All values in the argument; those that are there keep their parameters. */
static void set_values(mcp_vobject_t *card, const char *name,
                       const mcp_tool_call_t *call, const char *arg)
{
    const mcp_json_t *list = mcp_json_get(call->args, arg);
    mcp_vobject_t *fresh = mcp_vobject_create("X", card->pool);
    apr_size_t i;

    if (!list) {
        return;
    }
    for (i = 0; i < mcp_json_length(list); i++) {
        const char *text = mcp_json_str(mcp_json_at(list, i), "");
        const mcp_vprop_t *known = find_value(card, name, text);
        mcp_vprop_t property = {NULL, name, "", NULL};

        property.value = mcp_vprop_escape(text, card->pool);
        if (*text) {
            mcp_vobject_add(fresh, known ? known : &property);
        }
    }
    mcp_vobject_remove(card, name);
    apr_array_cat(card->props, fresh->props);
}

static void set_raw(mcp_vobject_t *card, const char *name, const char *value)
{
    mcp_vprop_t property = {NULL, name, "", value};

    mcp_vobject_set(card, &property);
}

static mcp_err_t *check_birthday(const mcp_tool_call_t *call)
{
    const char *text = mcp_json_get_str(call->args, "birthday", "");
    mcp_ical_time_t date;

    if (!*text
        || (strlen(text) == 10
            && mcp_ical_time_parse(&date,
                                   apr_psprintf(call->pool, "%.4s%.2s%.2s",
                                                text, text + 5, text + 8)))) {
        return NULL;
    }
    return mcp_err_create(call->pool, MCP_ERR_TOOL,
                          "birthday: \"%s\" is no date such as 1990-02-03.",
                          text);
}

/* What create_contact and update_contact have in common. */
static void apply(mcp_vobject_t *card, const mcp_tool_call_t *call)
{
    static const char *const texts[][2] = {{"organisation", "ORG"},
                                           {"title", "TITLE"},
                                           {"birthday", "BDAY"},
                                           {"note", "NOTE"}};
    const char *name = mcp_json_get_str(call->args, "full_name", NULL);
    const char *address = mcp_json_get_str(call->args, "address", NULL);
    mcp_ical_time_t now;
    apr_size_t i;

    if (name) {
        mcp_vobject_set_text(card, "FN", name);
        set_raw(card, "N", mcp_vcard_name(name, card->pool));
    }
    set_values(card, "EMAIL", call, "emails");
    set_values(card, "TEL", call, "phones");
    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (mcp_args_has(call, texts[i][0])) {
            mcp_vobject_set_text(
                card, texts[i][1],
                mcp_json_get_str(call->args, texts[i][0], NULL));
        }
    }
    if (address && !*address) {
        mcp_vobject_remove(card, "ADR");
    }
    else if (address) {
        set_raw(card, "ADR",
                apr_pstrcat(card->pool, ";;",
                            mcp_vprop_escape(address, card->pool), ";;;;",
                            NULL));
    }
    mcp_ical_time_at(&now, apr_time_sec(apr_time_now()), mcp_ical_zone_utc());
    set_raw(card, "REV", mcp_ical_time_print(&now, card->pool));
}

static mcp_err_t *save(contact_t *contact, mcp_tool_call_t *call)
{
    mcp_json_t *json = mcp_json_object_create(call->pool);
    mcp_err_t *err;

    contact->object.text = mcp_vobject_print(contact->card, call->pool);
    contact->object.len = strlen(contact->object.text);
    err = mcp_dav_object_put(call->nc, &contact->object, "text/vcard",
                             what(contact));
    if (err) {
        return err;
    }
    mcp_vcard_describe(json, contact->card);
    mcp_json_set_str(json, "address_book",
                     mcp_json_get_str(contact->book, "id", ""));
    mcp_result_set_structured(call->result, json);
    return NULL;
}

mcp_err_t *mcp_contacts_create(mcp_tool_call_t *call)
{
    const char *uid = mcp_ical_uid_create(call->pool);
    contact_t contact = {.book = NULL};
    mcp_json_t *books;
    mcp_json_t *book;
    mcp_err_t *err = check_birthday(call);

    if (!err) {
        err = mcp_carddav_books(&books, call->nc);
    }
    if (!err) {
        err = find_book(&book, call, books);
    }
    if (err) {
        return err;
    }
    contact.book = book;
    contact.card = mcp_vobject_create("VCARD", call->pool);
    set_raw(contact.card, "VERSION", "3.0");
    set_raw(contact.card, "PRODID", PRODUCT);
    set_raw(contact.card, "UID", uid);
    apply(contact.card, call);
    contact.object.path = mcp_dav_object_path(
        call->nc,
        mcp_dav_object_collection(call->nc, "addressbooks/users",
                                  mcp_json_get_str(book, "id", "")),
        apr_pstrcat(call->pool, uid, ".vcf", NULL));
    return save(&contact, call);
}

mcp_err_t *mcp_contacts_update(mcp_tool_call_t *call)
{
    contact_t contact = {.book = NULL};
    mcp_err_t *err = check_birthday(call);

    if (!err) {
        err = load(&contact, call);
    }
    if (err) {
        return err;
    }
    apply(contact.card, call);
    return save(&contact, call);
}

mcp_err_t *mcp_contacts_delete(mcp_tool_call_t *call)
{
    contact_t contact = {.book = NULL};
    mcp_json_t *json;
    mcp_err_t *err = load(&contact, call);

    if (!err) {
        err = mcp_dav_object_delete(call->nc, &contact.object, what(&contact));
    }
    if (err) {
        return err;
    }
    json = mcp_json_object_create(call->pool);
    mcp_json_set(json, "deleted", mcp_json_get(call->args, "uid"));
    mcp_result_set_structured(call->result, json);
    return NULL;
}
