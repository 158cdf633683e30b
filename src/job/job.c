/* SPDX-License-Identifier: Apache-2.0 */

/* What a job has, and what others may tell it; run.c is about its work. */

#include "job/job.h"

#include <string.h>

#include <apr_atomic.h>
#include <apr_strings.h>

#include "job/replay.h"
#include "util/quote.h"
#include "util/text.h"

static void copy_settings(mcp_job_t *job, const mcp_settings_t *settings)
{
    job->settings = *settings;
    /* The URL may have been made for this very request. */
    job->settings.nextcloud.url =
        apr_pstrdup(job->pool, settings->nextcloud.url);
    job->settings.nextcloud.connect_to =
        apr_pstrdup(job->pool, settings->nextcloud.connect_to);
    job->settings.nextcloud.public_url =
        apr_pstrdup(job->pool, settings->nextcloud.public_url);
}

static void copy_session(mcp_job_t *job, const mcp_session_t *session)
{
    mcp_session_t *copy;

    if (!session) {
        return;
    }
    copy = apr_pmemdup(job->pool, session, sizeof(*session));
    copy->id = apr_pstrdup(job->pool, session->id);
    copy->capabilities = apr_pstrdup(job->pool, session->capabilities);
    copy->owner = apr_pstrdup(job->pool, session->owner);
    copy->uid = apr_pstrdup(job->pool, session->uid);
    job->head.session = copy;
}

static void copy_head(mcp_job_t *job, const mcp_head_t *head)
{
    job->head.version = apr_pstrdup(job->pool, head->version);
    job->head.method = apr_pstrdup(job->pool, head->method);
    job->head.name = apr_pstrdup(job->pool, head->name);
    job->head.params = apr_table_clone(job->pool, head->params);
    copy_session(job, head->session);
}

static void copy_input(mcp_job_t *job, const mcp_job_input_t *input)
{
    copy_settings(job, input->settings);
    copy_head(job, input->head);
    job->authorization = apr_pstrdup(job->pool, input->authorization);
    job->uid = apr_pstrdup(job->pool, input->uid);
    job->client_ip = apr_pstrdup(job->pool, input->client_ip);
    job->request = apr_pstrdup(job->pool, input->request);
    job->text = input->text
                    ? apr_pstrmemdup(job->pool, input->text, input->len)
                    : NULL;
    job->len = input->len;
}

apr_status_t mcp_job_create(mcp_job_t **out, mcp_engine_t *engine,
                            const mcp_job_input_t *input)
{
    mcp_kit_t *kit;
    mcp_job_t *job;
    apr_status_t rv = mcp_kits_take(engine->kits, &kit);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    job = apr_pcalloc(kit->pool, sizeof(*job));
    job->kit = kit;
    job->pool = kit->pool;
    job->engine = engine;
    job->references = 1;
    copy_input(job, input);
    rv = mcp_outbox_create(&job->outbox, job->pool);
    if (rv != APR_SUCCESS) {
        mcp_job_release(job);
        return rv;
    }
    *out = job;
    return APR_SUCCESS;
}

void mcp_job_release(mcp_job_t *job)
{
    if (apr_atomic_dec32(&job->references) != 0) {
        return;
    }
    mcp_text_wipe(job->authorization, strlen(job->authorization));
    mcp_kits_give(job->engine->kits, job->kit);
}

static void keep(const mcp_job_t *job, const mcp_letter_t *letter, int is_last,
                 apr_pool_t *pool)
{
    const mcp_replay_t replay = {job->engine, job->head.session->id,
                                 job->stream};

    mcp_replay_keep(&replay, letter->number, letter->bytes, letter->len,
                    is_last, pool);
}

void mcp_job_keep(const mcp_job_t *job, const mcp_letter_t *letter,
                  apr_pool_t *pool)
{
    keep(job, letter, 0, pool);
}

void mcp_job_keep_reply(const mcp_job_t *job, const mcp_reply_t *reply,
                        int number, apr_pool_t *pool)
{
    mcp_letter_t letter = {NULL, 0, number};

    if (reply && reply->body) {
        letter.len = reply->len;
        letter.bytes =
            mcp_quote_join(reply->body, &letter.len, reply->quotes, pool);
    }
    keep(job, &letter, 1, pool);
}

void mcp_job_say(mcp_job_t *job, const char *bytes, apr_size_t len, int keep)
{
    mcp_letter_t letter = {bytes, len, 0};

    /* What is answered says no more. */
    if (job->answered) {
        return;
    }
    if (mcp_outbox_post(job->outbox, &letter, keep) == MCP_OUTBOX_KEPT
        && keep) {
        mcp_job_keep(job, &letter, job->pool);
    }
}

void mcp_job_cancel(mcp_job_t *job)
{
    apr_atomic_set32(&job->cancelled, 1);
}

void mcp_job_call_off(mcp_job_t *job)
{
    apr_atomic_set32(&job->called_off, 1);
    mcp_job_cancel(job);
}

int mcp_job_is_called_off(mcp_job_t *job)
{
    return apr_atomic_read32(&job->called_off) != 0;
}

void mcp_job_prolong(mcp_job_t *job, apr_time_t deadline)
{
    job->nc.deadline = deadline;
    apr_thread_mutex_lock(job->engine->mutex);
    job->deadline = deadline;
    apr_thread_mutex_unlock(job->engine->mutex);
}
