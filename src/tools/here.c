/* SPDX-License-Identifier: Apache-2.0 */

/* Public transport by HERE. Source: its "Public Transit API v8". */

#include "tools/outside.h"

#include <apr_strings.h>
#include "nextcloud/client.h"

static void add_stop(mcp_json_t *out, const char *name, const mcp_json_t *end)
{
    const mcp_json_t *place = mcp_json_get(end, "place");
    const char *where = mcp_json_get_str(place, "name", NULL);
    mcp_json_t *stop = mcp_json_set_object(out, name);

    mcp_json_set_str(stop, "time", mcp_json_get_str(end, "time", ""));
    mcp_json_set_str(stop, "place",
                     where ? where : mcp_json_get_str(place, "type", ""));
}

static void add_section(mcp_json_t *list, const mcp_json_t *section)
{
    const mcp_json_t *transport = mcp_json_get(section, "transport");
    const char *line = mcp_json_get_str(transport, "name", NULL);
    const char *headsign = mcp_json_get_str(transport, "headsign", NULL);
    mcp_json_t *out = mcp_json_add_object(list);

    mcp_json_set_str(out, "by", mcp_json_get_str(transport, "mode", ""));
    if (line) {
        mcp_json_set_str(out, "line", line);
    }
    if (headsign) {
        mcp_json_set_str(out, "towards", headsign);
    }
    add_stop(out, "from", mcp_json_get(section, "departure"));
    add_stop(out, "to", mcp_json_get(section, "arrival"));
}

static void answer(mcp_tool_call_t *call, const mcp_json_t *routes)
{
    mcp_json_t *out = mcp_json_object_create(call->pool);
    mcp_json_t *list = mcp_json_set_array(out, "routes");
    apr_size_t i;
    apr_size_t j;

    for (i = 0; i < mcp_json_length(routes); i++) {
        const mcp_json_t *sections =
            mcp_json_get(mcp_json_at(routes, i), "sections");
        mcp_json_t *legs =
            mcp_json_set_array(mcp_json_add_object(list), "sections");

        for (j = 0; j < mcp_json_length(sections); j++) {
            add_section(legs, mcp_json_at(sections, j));
        }
    }
    mcp_result_set_structured(call->result, out);
}

static const char *make_query(mcp_tool_call_t *call, const mcp_place_t *from,
                              const mcp_place_t *to, const char *key)
{
    const char *departure =
        mcp_json_get_str(call->args, "departure_time", NULL);
    apr_pool_t *pool = call->pool;
    const char *query =
        apr_psprintf(pool, "origin=%s,%s&destination=%s,%s&alternatives=%d",
                     from->lat, from->lon, to->lat, to->lon,
                     (int)mcp_json_get_int(call->args, "routes", 1) - 1);

    if (departure) {
        query = mcp_nc_query_add(pool, query, "departureTime", departure);
    }
    return mcp_nc_query_add(pool, query, "apiKey", key);
}

mcp_err_t *mcp_here_route(mcp_tool_call_t *call)
{
    const char *key =
        call->services ? call->services->of[MCP_SERVICE_HERE].key : NULL;
    mcp_place_t from;
    mcp_place_t to;
    mcp_json_t *json;
    mcp_err_t *err;

    if (!key) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "HERE wants a key. The administrator sets it "
                              "with MCPServiceKey.");
    }
    if ((err = mcp_outside_place(&from, call, "origin_lat", "origin_lon"))
        || (err = mcp_outside_place(&to, call, "destination_lat",
                                    "destination_lon"))) {
        return err;
    }
    err = mcp_outside_get_json(&json, call, MCP_SERVICE_HERE, "/routes",
                               make_query(call, &from, &to, key));
    if (!err) {
        answer(call, mcp_json_get(json, "routes"));
    }
    return err;
}
