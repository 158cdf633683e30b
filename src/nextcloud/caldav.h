/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_CALDAV_H
#define MCP_NEXTCLOUD_CALDAV_H

/* The calendars of a user (RFC 4791, section 6) and what is in them. */

#include "nextcloud/dav_object.h"
#include "nextcloud/ical.h"
#include "util/json.h"

/* All calendars, own and shared, as an array of
 *   {"id":"work","name":"Work ü","components":["VEVENT","VTODO"],
 *    "writable":true,"color":"#ff0000","owner":"bob"}
 * color and owner (of a shared one) may be missing. *zone: the time zone that
 * one of them is said to be in, or NULL. */
mcp_err_t *mcp_caldav_calendars(mcp_json_t **list,
                                const mcp_ical_zone_t **zone, mcp_nc_t *nc);

/* Does a calendar of that list take "VEVENT" or "VTODO"? */
int mcp_caldav_takes(const mcp_json_t *calendar, const char *kind);

/* Objects of that kind in the calendar. condition is what the comp-filter for
 * kind holds (RFC 4791, section 9.7), as XML with the prefix c; or "". */
mcp_err_t *mcp_caldav_query(apr_array_header_t **objects, mcp_nc_t *nc,
                            const mcp_json_t *calendar, const char *kind,
                            const char *condition);

/* The condition that something takes place between two seconds. */
const char *mcp_caldav_between(apr_pool_t *pool, apr_int64_t from,
                               apr_int64_t to);

/* The periods in which somebody is not free. */
typedef struct mcp_caldav_busy_t {
    apr_int64_t from;
    apr_int64_t to;
} mcp_caldav_busy_t;

/* Ask for free/busy times (RFC 6638, section 5). organizer is the user's own
 * address, people are addresses (const char *), with the user's. Appends to
 * busy (mcp_caldav_busy_t) when they are not free, and to unknown (const char
 * *) whose times Nextcloud cannot tell. */
mcp_err_t *mcp_caldav_free_busy(apr_array_header_t *busy,
                                apr_array_header_t *unknown, mcp_nc_t *nc,
                                const char *organizer,
                                const apr_array_header_t *people,
                                const mcp_caldav_busy_t *range);

#endif /* MCP_NEXTCLOUD_CALDAV_H */
