/* SPDX-License-Identifier: Apache-2.0 */

#include "job/watch.h"

#include <string.h>

#include <apr_atomic.h>
#include <apr_strings.h>

#include "job/job.h"
#include "job/stage.h"
#include "nextcloud/file.h"
#include "rpc/topics.h"
#include "util/hash.h"

/* At a time, in one child: nobody waits for it. */
#define MAX_LOOKING 2

/* What stands for a file that is not there. */
#define MISSING 1

/* What a job needs to know, in its pool. */
typedef struct look_t {
    mcp_revision_e revision;
    int tools;
    apr_array_header_t *paths;
} look_t;

static const char *etag_topic(const mcp_nc_config_t *nextcloud,
                              const char *uid, const char *path,
                              apr_pool_t *pool)
{
    return apr_pstrcat(pool, "etag of ",
                       mcp_topics_file(nextcloud, uid, path, pool), NULL);
}

const char *mcp_watch_topic(const mcp_watch_t *watch, const char *path,
                            apr_pool_t *pool)
{
    return etag_topic(&watch->settings->nextcloud, watch->uid, path, pool);
}

/* *number is 0 when it could not be found out. */
static mcp_err_t *find_number(apr_uint64_t *number, mcp_job_t *job,
                              const char *path)
{
    static const mcp_dav_prop_t etag = {MCP_DAV_NS, "getetag"};
    apr_array_header_t *entries;
    unsigned char hash[MCP_HASH_LEN];
    mcp_file_path_t file;
    const char *text = NULL;
    mcp_err_t *err = mcp_file_path_set(&file, &job->nc, path);

    if (!err) {
        err = mcp_dav_propfind(&job->nc, file.dav, path, "0", &etag, 1,
                               &entries);
    }
    *number = err && err->upstream == 404 ? MISSING : 0;
    if (!err && entries->nelts) {
        text = mcp_dav_get(&APR_ARRAY_IDX(entries, 0, mcp_dav_entry_t),
                           etag.ns, etag.name);
    }
    if (text) {
        mcp_hash_bytes(hash, job->engine->store->secret, MCP_HASH_LEN, text,
                       strlen(text));
        memcpy(number, hash, sizeof(*number));
        *number += *number <= MISSING ? MISSING + 1 : 0;
    }
    return err;
}

static mcp_err_t *look_at_file(mcp_job_t *job, const char *path)
{
    apr_uint64_t number;
    mcp_err_t *err = find_number(&number, job, path);

    if (number != 0) {
        (void)mcp_topic_put(
            job->engine->store,
            etag_topic(&job->settings.nextcloud, job->nc.uid, path, job->pool),
            number, job->pool);
    }
    return err;
}

/* A credential that is refused now is remembered as such; what else goes
 * wrong is for whoever asks next. */
static void look(mcp_job_t *job)
{
    const look_t *what = job->errand_data;
    mcp_err_t *err = NULL;
    int i;

    if (what->tools) {
        err = mcp_stage_tools_refresh(job, what->revision);
    }
    for (i = 0; i < what->paths->nelts; i++) {
        if (err && err->kind == MCP_ERR_UNAUTHORIZED) {
            break;
        }
        err = look_at_file(job, APR_ARRAY_IDX(what->paths, i, const char *));
    }
    if (err && err->kind == MCP_ERR_UNAUTHORIZED) {
        (void)mcp_stage_auth_again(job, err);
    }
}

static void done(void *engine)
{
    apr_atomic_dec32(&((mcp_engine_t *)engine)->looking);
}

static look_t *copy_look(const mcp_watch_t *watch, apr_pool_t *pool)
{
    look_t *what = apr_pcalloc(pool, sizeof(*what));
    int i;

    what->revision = watch->revision;
    what->tools = watch->tools;
    what->paths = apr_array_make(pool, watch->paths->nelts, sizeof(char *));
    for (i = 0; i < watch->paths->nelts; i++) {
        APR_ARRAY_PUSH(what->paths, const char *) =
            apr_pstrdup(pool, APR_ARRAY_IDX(watch->paths, i, const char *));
    }
    return what;
}

static apr_status_t start(const mcp_watch_t *watch, apr_pool_t *pool)
{
    mcp_head_t no_head;
    mcp_job_input_t input;
    mcp_job_t *job;
    apr_status_t rv;

    memset(&no_head, 0, sizeof(no_head));
    no_head.params = apr_table_make(pool, 1);
    memset(&input, 0, sizeof(input));
    input.settings = watch->settings;
    input.authorization = watch->authorization;
    input.client_ip = watch->client_ip;
    input.text = "";
    input.head = &no_head;
    rv = mcp_job_create(&job, watch->engine, &input);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    job->errand = look;
    job->errand_data = copy_look(watch, job->pool);
    rv = mcp_job_start(job, done, watch->engine);
    mcp_job_release(job);
    return rv;
}

apr_status_t mcp_watch_look(const mcp_watch_t *watch, apr_pool_t *pool)
{
    apr_status_t rv = APR_EAGAIN;

    if (apr_atomic_inc32(&watch->engine->looking) < MAX_LOOKING) {
        rv = start(watch, pool);
    }
    if (rv != APR_SUCCESS) {
        done(watch->engine);
    }
    return rv;
}

/* A folder's ETag changes with all that is in it. */
void mcp_watch_touch(void *data, const char *path)
{
    mcp_job_t *job = data;
    char *at = apr_pstrdup(job->pool, path);
    char *slash = at + strlen(at);

    while (slash) {
        *slash = '\0';
        (void)mcp_topic_touch(job->engine->store,
                              mcp_topics_file(&job->settings.nextcloud,
                                              job->nc.uid, at, job->pool),
                              job->pool);
        slash = strrchr(at, '/');
    }
}
