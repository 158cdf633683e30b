/* SPDX-License-Identifier: Apache-2.0 */

#include "tool/toolset.h"

#include <stdlib.h>
#include <string.h>
#include <apr_strings.h>
#include "nextcloud/capabilities.h"
#include "nextcloud/taskprocessing.h"
#include "tool/compact.h"
#include "tool/definition.h"
#include "util/hash.h"
#include "util/proof.h"
#include "util/log.h"

/* Of a member's name; what clients accept (MCP, server/tools). */
#define MAX_NAME 64

/* Bytes that a definition has on average; only to spare copies. */
#define GUESS 1024

typedef struct {
    const char *name;
    const mcp_tool_t *tool;
    const char *member;             /* of a family */
    const mcp_tool_member_t *shown; /* of a family, while building */
    apr_size_t begin;               /* of its definition, in bytes */
    apr_size_t end;
} entry_t;

struct mcp_toolset_t {
    entry_t *entries; /* sorted by name */
    int count;
    const char *bytes;   /* the definitions, with a comma between them */
    const char *compact; /* what is listed in their place, or NULL */
    apr_size_t compact_len;
};

typedef struct {
    const mcp_toolset_source_t *source;
    mcp_nc_t *nc;
    apr_array_header_t *entries;
    apr_pool_t *pool;
    const mcp_json_t *task_types;
    int task_types_asked;
} build_t;

int mcp_toolset_listing_class(mcp_revision_e revision)
{
    return mcp_definition_class(revision);
}

static int is_offered(const build_t *build, const mcp_tool_t *tool)
{
    const mcp_tool_require_t *require = &tool->require;

    if (require->service != MCP_SERVICE_NONE
        && !(build->source->policy->services & (1U << require->service))) {
        return 0;
    }
    if (build->source->standalone) {
        return tool->standalone;
    }
    if (require->app
        && !mcp_capabilities_has(build->source->capabilities, require->app)) {
        return 0;
    }
    if (require->version
        && !mcp_capabilities_is_version(build->source->capabilities,
                                        require->app, require->version)) {
        return 0;
    }
    if (require->capability
        && !mcp_capabilities_has(build->source->capabilities,
                                 require->capability)) {
        return 0;
    }
    return mcp_capabilities_major(build->source->capabilities)
           >= require->min_major;
}

/* Asked once, and only if it matters: most users' tools do without. */
static mcp_err_t *ask_task_types(build_t *build)
{
    mcp_json_t *types = NULL;
    mcp_err_t *err;

    if (build->task_types_asked) {
        return NULL;
    }
    build->task_types_asked = 1;
    err = mcp_taskprocessing_types(build->nc, &types);
    if (err && err->kind == MCP_ERR_TOOL) {
        mcp_log(MCP_LOG_INFO, err->status,
                MCP_LOGNO(0095) "the tools that run AI tasks are left out: "
                                "Nextcloud answered %d",
                err->upstream);
        return NULL;
    }
    build->task_types = types;
    return err;
}

static mcp_err_t *has_task_type(int *has, build_t *build,
                                const mcp_tool_t *tool)
{
    const char *type = tool->require.task_type;
    mcp_err_t *err = type ? ask_task_types(build) : NULL;

    *has = !err && (!type || mcp_json_has(build->task_types, type));
    return err;
}

static void add_entry(build_t *build, const mcp_tool_t *tool,
                      const mcp_tool_member_t *shown)
{
    entry_t *entry = apr_array_push(build->entries);

    memset(entry, 0, sizeof(*entry));
    entry->tool = tool;
    entry->shown = shown;
    entry->name = tool->name;
    if (shown) {
        entry->name = apr_pstrdup(build->pool, shown->name);
        entry->member = apr_pstrdup(build->pool, shown->member);
    }
}

static int is_allowed(const build_t *build, const mcp_tool_t *tool,
                      const char *name)
{
    const mcp_policy_t *policy = build->source->policy;

    return mcp_policy_allows(policy, tool, name)
           && mcp_policy_admits(policy, build->nc->uid, tool, name, 0);
}

/* A member that would take the place of a declared tool, or whose name
 * clients would refuse, is left out. */
static int is_welcome(const build_t *build, const mcp_tool_t *tool,
                      const mcp_tool_member_t *member)
{
    const mcp_tool_t *declared =
        mcp_registry_find(build->source->registry, member->name);

    return mcp_proof_is_word(member->name, MCP_PROOF_MEMBER, 1, MAX_NAME)
           && !strncmp(member->name, tool->family, strlen(tool->family))
           && (!declared || declared == tool)
           && is_allowed(build, tool, member->name);
}

