/* SPDX-License-Identifier: Apache-2.0 */

/*
 * OpenStreetMap: places by Nominatim, routes by OSRM. Sources: their API
 * documentation ("Search queries"; "HTTP API, route service").
 */

#include "tools/outside.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/client.h"

#define MAX_STEPS 60

/* The best match for a text, or an error. */
static mcp_err_t *find(const mcp_json_t **found, mcp_tool_call_t *call,
                       const char *arg)
{
    const char *text = mcp_json_get_str(call->args, arg, "");
    const char *query = mcp_nc_query_add(call->pool, NULL, "q", text);
    mcp_json_t *json;
    mcp_err_t *err;

    query = mcp_nc_query_add(call->pool, query, "format", "jsonv2");
    query = mcp_nc_query_add(call->pool, query, "limit", "1");
    err = mcp_outside_get_json(&json, call, MCP_SERVICE_NOMINATIM, "/search",
                               query);
    if (err) {
        return err;
    }
    *found = mcp_json_at(json, 0);
    if (!*found) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "OpenStreetMap knows no place \"%s\". Try "
                              "another spelling, or only street and town.",
                              text);
    }
    return NULL;
}

static void answer_place(mcp_tool_call_t *call, const mcp_json_t *place,
                         mcp_json_t *answer)
{
    mcp_json_set_str(answer, "name",
                     mcp_json_get_str(place, "display_name", ""));
    mcp_result_set_structured(call->result, answer);
}

mcp_err_t *mcp_osm_coordinates(mcp_tool_call_t *call)
{
    mcp_json_t *answer = mcp_json_object_create(call->pool);
    const mcp_json_t *place;
    mcp_err_t *err = find(&place, call, "address");

    if (err) {
        return err;
    }
    mcp_json_set_str(answer, "lat", mcp_json_get_str(place, "lat", ""));
    mcp_json_set_str(answer, "lon", mcp_json_get_str(place, "lon", ""));
    answer_place(call, place, answer);
    return NULL;
}

mcp_err_t *mcp_osm_link(mcp_tool_call_t *call)
{
    mcp_json_t *answer = mcp_json_object_create(call->pool);
    const mcp_json_t *place;
    mcp_err_t *err = find(&place, call, "location");

    if (err) {
        return err;
    }
    mcp_json_set_str(
        answer, "url",
        apr_psprintf(call->pool,
                     "https://www.openstreetmap.org/%s/%" APR_INT64_T_FMT,
                     mcp_json_get_str(place, "osm_type", "node"),
                     mcp_json_get_int(place, "osm_id", 0)));
    answer_place(call, place, answer);
    return NULL;
}

/* "turn left into Main Street, 120 m" */
static const char *say_step(const mcp_json_t *step, apr_pool_t *pool)
{
    const mcp_json_t *maneuver = mcp_json_get(step, "maneuver");
    const char *turn = mcp_json_get_str(maneuver, "modifier", "");
    const char *name = mcp_json_get_str(step, "name", "");

    return apr_psprintf(pool, "%s%s%s%s%s, %.0f m",
                        mcp_json_get_str(maneuver, "type", ""),
                        *turn ? " " : "", turn, *name ? " into " : "", name,
                        mcp_json_double(mcp_json_get(step, "distance"), 0));
}

static void add_steps(mcp_json_t *answer, const mcp_json_t *route,
                      apr_pool_t *pool)
{
    const mcp_json_t *steps =
        mcp_json_get(mcp_json_at(mcp_json_get(route, "legs"), 0), "steps");
    mcp_json_t *list = mcp_json_set_array(answer, "steps");
    apr_size_t i;

    for (i = 0; i < mcp_json_length(steps) && i < MAX_STEPS; i++) {
        mcp_json_add_str(list, say_step(mcp_json_at(steps, i), pool));
    }
    mcp_json_set_bool(answer, "truncated", mcp_json_length(steps) > MAX_STEPS);
}

/* The page where people see the route. */
static const char *map_url(const char *profile, const mcp_place_t *from,
                           const mcp_place_t *to, apr_pool_t *pool)
{
    int number = !strcmp(profile, "routed-car")    ? 0
                 : !strcmp(profile, "routed-bike") ? 1
                                                   : 2;

    return apr_psprintf(pool,
                        "https://routing.openstreetmap.de/?loc=%s,%s&loc=%s,"
                        "%s&srv=%d",
                        from->lat, from->lon, to->lat, to->lon, number);
}

mcp_err_t *mcp_osm_route(mcp_tool_call_t *call)
{
    const char *profile = mcp_json_get_str(call->args, "profile", "");
    mcp_json_t *answer = mcp_json_object_create(call->pool);
    const mcp_json_t *route;
    mcp_place_t from;
    mcp_place_t to;
    mcp_json_t *json;
    mcp_err_t *err;

    if ((err = mcp_outside_place(&from, call, "origin_lat", "origin_lon"))
        || (err = mcp_outside_place(&to, call, "destination_lat",
                                    "destination_lon"))) {
        return err;
    }
    err = mcp_outside_get_json(
        &json, call, MCP_SERVICE_OSRM,
        apr_psprintf(call->pool, "/%s/route/v1/driving/%s,%s;%s,%s", profile,
                     from.lon, from.lat, to.lon, to.lat),
        "overview=false&steps=true");
    if (err && err->upstream != 400) {
        return err;
    }
    route = err ? NULL : mcp_json_at(mcp_json_get(json, "routes"), 0);
    if (!route) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "There is no way from one place to the other.");
    }
    mcp_json_set_double(answer, "distance_m",
                        mcp_json_double(mcp_json_get(route, "distance"), 0));
    mcp_json_set_double(answer, "duration_s",
                        mcp_json_double(mcp_json_get(route, "duration"), 0));
    add_steps(answer, route, call->pool);
    mcp_json_set_str(answer, "map_url",
                     map_url(profile, &from, &to, call->pool));
    mcp_result_set_structured(call->result, answer);
    return NULL;
}
