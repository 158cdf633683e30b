/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_ICAL_ZONE_H
#define MCP_NEXTCLOUD_ICAL_ZONE_H

/* The time zones of one VCALENDAR. One thread. */

#include "nextcloud/ical_time.h"
#include "nextcloud/vobject.h"

/* What TZID means in calendar: a zone of the tz database if it has that name,
 * else calendar's own VTIMEZONE of that name. NULL when it is neither; such
 * times are floating. */
const mcp_ical_zone_t *mcp_ical_zone_of(const mcp_vobject_t *calendar,
                                        const char *tzid);

/* See to it that calendar has a VTIMEZONE for zone, good from the second from
 * on (RFC 5545, section 3.6.5: every TZID has one). */
void mcp_ical_zone_add(mcp_vobject_t *calendar, const mcp_ical_zone_t *zone,
                       apr_int64_t from);

#endif /* MCP_NEXTCLOUD_ICAL_ZONE_H */