static mcp_err_t *add_plain(build_t *build, const mcp_tool_t *tool)
{
    mcp_err_t *err;
    int has;

    if (!is_allowed(build, tool, tool->name)) {
        return NULL;
    }
    err = has_task_type(&has, build, tool);
    if (has) {
        add_entry(build, tool, NULL);
    }
    return err;
}

static mcp_err_t *add_family(build_t *build, const mcp_tool_t *tool)
{
    apr_array_header_t *members = NULL;
    mcp_err_t *err;
    int i;

    if (build->source->policy->read_only && !tool->read_only) {
        return NULL;
    }
    err = tool->native->family(&members, tool, build->nc, build->nc->pool);
    if (err && err->kind == MCP_ERR_TOOL) {
        mcp_log(MCP_LOG_INFO, err->status,
                MCP_LOGNO(0402) "the tools %s* are left out: Nextcloud "
                                "answered %d",
                tool->family, err->upstream);
        return NULL;
    }
    if (err) {
        return err;
    }
    for (i = 0; members && i < members->nelts; i++) {
        const mcp_tool_member_t *member =
            &APR_ARRAY_IDX(members, i, mcp_tool_member_t);

        if (is_welcome(build, tool, member)) {
            add_entry(build, tool, member);
        }
    }
    return NULL;
}

static mcp_err_t *collect(build_t *build)
{
    int i;

    for (i = 0; i < build->source->registry->count; i++) {
        const mcp_tool_t *tool = build->source->registry->tools[i];
        mcp_err_t *err;

        if (!is_offered(build, tool)) {
            continue;
        }
        err = tool->family ? add_family(build, tool) : add_plain(build, tool);
        if (err) {
            return err;
        }
    }
    return NULL;
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const entry_t *)a)->name, ((const entry_t *)b)->name);
}

/* Two members of one name: the first stays. */
static int drop_doubles(entry_t *entries, int count)
{
    int kept = 0;
    int i;

    for (i = 0; i < count; i++) {
        if (kept == 0
            || strcmp(entries[kept - 1].name, entries[i].name) != 0) {
            entries[kept++] = entries[i];
        }
    }
    return kept;
}

static void join(mcp_toolset_t *toolset, mcp_revision_e revision,
                 apr_pool_t *pool)
{
    mcp_buf_t buf;
    int i;

    mcp_buf_init(&buf, (apr_size_t)toolset->count * GUESS, pool);
    for (i = 0; i < toolset->count; i++) {
        entry_t *entry = &toolset->entries[i];

        if (i > 0) {
            mcp_buf_add(&buf, ",", 1);
        }
        entry->begin = buf.len;
        if (entry->shown) {
            mcp_definition_write(&buf, entry->tool, entry->shown, revision);
            entry->shown = NULL; /* it goes with the scratch pool */
        }
        else {
            mcp_buf_add(&buf, entry->tool->definition[revision],
                        entry->tool->definition_len[revision]);
        }
        entry->end = buf.len;
    }
    toolset->bytes = buf.data;
}

static void list_compactly(mcp_toolset_t *toolset, mcp_revision_e revision,
                           apr_pool_t *pool)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 2048, pool);
    mcp_compact_list(&buf, toolset, revision);
    toolset->compact = buf.data;
    toolset->compact_len = buf.len;
}

mcp_err_t *mcp_toolset_make(mcp_toolset_t **toolset,
                            const mcp_toolset_source_t *source, mcp_nc_t *nc,
                            apr_pool_t *pool)
{
    build_t build = {source,
                     nc,
                     NULL,
                     pool,
                     source->task_types,
                     source->task_types != NULL};
    mcp_err_t *err;

    *toolset = NULL;
    build.entries =
        apr_array_make(pool, source->registry->count + 32, sizeof(entry_t));
    err = collect(&build);
    if (err) {
        return err;
    }
    *toolset = apr_pcalloc(pool, sizeof(**toolset));
    (*toolset)->entries = (entry_t *)build.entries->elts;
    qsort((*toolset)->entries, (size_t)build.entries->nelts, sizeof(entry_t),
          compare);
    (*toolset)->count =
        drop_doubles((*toolset)->entries, build.entries->nelts);
    join(*toolset, source->revision, pool);
    if (source->policy->compact) {
        list_compactly(*toolset, source->revision, pool);
    }
    return NULL;
}

