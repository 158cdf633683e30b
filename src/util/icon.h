/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_UTIL_ICON_H
#define MCP_UTIL_ICON_H

/* Icons as JSON text of an MCP Icon (schema.ts): drawn here, 24 by 24 units,
 * and sent along. A URL would tell its host who uses which server. */

#define MCP_ICON(path)                                                        \
    "{\"src\":\"data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/"   \
    "svg'%20viewBox='0%200%2024%2024'%3E%3Cpath%20fill='%230082c9'%20d="      \
    "'" path                                                                  \
    "'/%3E%3C/svg%3E\",\"mimeType\":\"image/svg+xml\",\"sizes\":[\"any\"]}"

#define MCP_ICON_CLOUD                                                        \
    MCP_ICON("M7%2018a5%205%200%200%201-.6-9.96A6.5%206.5%200%200%201%2019%"  \
             "2010.5%204%204%200%200%201%2018%2018z")
#define MCP_ICON_FOLDER MCP_ICON("M3%205h7l2%202h9v12H3z")
#define MCP_ICON_PERSON                                                       \
    MCP_ICON("M12%204a4%204%200%201%201%200%208%204%204%200%200%201%200-8zM"  \
             "4%2020a8%208%200%200%201%2016%200z")

#endif /* MCP_UTIL_ICON_H */
