/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RESOURCE_SKILL_H
#define MCP_RESOURCE_SKILL_H

/*
 * Skills: folders of instructions that a model reads when it needs them
 * (Agent Skills, agentskills.io; MCP extension io.modelcontextprotocol/skills,
 * SEP-2640). <dir>/<name>/SKILL.md and what lies beside it are served as
 * skill://<name>/SKILL.md and so on.
 *
 * Everything is read at start-up and kept: what a digest was told of is what
 * is served. Immutable afterwards; any thread may read it.
 */

#include "resource/resource.h"
#include "util/listing.h"

#define MCP_SKILL_SCHEME "skill://"
#define MCP_SKILL_MANIFEST "SKILL.md"
#define MCP_SKILL_MAX_FILES 512
#define MCP_SKILL_MAX_BYTES (16 * 1024 * 1024) /* of one skill */

typedef struct mcp_skill_file_t {
    const char *path; /* below the skill's folder */
    const char *uri;
    const char *mime;
    const char *bytes;
    apr_size_t len;
    int is_text;
} mcp_skill_file_t;

typedef struct mcp_skill_t {
    const char *name;
    const char *description;
    const char *uri;           /* of its SKILL.md */
    const char *frontmatter;   /* JSON text of an object */
    apr_array_header_t *files; /* mcp_skill_file_t, sorted by path */
    int standalone; /* metadata has needs-nextcloud "false": it is offered
                       where there is no Nextcloud, too */
} mcp_skill_t;

typedef struct mcp_skills_t {
    apr_array_header_t *skills;   /* const mcp_skill_t *, sorted by name */
    mcp_listing_t listing;        /* entries of skills/list, by URI */
    mcp_resource_source_t source; /* their SKILL.md and a template */
} mcp_skills_t;

/* Read every skill in dir. The error's message names file and reason, its
 * status says why dir cannot be opened; owners and permissions are as for
 * manifests. */
mcp_err_t *mcp_skills_load(mcp_skills_t **out, const char *dir,
                           apr_pool_t *pool);

/* Those that need no Nextcloud, or all; for skills that were put together
 * already. */
mcp_skills_t *mcp_skills_create(const apr_array_header_t *skills,
                                int standalone, apr_pool_t *pool);

/* The skill whose SKILL.md this is, and its entry in skills/list; NULL when
 * there is none. */
const char *mcp_skills_entry(const mcp_skills_t *skills, const char *uri);

/* The listing of a folder of a skill, "" for what is no folder: the objects
 * of its files and folders, as a listing by URI. NULL when there is no such
 * folder. */
mcp_listing_t *mcp_skills_folder(const mcp_skills_t *skills, const char *uri,
                                 apr_pool_t *pool);

/* skill_file.c: the skill in dir/name. */
mcp_err_t *mcp_skill_read(mcp_skill_t **out, const char *dir, const char *name,
                          apr_pool_t *pool);

/* skill_frontmatter.c: what SKILL.md begins with, as JSON. The error's
 * message is "line <n>: <reason>". */
mcp_err_t *mcp_skill_frontmatter(mcp_json_t **out, const char *text,
                                 apr_pool_t *pool);

#endif /* MCP_RESOURCE_SKILL_H */
