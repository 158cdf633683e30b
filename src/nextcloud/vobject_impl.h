/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_VOBJECT_IMPL_H
#define MCP_NEXTCLOUD_VOBJECT_IMPL_H

/* For the vobject files only. */

#include "nextcloud/vobject.h"

/* The end of a parameter's value or of all parameters: the first of the
 * characters in stop that is not within quotes, or the NUL. */
const char *mcp_vprop_span(const char *text, const char *stop);

#endif /* MCP_NEXTCLOUD_VOBJECT_IMPL_H */
