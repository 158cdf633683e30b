/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/mpm.h"

#include <httpd.h>
#include <ap_mpm.h>

int mcp_mpm_query(int code, int fallback)
{
    int value;

    return ap_mpm_query(code, &value) == APR_SUCCESS ? value : fallback;
}

int mcp_mpm_is_threaded(void)
{
    return mcp_mpm_query(AP_MPMQ_IS_THREADED, AP_MPMQ_NOT_SUPPORTED)
           != AP_MPMQ_NOT_SUPPORTED;
}

int mcp_mpm_is_async(void)
{
    return mcp_mpm_query(AP_MPMQ_IS_ASYNC, 0) != 0;
}

int mcp_mpm_is_stopping(void)
{
    return mcp_mpm_query(AP_MPMQ_MPM_STATE, AP_MPMQ_RUNNING)
           == AP_MPMQ_STOPPING;
}
