/* SPDX-License-Identifier: Apache-2.0 */

#include "job/kits.h"

#include <apr_thread_mutex.h>

#include "util/pool.h"

/* Bytes that an idle kit keeps of what its last job needed. */
#define KEEP (64 * 1024)

/* Those that nobody uses. */
typedef struct shelf_t {
    void **items;
    int count;
    int max;
} shelf_t;

struct mcp_kits_t {
    apr_thread_mutex_t *mutex; /* guards both */
    shelf_t pools;             /* mcp_kit_t * */
    shelf_t clients;           /* mcp_kit_client_t * */
};

/* NULL: there is none. */
static void *take(mcp_kits_t *kits, shelf_t *shelf)
{
    void *item = NULL;

    apr_thread_mutex_lock(kits->mutex);
    if (shelf->count > 0) {
        item = shelf->items[--shelf->count];
    }
    apr_thread_mutex_unlock(kits->mutex);
    return item;
}

/* 0: there is no room. */
static int give(mcp_kits_t *kits, shelf_t *shelf, void *item)
{
    int kept;

    apr_thread_mutex_lock(kits->mutex);
    kept = shelf->count < shelf->max;
    if (kept) {
        shelf->items[shelf->count++] = item;
    }
    apr_thread_mutex_unlock(kits->mutex);
    return kept;
}

/* The jobs have ended: the engine has waited for them. */
static apr_status_t destroy_all(void *data)
{
    mcp_kits_t *kits = data;
    mcp_kit_client_t *client;
    mcp_kit_t *kit;

    while ((kit = take(kits, &kits->pools))) {
        apr_pool_destroy(kit->owner);
    }
    while ((client = take(kits, &kits->clients))) {
        apr_pool_destroy(client->owner);
    }
    kits->pools.max = kits->clients.max = 0;
    return APR_SUCCESS;
}

static void make_shelf(shelf_t *shelf, int max, apr_pool_t *pool)
{
    shelf->max = max;
    shelf->items = apr_pcalloc(pool, (apr_size_t)max * sizeof(void *));
}

mcp_kits_t *mcp_kits_create(int pools, int clients, apr_pool_t *pchild)
{
    mcp_kits_t *kits = apr_pcalloc(pchild, sizeof(*kits));

    make_shelf(&kits->pools, pools, pchild);
    make_shelf(&kits->clients, clients, pchild);
    if (apr_thread_mutex_create(&kits->mutex, APR_THREAD_MUTEX_DEFAULT, pchild)
        != APR_SUCCESS) {
        return NULL;
    }
    apr_pool_cleanup_register(pchild, kits, destroy_all,
                              apr_pool_cleanup_null);
    return kits;
}

static apr_status_t create(mcp_kit_t **kit)
{
    apr_pool_t *owner;
    apr_status_t rv = mcp_pool_create(&owner, KEEP);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    *kit = apr_pcalloc(owner, sizeof(**kit));
    (*kit)->owner = owner;
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
    *kit = take(kits, &kits->pools);
    return *kit ? APR_SUCCESS : create(kit);
}

void mcp_kits_give(mcp_kits_t *kits, mcp_kit_t *kit)
{
    apr_pool_clear(kit->pool);
    if (!give(kits, &kits->pools, kit)) {
        apr_pool_destroy(kit->owner);
    }
}

apr_status_t mcp_kits_take_client(mcp_kits_t *kits, mcp_kit_client_t **client)
{
    apr_pool_t *owner;
    apr_status_t rv;

    *client = take(kits, &kits->clients);
    if (*client) {
        return APR_SUCCESS;
    }
    rv = mcp_pool_create(&owner, KEEP);
    if (rv == APR_SUCCESS) {
        *client = apr_pcalloc(owner, sizeof(**client));
        (*client)->owner = owner;
        (*client)->http = mcp_http_create(owner);
    }
    return rv;
}

void mcp_kits_give_client(mcp_kits_t *kits, mcp_kit_client_t *client)
{
    if (!give(kits, &kits->clients, client)) {
        apr_pool_destroy(client->owner);
    }
}