/* Could a tool be missed whose app has no capabilities? */
static int lacks_an_app(const mcp_toolset_source_t *source)
{
    int i;

    for (i = 0; i < source->registry->count; i++) {
        const mcp_tool_t *tool = source->registry->tools[i];

        if (tool->require.app
            && !mcp_capabilities_has(source->capabilities, tool->require.app)
            && mcp_policy_allows(source->policy, tool, tool->name)) {
            return 1;
        }
    }
    return 0;
}

/* What this Nextcloud offers this user. Without the menu, tools are missing
 * that need an app which only the menu tells of. */
static mcp_err_t *look_around(mcp_toolset_source_t *source, mcp_nc_t *nc)
{
    mcp_json_t *capabilities = NULL;
    mcp_err_t *err = mcp_capabilities_get(nc, &capabilities);

    source->capabilities = capabilities;
    if (err || !lacks_an_app(source)) {
        return err;
    }
    err = mcp_capabilities_add_menu(nc, capabilities);
    if (err && err->kind == MCP_ERR_TOOL) {
        mcp_log(MCP_LOG_INFO, err->status,
                MCP_LOGNO(0090) "tools of apps without capabilities are left "
                                "out: Nextcloud answered %d",
                err->upstream);
        return NULL;
    }
    return err;
}

mcp_err_t *mcp_toolset_build(mcp_toolset_t **toolset,
                             const mcp_registry_t *registry,
                             const mcp_policy_t *policy,
                             mcp_revision_e revision, mcp_nc_t *nc,
                             apr_pool_t *pool)
{
    mcp_toolset_source_t source = {registry, policy, revision, NULL, 0, NULL};
    mcp_err_t *err = NULL;

    *toolset = NULL;
    source.standalone = !nc->config->url;
    if (!source.standalone) {
        err = look_around(&source, nc);
    }
    return err ? err : mcp_toolset_make(toolset, &source, nc, pool);
}

int mcp_toolset_count(const mcp_toolset_t *toolset)
{
    return toolset->count;
}

int mcp_toolset_is_compact(const mcp_toolset_t *toolset)
{
    return toolset->compact != NULL;
}

void mcp_toolset_view(mcp_toolset_view_t *view, const mcp_toolset_t *toolset,
                      int index)
{
    const entry_t *entry = &toolset->entries[index];

    view->name = entry->name;
    view->tool = entry->tool;
    view->definition = toolset->bytes + entry->begin;
    view->len = entry->end - entry->begin;
}

/* The index of the first entry whose name is not less than name, or with
 * after not less and not equal. */
static int find_place(const mcp_toolset_t *toolset, const char *name,
                      int after)
{
    int low = 0;
    int high = toolset->count;

    while (low < high) {
        int middle = low + (high - low) / 2;

        if (strcmp(toolset->entries[middle].name, name) < after) {
            low = middle + 1;
        }
        else {
            high = middle;
        }
    }
    return low;
}

const mcp_tool_t *mcp_toolset_find(const mcp_toolset_t *toolset,
                                   const char *name, const char **member)
{
    int i = find_place(toolset, name, 0);

    *member = NULL;
    if (i == toolset->count || strcmp(toolset->entries[i].name, name) != 0) {
        return NULL;
    }
    *member = toolset->entries[i].member;
    return toolset->entries[i].tool;
}

void mcp_toolset_page(const mcp_toolset_t *toolset, const char *after,
                      const char **bytes, apr_size_t *len, const char **next)
{
    int first = after && *after ? find_place(toolset, after, 1) : 0;
    int end = first + MCP_TOOLSET_PAGE;

    *bytes = toolset->compact;
    *len = toolset->compact_len;
    *next = NULL;
    if (toolset->compact) {
        return;
    }
    *bytes = "";
    if (end > toolset->count) {
        end = toolset->count;
    }
    if (first >= end) {
        return;
    }
    *bytes = toolset->bytes + toolset->entries[first].begin;
    *len = toolset->entries[end - 1].end - toolset->entries[first].begin;
    if (end < toolset->count) {
        *next = toolset->entries[end - 1].name;
    }
}

apr_uint64_t mcp_toolset_digest(const mcp_toolset_t *toolset)
{
    static const unsigned char purpose[] = "mod_mcp toolset";
    unsigned char hash[MCP_HASH_LEN];
    apr_size_t len =
        toolset->count ? toolset->entries[toolset->count - 1].end : 0;
    apr_uint64_t digest;

    mcp_hash_bytes(hash, purpose, sizeof(purpose), toolset->bytes, len);
    memcpy(&digest, hash, sizeof(digest));
    return digest ? digest : 1;
}
