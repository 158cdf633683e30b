/* SPDX-License-Identifier: Apache-2.0 */

#include "job/kits.h"

#include <apr_allocator.h>
#include <apr_thread_mutex.h>

/* Bytes that an idle kit keeps of what its last job needed. */
#define KEEP (64 * 1024)

struct mcp_kits_t {
    apr_thread_mutex_t *mutex; /* guards idle and count */
    mcp_kit_t **idle;
    int count;
    int max;
};

/* The jobs have ended: the engine has waited for them. */
static apr_status_t destroy_all(void *data)
{
    mcp_kits_t *kits = data;

    while (kits->count > 0) {
        apr_pool_destroy(kits->idle[--kits->count]->owner);
    }
    kits->max = 0;
    return APR_SUCCESS;
}

mcp_kits_t *mcp_kits_create(int max, apr_pool_t *pchild)
{
    mcp_kits_t *kits = apr_pcalloc(pchild, sizeof(*kits));

    kits->max = max;
    kits->idle = apr_pcalloc(pchild, (apr_size_t)max * sizeof(mcp_kit_t *));
    if (apr_thread_mutex_create(&kits->mutex, APR_THREAD_MUTEX_DEFAULT, pchild)
        != APR_SUCCESS) {
        return NULL;
    }
    apr_pool_cleanup_register(pchild, kits, destroy_all,
                              apr_pool_cleanup_null);
    return kits;
}

static apr_status_t create_pool(apr_pool_t **pool)
{
    apr_allocator_t *allocator;
    apr_status_t rv = apr_allocator_create(&allocator);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    apr_allocator_max_free_set(allocator, KEEP);
    rv = apr_pool_create_unmanaged_ex(pool, NULL, allocator);
    if (rv != APR_SUCCESS) {
        apr_allocator_destroy(allocator);
        return rv;
    }
    apr_allocator_owner_set(allocator, *pool);
    return APR_SUCCESS;
}

static apr_status_t create(mcp_kit_t **kit)
{
    apr_pool_t *owner;
    apr_status_t rv = create_pool(&owner);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    *kit = apr_pcalloc(owner, sizeof(**kit));
    (*kit)->owner = owner;
    (*kit)->http = mcp_http_create(owner);
    rv = apr_pool_create(&(*kit)->pool, owner);
    if (rv != APR_SUCCESS) {
        apr_pool_destroy(owner);
        return rv;
    }
    apr_pool_tag((*kit)->pool, "mcp_job");
    return APR_SUCCESS;
}

apr_status_t mcp_kits_take(mcp_kits_t *kits, mcp_kit_t **kit)
{
    *kit = NULL;
    apr_thread_mutex_lock(kits->mutex);
    if (kits->count > 0) {
        *kit = kits->idle[--kits->count];
    }
    apr_thread_mutex_unlock(kits->mutex);
    return *kit ? APR_SUCCESS : create(kit);
}

void mcp_kits_give(mcp_kits_t *kits, mcp_kit_t *kit)
{
    int kept;

    apr_pool_clear(kit->pool);
    apr_thread_mutex_lock(kits->mutex);
    kept = kits->count < kits->max;
    if (kept) {
        kits->idle[kits->count++] = kit;
    }
    apr_thread_mutex_unlock(kits->mutex);
    if (!kept) {
        apr_pool_destroy(kit->owner);
    }
}
