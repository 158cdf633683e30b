/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_CHECK_ANALYZER_H
#define MCP_CHECK_ANALYZER_H

/*
 * For clang's static analyzer only: functions that make an error never return
 * NULL. Version 14 does not heed returns_nonnull, and would take the way of
 * an error for the way of success, with its results unset.
 */

#include <apr_tables.h>
#include "nextcloud/fault.h"
#include "util/proof.h"
#include "util/err.h"

static inline mcp_err_t *mcp_check_not_null(mcp_err_t *err)
{
    if (!err) {
        __builtin_unreachable();
    }
    return err;
}

#define mcp_err_create(...) mcp_check_not_null(mcp_err_create(__VA_ARGS__))
#define mcp_err_push(...) mcp_check_not_null(mcp_err_push(__VA_ARGS__))
#define mcp_fault_err(...) mcp_check_not_null(mcp_fault_err(__VA_ARGS__))
#define mcp_proof_fail(...) mcp_check_not_null(mcp_proof_fail(__VA_ARGS__))

#endif /* MCP_CHECK_ANALYZER_H */
