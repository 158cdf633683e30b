/* SPDX-License-Identifier: Apache-2.0 */

#include "resource/skill.h"

#include <stdlib.h>
#include <string.h>
#include <apr_escape.h>
#include <apr_strings.h>
#include "util/hash.h"
#include "util/manifest_file.h"
#include "util/text.h"

#define FOLDER_MIME "inode/directory"

/* ---- reading a file ---- */

static const mcp_skill_file_t *find_file(const mcp_skills_t *skills,
                                         const char *uri)
{
    int i;
    int j;

    for (i = 0; i < skills->skills->nelts; i++) {
        const mcp_skill_t *skill =
            APR_ARRAY_IDX(skills->skills, i, const mcp_skill_t *);

        for (j = 0; j < skill->files->nelts; j++) {
            const mcp_skill_file_t *file =
                &APR_ARRAY_IDX(skill->files, j, mcp_skill_file_t);

            if (!strcmp(file->uri, uri)) {
                return file;
            }
        }
    }
    return NULL;
}

static mcp_err_t *read_file(mcp_resource_call_t *call)
{
    const mcp_skill_file_t *file = find_file(call->baton, call->uri);

    if (!file) {
        return mcp_resource_missing(call->pool, NULL);
    }
    call->mime = file->mime;
    call->bytes = file->bytes;
    call->len = file->len;
    call->is_text = file->is_text;
    return NULL;
}

/* ---- the list ---- */

static const char *make_digest(const mcp_skill_file_t *file, apr_pool_t *pool)
{
    unsigned char hash[MCP_HASH_LEN];

    mcp_hash_digest(hash, file->bytes, file->len);
    return apr_pescape_hex(pool, hash, sizeof(hash), 0);
}

static const char *make_entry(const mcp_skill_t *skill, apr_pool_t *pool)
{
    mcp_buf_t buf;
    int i;

    mcp_buf_init(&buf, 1024, pool);
    mcp_listing_add_string(&buf, "{\"uri\":", skill->uri);
    mcp_listing_add_json(&buf, ",\"frontmatter\":", skill->frontmatter);
    for (i = 0; i < skill->files->nelts; i++) {
        const mcp_skill_file_t *file =
            &APR_ARRAY_IDX(skill->files, i, mcp_skill_file_t);

        mcp_buf_add_str(&buf, i ? "," : ",\"resources\":[");
        mcp_listing_add_string(&buf, "{\"uri\":", file->uri);
        mcp_buf_addf(&buf,
                     ",\"digest\":\"sha256:%s\",\"size\":%" APR_SIZE_T_FMT "}",
                     make_digest(file, pool), file->len);
    }
    mcp_buf_add_str(&buf, "]}");
    return buf.data;
}

/* One text for all revisions: an extension has none. */
static void set_text(mcp_listing_entry_t *entry, const char *name,
                     const char *text)
{
    int revision;

    entry->name = name;
    for (revision = 0; revision < MCP_REVISIONS; revision++) {
        entry->text[revision] = text;
    }
}

/* ---- as resources ---- */

static void set_resource(mcp_resource_t *resource, const mcp_skill_t *skill,
                         const mcp_skills_t *skills)
{
    memset(resource, 0, sizeof(*resource));
    resource->uri = skill->uri;
    resource->name = skill->name;
    resource->description = skill->description;
    resource->mime = "text/markdown";
    resource->read = read_file;
    resource->baton = skills;
    resource->standalone = skill->standalone;
}

static const mcp_resource_template_t *make_template(const mcp_skills_t *skills,
                                                    apr_pool_t *pool)
{
    mcp_resource_template_t *item = apr_pcalloc(pool, 2 * sizeof(*item));

    item->uri_template = MCP_SKILL_SCHEME "{name}/{+path}";
    item->prefix = MCP_SKILL_SCHEME;
    item->name = "skill_file";
    item->title = "File of a skill";
    item->description = "A file that belongs to a skill: its SKILL.md names "
                        "those that it needs.";
    item->read = read_file;
    item->baton = skills;
    item->standalone = 1;
    return item;
}

