/* SPDX-License-Identifier: Apache-2.0 */

/* The folder of a skill: reading it, and proving that it is one. */

#include "resource/skill.h"

#include <stdlib.h>
#include <string.h>
#include <apr_file_info.h>
#include <apr_strings.h>
#include "util/manifest_file.h"
#include "util/proof.h"
#include "util/text.h"

#define MAX_NAME 64
#define MAX_DESCRIPTION 1024
#define MAX_DEPTH 8

typedef struct {
    mcp_skill_t *skill;
    const char *folder; /* on the disk */
    apr_size_t bytes;   /* of all files so far */
    apr_pool_t *pool;
} load_t;

static mcp_err_t *fail(apr_pool_t *pool, const char *skill, const char *path,
                       const char *why)
{
    return mcp_err_create(pool, MCP_ERR_INTERNAL, "%s/%s: %s", skill, path,
                          why);
}

static const char *find_mime(const char *path)
{
    static const struct {
        const char *suffix;
        const char *mime;
    } known[] = {
        {".md", "text/markdown"},    {".txt", "text/plain"},
        {".html", "text/html"},      {".css", "text/css"},
        {".csv", "text/csv"},        {".json", "application/json"},
        {".xml", "application/xml"}, {".yaml", "application/yaml"},
        {".js", "text/javascript"},  {".py", "text/x-python"},
        {".sh", "application/x-sh"}, {".png", "image/png"},
        {".jpg", "image/jpeg"},      {".svg", "image/svg+xml"},
        {".pdf", "application/pdf"},
    };
    const char *dot = strrchr(path, '.');
    apr_size_t i;

    for (i = 0; dot && i < sizeof(known) / sizeof(known[0]); i++) {
        if (!strcmp(dot, known[i].suffix)) {
            return known[i].mime;
        }
    }
    return NULL;
}

/* Every segment encoded; "/" stays. */
static const char *make_uri(const mcp_skill_t *skill, const char *path,
                            apr_pool_t *pool)
{
    const char *uri = apr_pstrcat(pool, MCP_SKILL_SCHEME, skill->name, NULL);
    char *state;
    char *segment;

    for (segment = apr_strtok(apr_pstrdup(pool, path), "/", &state); segment;
         segment = apr_strtok(NULL, "/", &state)) {
        uri = apr_pstrcat(pool, uri, "/",
                          mcp_text_encode_segment(pool, segment), NULL);
    }
    return uri;
}

static mcp_err_t *add_file(load_t *load, const char *path)
{
    mcp_skill_file_t *file = apr_array_push(load->skill->files);
    char *bytes;
    mcp_err_t *err;

    memset(file, 0, sizeof(*file));
    if (load->skill->files->nelts > MCP_SKILL_MAX_FILES) {
        return fail(load->pool, load->skill->name, path,
                    "a skill has 512 files at most");
    }
    err = mcp_manifest_file_load(
        &bytes, &file->len,
        apr_pstrcat(load->pool, load->folder, "/", path, NULL),
        MCP_SKILL_MAX_BYTES - load->bytes, load->pool);
    if (err) {
        return fail(load->pool, load->skill->name, path, err->message);
    }
    load->bytes += file->len;
    file->path = apr_pstrdup(load->pool, path);
    file->uri = make_uri(load->skill, path, load->pool);
    file->bytes = bytes;
    file->is_text =
        mcp_text_is_utf8(bytes, file->len) && !memchr(bytes, '\0', file->len);
    file->mime = find_mime(path);
    if (!file->mime) {
        file->mime = file->is_text ? "text/plain" : "application/octet-stream";
    }
    return NULL;
}

static mcp_err_t *add_folder(load_t *load, const char *path, int depth);

static mcp_err_t *add_entry(load_t *load, const char *path,
                            apr_filetype_e type, int depth)
{
    switch (type) {
    case APR_REG:
        return add_file(load, path);
    case APR_DIR:
        return add_folder(load, path, depth + 1);
    default:
        return fail(load->pool, load->skill->name, path,
                    "is neither a file nor a folder");
    }
}

/* What lies in path, "" being the skill's folder. Names that begin with a
 * dot are an editor's or a version control's. */
