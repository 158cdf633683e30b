/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_OUTSIDE_H
#define MCP_TOOLS_OUTSIDE_H

/*
 * Asking services that are no part of the user's Nextcloud. Nothing of the
 * user goes along but what they ask for: no credential, no cookie, no
 * address. Where the services are is the administrator's to say.
 */

#include "tool/tool.h"

mcp_tool_fn mcp_weather_current;    /* get_current_weather_for_coordinates */
mcp_tool_fn mcp_osm_coordinates;    /* get_coordinates_for_address */
mcp_tool_fn mcp_osm_link;           /* get_osm_link */
mcp_tool_fn mcp_osm_route;          /* get_osm_route */
mcp_tool_fn mcp_here_route;         /* get_public_transport_route_… */
mcp_tool_fn mcp_duckduckgo_search;  /* duckduckgo_results_json */
mcp_tool_fn mcp_youtube_search;     /* youtube_search */
mcp_tool_fn mcp_web_page;           /* web_fetch */
mcp_tool_fn mcp_openproject_create; /* create_work_package */

/* One GET. path and query are encoded. Anything but 2xx is an MCP_ERR_TOOL,
 * and so is a service that cannot be reached. */
mcp_err_t *mcp_outside_get(mcp_http_response_t **response,
                           mcp_tool_call_t *call, mcp_service_e service,
                           const char *path, const char *query);

/* The same for a service that answers with JSON. */
mcp_err_t *mcp_outside_get_json(mcp_json_t **json, mcp_tool_call_t *call,
                                mcp_service_e service, const char *path,
                                const char *query);

/* Where something is, from two text arguments, with as many decimals as a
 * person standing there needs. */
typedef struct mcp_place_t {
    const char *lat;
    const char *lon;
} mcp_place_t;
mcp_err_t *mcp_outside_place(mcp_place_t *place, mcp_tool_call_t *call,
                             const char *lat, const char *lon);

/* The time that such a request may take, of the job's. */
apr_time_t mcp_outside_deadline(const mcp_tool_call_t *call);

#endif /* MCP_TOOLS_OUTSIDE_H */
