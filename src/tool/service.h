/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOL_SERVICE_H
#define MCP_TOOL_SERVICE_H

/*
 * Services outside of Nextcloud that some tools ask. Each is off until the
 * administrator turns it on for a Location (MCPService): what a user is
 * looking for leaves the house.
 */

#include <apr_pools.h>

typedef enum {
    MCP_SERVICE_NONE,
    MCP_SERVICE_DUCKDUCKGO,  /* web search */
    MCP_SERVICE_HERE,        /* public transport; needs a key */
    MCP_SERVICE_NOMINATIM,   /* OpenStreetMap: addresses */
    MCP_SERVICE_OPENPROJECT, /* asked by Nextcloud, not by us: no URL */
    MCP_SERVICE_OSRM,        /* OpenStreetMap: routes */
    MCP_SERVICE_WEATHER,     /* MET Norway */
    MCP_SERVICE_WEB,         /* any page: no URL */
    MCP_SERVICE_YOUTUBE,
    MCP_SERVICES
} mcp_service_e;

/* What the administrator has set for one of them. */
typedef struct mcp_service_t {
    int on;
    const char *url; /* without "/" at its end, or NULL: where it lives */
    const char *key; /* a secret: never in a log or an error; or NULL */
} mcp_service_t;

/* All of them, by mcp_service_e. */
typedef struct mcp_services_t {
    mcp_service_t of[MCP_SERVICES];
} mcp_services_t;

/* MCP_SERVICE_NONE when there is no service of this name. */
mcp_service_e mcp_service_find(const char *name);
const char *mcp_service_name(mcp_service_e service);

/* Where it lives when the administrator does not say; NULL: it has no URL of
 * its own. */
const char *mcp_service_url(mcp_service_e service);

/* A bit 1 << mcp_service_e for each that is on. services may be NULL. */
unsigned int mcp_service_mask(const mcp_services_t *services);

/* "a, b, c": for messages. */
const char *mcp_service_names(apr_pool_t *pool);

#endif /* MCP_TOOL_SERVICE_H */
