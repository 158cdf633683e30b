/* SPDX-License-Identifier: Apache-2.0 */

/* Weather from MET Norway. Source: its "Locationforecast" data model. */

#include "tools/outside.h"

#include "nextcloud/client.h"

static const mcp_json_t *path(const mcp_json_t *json, const char *const *names)
{
    for (; *names; names++) {
        json = mcp_json_get(json, *names);
    }
    return json;
}

static void add_next_hour(mcp_json_t *answer, const mcp_json_t *data)
{
    static const char *const symbol[] = {"next_1_hours", "summary",
                                         "symbol_code", NULL};
    static const char *const rain[] = {"next_1_hours", "details",
                                       "precipitation_amount", NULL};
    const char *word = mcp_json_str(path(data, symbol), NULL);
    const mcp_json_t *amount = path(data, rain);

    if (word) {
        mcp_json_set_str(answer, "next_hour", word);
    }
    if (amount) {
        mcp_json_set_double(answer, "next_hour_precipitation_mm",
                            mcp_json_double(amount, 0));
    }
}

mcp_err_t *mcp_weather_current(mcp_tool_call_t *call)
{
    static const char *const series_path[] = {"properties", "timeseries",
                                              NULL};
    static const char *const details_path[] = {"instant", "details", NULL};
    static const char *const units_path[] = {"properties", "meta", "units",
                                             NULL};
    mcp_json_t *answer = mcp_json_object_create(call->pool);
    const mcp_json_t *now;
    const mcp_json_t *data;
    const mcp_json_t *details;
    mcp_place_t place;
    mcp_json_t *json;
    const char *query;
    mcp_err_t *err = mcp_outside_place(&place, call, "lat", "lon");

    if (err) {
        return err;
    }
    query = mcp_nc_query_add(call->pool, NULL, "lat", place.lat);
    query = mcp_nc_query_add(call->pool, query, "lon", place.lon);
    err = mcp_outside_get_json(&json, call, MCP_SERVICE_WEATHER,
                               "/locationforecast/2.0/compact", query);
    if (err) {
        return err;
    }
    now = mcp_json_at(path(json, series_path), 0);
    data = mcp_json_get(now, "data");
    details = path(data, details_path);
    if (mcp_json_type(details) != MCP_JSON_OBJECT) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "There is no weather for this place.");
    }
    mcp_json_set_str(answer, "time", mcp_json_get_str(now, "time", ""));
    mcp_json_set(answer, "now", (mcp_json_t *)details);
    mcp_json_set(answer, "units", (mcp_json_t *)path(json, units_path));
    add_next_hour(answer, data);
    mcp_result_set_structured(call->result, answer);
    return NULL;
}
