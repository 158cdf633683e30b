/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_VOBJECT_H
#define MCP_NEXTCLOUD_VOBJECT_H

/*
 * What iCalendar (RFC 5545, section 3.1) and vCard (RFC 6350, section 3.3)
 * have in common: content lines between BEGIN and END.
 *
 * Names are understood, values are kept as they were written. So an object
 * that is read, changed in one property and printed again is the same in all
 * others, whatever program has put them there. libical does not keep that
 * promise: it drops properties it does not know and unescapes the values of
 * X- properties.
 *
 * All of it belongs to the pool of mcp_vobject_parse; one thread.
 */

#include <apr_tables.h>
#include "util/err.h"

#define MCP_VOBJECT_MAX_DEPTH 8
#define MCP_VOBJECT_MAX_LINES 50000

typedef struct mcp_vprop_t {
    const char *group;  /* "item1" of "item1.TEL", or NULL */
    const char *name;   /* in upper case */
    const char *params; /* as written: ";TZID=Europe/Berlin"; "" for none */
    const char *value;  /* as written, but unfolded */
} mcp_vprop_t;

typedef struct mcp_vobject_t {
    const char *name;             /* in upper case: "VEVENT" */
    apr_array_header_t *props;    /* mcp_vprop_t */
    apr_array_header_t *children; /* struct mcp_vobject_t * */
    apr_pool_t *pool;
} mcp_vobject_t;

/* Read one object of that name ("VCALENDAR"); what follows it is not looked
 * at. MCP_ERR_TOOL for everything else, with the line in it. */
mcp_err_t *mcp_vobject_parse(mcp_vobject_t **object, const char *name,
                             const char *text, apr_size_t len,
                             apr_pool_t *pool);

/* With CRLF, folded after at most 75 bytes. */
const char *mcp_vobject_print(const mcp_vobject_t *object, apr_pool_t *pool);

mcp_vobject_t *mcp_vobject_create(const char *name, apr_pool_t *pool);
void mcp_vobject_add_child(mcp_vobject_t *object, mcp_vobject_t *child);
void mcp_vobject_remove_child(mcp_vobject_t *object,
                              const mcp_vobject_t *child);
/* A copy of object and all in it, in object's pool. */
mcp_vobject_t *mcp_vobject_copy(const mcp_vobject_t *object);

/* The property number index (from 0) of that name, or NULL. */
const mcp_vprop_t *mcp_vobject_find(const mcp_vobject_t *object,
                                    const char *name, int index);
/* The value of the first property of that name as text, or NULL. */
const char *mcp_vobject_text(const mcp_vobject_t *object, const char *name);

/* Make property the only one of its name, in the place of the first one;
 * its strings are kept by reference. The one of mcp_vobject_set_text has no
 * parameters and its value is escaped; text NULL or "" removes the property.
 */
void mcp_vobject_set(mcp_vobject_t *object, const mcp_vprop_t *property);
void mcp_vobject_set_text(mcp_vobject_t *object, const char *name,
                          const char *text);
void mcp_vobject_add(mcp_vobject_t *object, const mcp_vprop_t *property);
void mcp_vobject_remove(mcp_vobject_t *object, const char *name);

/* All values of a parameter ("TYPE=work,voice;TYPE=pref": three), unquoted
 * and decoded (RFC 6868); an array of const char *. */
apr_array_header_t *mcp_vprop_params(const mcp_vprop_t *property,
                                     const char *name, apr_pool_t *pool);
/* The first of these, or NULL. */
const char *mcp_vprop_param(const mcp_vprop_t *property, const char *name,
                            apr_pool_t *pool);
/* ";NAME=value", quoted and encoded as value needs it. */
const char *mcp_vprop_param_print(const char *name, const char *value,
                                  apr_pool_t *pool);

/* The TEXT of RFC 5545 and 6350: backslashes before \ ; , and n. */
const char *mcp_vprop_unescape(const char *value, apr_pool_t *pool);
const char *mcp_vprop_escape(const char *text, apr_pool_t *pool);
/* "a\;b;c" at ";": two texts, unescaped; an array of const char *. */
apr_array_header_t *mcp_vprop_split(const char *value, char separator,
                                    apr_pool_t *pool);

#endif /* MCP_NEXTCLOUD_VOBJECT_H */
