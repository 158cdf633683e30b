/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_VCARD_H
#define MCP_NEXTCLOUD_VCARD_H

/*
 * People as vCards tell of them: version 3 (RFC 2426) and 4 (RFC 6350), and
 * of 2.1 what old telephones wrote. One thread.
 */

#include "nextcloud/vobject.h"
#include "util/json.h"

/* What is known of a person: full_name, nickname, emails, phones,
 * organisation, title, addresses, birthday, url, note, uid; only what is
 * there. Pictures, sounds and keys are left out. Strings are in card's pool.
 *   {"full_name":"Jane Doe","emails":[{"value":"j@x.org","type":"work"}],
 *    "addresses":[{"type":"home","street":"Way 1","city":"Town"}],
 *    "birthday":"1990-02-03"} */
void mcp_vcard_describe(mcp_json_t *out, const mcp_vobject_t *card);

/* The value of a property as text, decoded if it is quoted-printable; NULL
 * when it is in a character set other than UTF-8. */
const char *mcp_vcard_text(const mcp_vprop_t *property, apr_pool_t *pool);

/* "Jane van Doe" as N: "Doe;Jane van;;;". */
const char *mcp_vcard_name(const char *full_name, apr_pool_t *pool);

#endif /* MCP_NEXTCLOUD_VCARD_H */