static mcp_err_t *add_folder(load_t *load, const char *path, int depth)
{
    const char *where = apr_pstrcat(load->pool, load->folder, "/", path, NULL);
    mcp_err_t *err = NULL;
    apr_finfo_t info;
    apr_dir_t *dir;

    if (depth > MAX_DEPTH
        || apr_dir_open(&dir, where, load->pool) != APR_SUCCESS) {
        return fail(load->pool, load->skill->name, path,
                    "cannot be opened, or is too deep");
    }
    while (!err
           && apr_dir_read(&info, APR_FINFO_NAME | APR_FINFO_TYPE, dir)
                  == APR_SUCCESS) {
        if (*info.name != '.') {
            err = add_entry(load,
                            apr_pstrcat(load->pool, path, *path ? "/" : "",
                                        info.name, NULL),
                            info.filetype, depth);
        }
    }
    apr_dir_close(dir);
    return err;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(((const mcp_skill_file_t *)a)->path,
                  ((const mcp_skill_file_t *)b)->path);
}

static const mcp_skill_file_t *find_manifest(const mcp_skill_t *skill)
{
    int i;

    for (i = 0; i < skill->files->nelts; i++) {
        const mcp_skill_file_t *file =
            &APR_ARRAY_IDX(skill->files, i, mcp_skill_file_t);

        if (!strcmp(file->path, MCP_SKILL_MANIFEST)) {
            return file->is_text ? file : NULL;
        }
    }
    return NULL;
}

/* What the Agent Skills specification asks of the two required fields. */
static const char *judge(const mcp_skill_t *skill, const mcp_json_t *front)
{
    const char *name = mcp_json_get_str(front, "name", "");
    const char *description = mcp_json_get_str(front, "description", "");

    if (strcmp(name, skill->name) != 0) {
        return "its name must be that of its folder";
    }
    if (!*description || strlen(description) > MAX_DESCRIPTION) {
        return "needs a description of at most 1024 bytes";
    }
    return NULL;
}

static mcp_err_t *read_manifest(mcp_skill_t *skill, apr_pool_t *pool)
{
    const mcp_skill_file_t *file = find_manifest(skill);
    mcp_json_t *front;
    const char *wrong;
    mcp_err_t *err;

    if (!file) {
        return fail(pool, skill->name, MCP_SKILL_MANIFEST,
                    "is missing, or no UTF-8 text");
    }
    err = mcp_skill_frontmatter(&front, file->bytes, pool);
    if (err) {
        return fail(pool, skill->name, MCP_SKILL_MANIFEST, err->message);
    }
    wrong = judge(skill, front);
    if (wrong) {
        return fail(pool, skill->name, MCP_SKILL_MANIFEST, wrong);
    }
    skill->uri = file->uri;
    skill->description =
        apr_pstrdup(pool, mcp_json_get_str(front, "description", ""));
    skill->frontmatter = mcp_json_print(front, NULL, pool);
    skill->standalone =
        !strcmp(mcp_json_get_str(mcp_json_get(front, "metadata"),
                                 "needs-nextcloud", ""),
                "false");
    return NULL;
}

/* 1 to 64 of a-z, 0-9 and -, none of which at an end or beside another. */
static int is_name(const char *name)
{
    apr_size_t len = strlen(name);

    return mcp_proof_is_word(name, MCP_PROOF_LOWER MCP_PROOF_DIGIT "-", 1,
                             MAX_NAME)
           && *name != '-' && name[len - 1] != '-' && !strstr(name, "--");
}

mcp_err_t *mcp_skill_read(mcp_skill_t **out, const char *dir, const char *name,
                          apr_pool_t *pool)
{
    mcp_skill_t *skill = apr_pcalloc(pool, sizeof(*skill));
    load_t load = {skill, apr_pstrcat(pool, dir, "/", name, NULL), 0, pool};
    mcp_err_t *err;

    *out = skill;
    skill->name = apr_pstrdup(pool, name);
    skill->files = apr_array_make(pool, 8, sizeof(mcp_skill_file_t));
    if (!is_name(name)) {
        return fail(pool, name, "",
                    "the folder's name must be 1 to 64 of a-z, 0-9 and "
                    "single \"-\"");
    }
    err = add_folder(&load, "", 0);
    if (err) {
        return err;
    }
    qsort(skill->files->elts, (size_t)skill->files->nelts,
          sizeof(mcp_skill_file_t), compare_paths);
    return read_manifest(skill, pool);
}
