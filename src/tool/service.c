/* SPDX-License-Identifier: Apache-2.0 */

#include "tool/service.h"

#include <string.h>
#include <apr_strings.h>

static const struct {
    const char *name;
    const char *url;
} known[MCP_SERVICES] = {
    [MCP_SERVICE_DUCKDUCKGO] = {"duckduckgo",
                                "https://html.duckduckgo.com/html"},
    [MCP_SERVICE_HERE] = {"here", "https://transit.router.hereapi.com/v8"},
    [MCP_SERVICE_NOMINATIM] = {"nominatim",
                               "https://nominatim.openstreetmap.org"},
    [MCP_SERVICE_OPENPROJECT] = {"openproject", NULL},
    [MCP_SERVICE_OSRM] = {"osrm", "https://routing.openstreetmap.de"},
    [MCP_SERVICE_WEATHER] = {"weather", "https://api.met.no/weatherapi"},
    [MCP_SERVICE_WEB] = {"web", NULL},
    [MCP_SERVICE_YOUTUBE] = {"youtube", "https://www.youtube.com"},
};

mcp_service_e mcp_service_find(const char *name)
{
    mcp_service_e i;

    for (i = MCP_SERVICE_NONE + 1; i < MCP_SERVICES; i++) {
        if (!strcmp(known[i].name, name)) {
            return i;
        }
    }
    return MCP_SERVICE_NONE;
}

const char *mcp_service_name(mcp_service_e service)
{
    return known[service].name;
}

const char *mcp_service_url(mcp_service_e service)
{
    return known[service].url;
}

unsigned int mcp_service_mask(const mcp_services_t *services)
{
    unsigned int mask = 0;
    mcp_service_e i;

    for (i = MCP_SERVICE_NONE + 1; services && i < MCP_SERVICES; i++) {
        mask |= services->of[i].on ? 1U << i : 0;
    }
    return mask;
}

const char *mcp_service_names(apr_pool_t *pool)
{
    const char *names = "";
    mcp_service_e i;

    for (i = MCP_SERVICE_NONE + 1; i < MCP_SERVICES; i++) {
        names =
            apr_pstrcat(pool, names, *names ? ", " : "", known[i].name, NULL);
    }
    return names;
}
