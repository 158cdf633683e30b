/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_ICAL_IMPL_H
#define MCP_NEXTCLOUD_ICAL_IMPL_H

/* For the two files that know libical only. */

#include <libical/ical.h>
#include "nextcloud/ical_time.h"

/* The fields of when, without its zone. */
struct icaltimetype mcp_ical_time_to_libical(const mcp_ical_time_t *when);

#endif /* MCP_NEXTCLOUD_ICAL_IMPL_H */