mcp_skills_t *mcp_skills_create(const apr_array_header_t *from, int standalone,
                                apr_pool_t *pool)
{
    mcp_skills_t *skills = apr_pcalloc(pool, sizeof(*skills));
    apr_array_header_t *entries =
        apr_array_make(pool, 8, sizeof(mcp_listing_entry_t));
    apr_array_header_t *resources =
        apr_array_make(pool, 8, sizeof(mcp_resource_t));
    int i;

    skills->skills = apr_array_make(pool, 8, sizeof(const mcp_skill_t *));
    for (i = 0; i < from->nelts; i++) {
        const mcp_skill_t *skill = APR_ARRAY_IDX(from, i, const mcp_skill_t *);

        if (skill->standalone || !standalone) {
            APR_ARRAY_PUSH(skills->skills, const mcp_skill_t *) = skill;
            set_text(apr_array_push(entries), skill->uri,
                     make_entry(skill, pool));
            set_resource(apr_array_push(resources), skill, skills);
        }
    }
    memset(apr_array_push(resources), 0, sizeof(mcp_resource_t));
    mcp_listing_set(&skills->listing, entries);
    skills->source.resources = (const mcp_resource_t *)resources->elts;
    skills->source.templates =
        skills->skills->nelts ? make_template(skills, pool) : NULL;
    return skills;
}

mcp_err_t *mcp_skills_load(mcp_skills_t **out, const char *dir,
                           apr_pool_t *pool)
{
    apr_array_header_t *skills =
        apr_array_make(pool, 8, sizeof(const mcp_skill_t *));
    apr_array_header_t *names;
    mcp_err_t *err = mcp_manifest_file_folders(&names, dir, pool);
    int i;

    for (i = 0; !err && i < names->nelts; i++) {
        mcp_skill_t *skill;

        err = mcp_skill_read(&skill, dir,
                             APR_ARRAY_IDX(names, i, const char *), pool);
        APR_ARRAY_PUSH(skills, const mcp_skill_t *) = skill;
    }
    *out = err ? NULL : mcp_skills_create(skills, 0, pool);
    return err;
}

const char *mcp_skills_entry(const mcp_skills_t *skills, const char *uri)
{
    int i;

    for (i = 0; i < skills->listing.count; i++) {
        if (!strcmp(skills->listing.entries[i].name, uri)) {
            return skills->listing.entries[i].text[0];
        }
    }
    return NULL;
}

/* ---- folders ---- */

static void add_object(apr_array_header_t *entries, const char *uri,
                       const char *mime, const mcp_skill_file_t *file)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 256, entries->pool);
    mcp_listing_add_string(&buf, "{\"uri\":", uri);
    mcp_listing_add_string(
        &buf, ",\"name\":",
        mcp_text_decode_url(entries->pool, strrchr(uri, '/') + 1));
    mcp_listing_add_string(&buf, ",\"mimeType\":", mime);
    if (file) {
        mcp_buf_addf(&buf, ",\"size\":%" APR_SIZE_T_FMT, file->len);
    }
    mcp_buf_add_str(&buf, "}");
    set_text(apr_array_push(entries), uri, buf.data);
}

/* A file whose URI begins with folder and "/": itself, or the folder that it
 * is in, once. Files come sorted, so those of one folder come in a row. */
static void add_child(apr_array_header_t *entries, const char *folder,
                      const mcp_skill_file_t *file)
{
    const char *below = file->uri + strlen(folder) + 1;
    const char *slash = strchr(below, '/');
    const char *uri;

    if (!slash) {
        add_object(entries, file->uri, file->mime, file);
        return;
    }
    uri = apr_pstrmemdup(entries->pool, file->uri,
                         (apr_size_t)(slash - file->uri));
    if (entries->nelts == 0
        || strcmp(
               APR_ARRAY_IDX(entries, entries->nelts - 1, mcp_listing_entry_t)
                   .name,
               uri)
               != 0) {
        add_object(entries, uri, FOLDER_MIME, NULL);
    }
}

static int is_below(const char *uri, const char *folder)
{
    apr_size_t len = strlen(folder);

    return !strncmp(uri, folder, len) && uri[len] == '/';
}

mcp_listing_t *mcp_skills_folder(const mcp_skills_t *skills, const char *uri,
                                 apr_pool_t *pool)
{
    apr_array_header_t *entries =
        apr_array_make(pool, 16, sizeof(mcp_listing_entry_t));
    mcp_listing_t *listing = apr_palloc(pool, sizeof(*listing));
    int i;
    int j;

    for (i = 0; i < skills->skills->nelts; i++) {
        const mcp_skill_t *skill =
            APR_ARRAY_IDX(skills->skills, i, const mcp_skill_t *);

        for (j = 0; j < skill->files->nelts; j++) {
            const mcp_skill_file_t *file =
                &APR_ARRAY_IDX(skill->files, j, mcp_skill_file_t);

            if (strlen(uri) > strlen(MCP_SKILL_SCHEME)
                && is_below(file->uri, uri)) {
                add_child(entries, uri, file);
            }
        }
    }
    mcp_listing_set(listing, entries);
    return entries->nelts ? listing : NULL;
}
