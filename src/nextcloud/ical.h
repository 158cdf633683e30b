/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_ICAL_H
#define MCP_NEXTCLOUD_ICAL_H

/*
 * A calendar object resource (RFC 4791, section 4.1): an event or a to-do,
 * with the changed occurrences of its series and the time zones it uses.
 *
 * All of it belongs to the pool it was made with; one thread.
 */

#include "nextcloud/ical_time.h"
#include "nextcloud/vobject.h"

typedef struct mcp_ical_t {
    mcp_vobject_t *calendar; /* VCALENDAR */
    mcp_vobject_t *master;   /* the event or to-do; of a single occurrence of
                                somebody's series, which alone we were invited
                                to, that */
    const char *kind;        /* "VEVENT" or "VTODO" */
    const mcp_ical_zone_t *local; /* of the user: for floating times */
    apr_pool_t *pool;
} mcp_ical_t;

/* One time that a series, or something that does not repeat, takes place. */
typedef struct mcp_ical_occurrence_t {
    const mcp_vobject_t *component; /* what it is like */
    mcp_ical_time_t id; /* when it was to begin before it was changed */
    mcp_ical_time_t start;
    mcp_ical_time_t end; /* exclusive; start when there is none */
    apr_int64_t from;    /* start and end in seconds since 1970 */
    apr_int64_t to;
} mcp_ical_occurrence_t;

/* MCP_ERR_TOOL when text is no such object or has none of that kind. */
mcp_err_t *mcp_ical_parse(mcp_ical_t **out, const char *text, apr_size_t len,
                          const char *kind, const mcp_ical_zone_t *local,
                          apr_pool_t *pool);

/* A new one, with a UID of its own. */
mcp_ical_t *mcp_ical_create(const char *kind, const mcp_ical_zone_t *local,
                            apr_pool_t *pool);

/* A random UUID. */
const char *mcp_ical_uid_create(apr_pool_t *pool);

/* ---- times -------------------------------------------------------------- */

/* The time in a property of component (a part of ical). 0 when there is none
 * or it cannot be read. */
int mcp_ical_time_get(mcp_ical_time_t *time, const mcp_ical_t *ical,
                      const mcp_vobject_t *component, const char *name);
/* NULL removes it. Adds the VTIMEZONE. */
void mcp_ical_time_set(mcp_ical_t *ical, mcp_vobject_t *component,
                       const char *name, const mcp_ical_time_t *time);

/* Start and end of an event or to-do. The end of a to-do is when it is due;
 * one without DTSTART starts then, too. 0 when it has neither. */
int mcp_ical_span_get(mcp_ical_time_t *start, mcp_ical_time_t *end,
                      const mcp_ical_t *ical, const mcp_vobject_t *component);

/* Seconds since 1970 of a time of ical. */
apr_int64_t mcp_ical_unix(const mcp_ical_t *ical, const mcp_ical_time_t *time);

/* ---- series ------------------------------------------------------------- */

/* Does it repeat? */
int mcp_ical_is_series(const mcp_ical_t *ical);

/* Append what takes place between from and to (mcp_ical_occurrence_t), max at
 * most. */
void mcp_ical_occurrences(apr_array_header_t *list, const mcp_ical_t *ical,
                          apr_int64_t from, apr_int64_t to, int max);

/* The occurrence whose id is when, or of which the day is meant when that is a
 * date. 0 when there is none. */
int mcp_ical_occurrence_find(mcp_ical_occurrence_t *found,
                             const mcp_ical_t *ical,
                             const mcp_ical_time_t *when);

/* The first occurrence of a series of to-dos that is neither completed nor
 * cancelled. 0 when there is none. */
int mcp_ical_occurrence_open(mcp_ical_occurrence_t *found,
                             const mcp_ical_t *ical);

/* STATUS says COMPLETED or CANCELLED, or COMPLETED has a time. */
int mcp_ical_is_closed(const mcp_vobject_t *component);

/* ---- changing ----------------------------------------------------------- */

/* The component that is occurrence's alone: made from the master's if there
 * is none yet. */
mcp_vobject_t *mcp_ical_override(mcp_ical_t *ical,
                                 const mcp_ical_occurrence_t *occurrence);

/* Take an occurrence out of its series. */
void mcp_ical_exclude(mcp_ical_t *ical,
                      const mcp_ical_occurrence_t *occurrence);

/* Move a series by seconds on the clock: what belongs to single occurrences
 * goes along. The master's own times are the caller's. */
void mcp_ical_shift(mcp_ical_t *ical, apr_int64_t seconds);

/* Make one event of a series. */
void mcp_ical_unrepeat(mcp_ical_t *ical);

/* After a change of component: DTSTAMP, LAST-MODIFIED; and SEQUENCE when it
 * matters to those who were invited (RFC 5546, section 2.1.4). */
void mcp_ical_touch(mcp_ical_t *ical, mcp_vobject_t *component,
                    int significant);

#endif /* MCP_NEXTCLOUD_ICAL_H */
