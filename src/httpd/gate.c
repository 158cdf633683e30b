/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/gate.h"

#include <unistd.h>

#include <apr_atomic.h>
#include <apr_shm.h>
#include <ap_mpm.h>
#include <scoreboard.h>

/* Places of one kind. */
typedef struct places_t {
    apr_uint32_t limit;
    volatile apr_uint32_t inside; /* threaded: taken in this child */
    volatile apr_uint32_t *slots; /* prefork: pid per child slot, else NULL */
} places_t;

struct mcp_gate_t {
    places_t all;
    places_t streams; /* each of which has one of all too */
    int slot_count;
    int own_slot; /* prefork: of this process, -1: not known yet */
};

static int query_mpm(int code, int fallback)
{
    int value;

    return ap_mpm_query(code, &value) == APR_SUCCESS ? value : fallback;
}

static int is_threaded(void)
{
    return query_mpm(AP_MPMQ_IS_THREADED, AP_MPMQ_NOT_SUPPORTED)
           != AP_MPMQ_NOT_SUPPORTED;
}

int mcp_gate_is_async(void)
{
    return query_mpm(AP_MPMQ_IS_ASYNC, 0) != 0;
}

int mcp_gate_default_limit(void)
{
    int workers = is_threaded() ? query_mpm(AP_MPMQ_MAX_THREADS, 2)
                                : query_mpm(AP_MPMQ_MAX_DAEMONS, 2);

    return workers > 2 ? workers / 2 : 1;
}

int mcp_gate_default_streams(int limit)
{
    return limit > 2 ? limit / 2 : 1;
}

static apr_status_t create_slots(mcp_gate_t *gate, apr_pool_t *pconf)
{
    apr_shm_t *shm;
    apr_size_t size;
    apr_status_t rv;

    gate->slot_count = query_mpm(AP_MPMQ_HARD_LIMIT_DAEMONS, 256);
    size = 2 * gate->slot_count * sizeof(*gate->all.slots);
    rv = apr_shm_create(&shm, size, NULL, pconf);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    gate->all.slots = apr_shm_baseaddr_get(shm);
    gate->streams.slots = gate->all.slots + gate->slot_count;
    while (size-- > 0) {
        ((char *)gate->all.slots)[size] = 0;
    }
    return APR_SUCCESS;
}

apr_status_t mcp_gate_create(mcp_gate_t **out, int limit, int streams,
                             apr_pool_t *pconf)
{
    mcp_gate_t *gate = apr_pcalloc(pconf, sizeof(*gate));

    gate->all.limit = limit;
    gate->streams.limit = streams;
    gate->own_slot = -1;
    *out = gate;
    return is_threaded() ? APR_SUCCESS : create_slots(gate, pconf);
}

static int enter_child(places_t *places)
{
    if (apr_atomic_inc32(&places->inside) < places->limit) {
        return 1;
    }
    apr_atomic_dec32(&places->inside);
    return 0;
}

static apr_uint32_t count_slots(const mcp_gate_t *gate, const places_t *places)
{
    apr_uint32_t count = 0;
    int i;

    for (i = 0; i < gate->slot_count; i++) {
        const process_score *process;
        apr_uint32_t pid = places->slots[i];

        if (pid == 0) {
            continue;
        }
        process = ap_get_scoreboard_process(i);
        count += process && (apr_uint32_t)process->pid == pid;
    }
    return count;
}

/* Take our slot first and count afterwards: of two children that enter at
 * the same time at least one sees the other. */
static int enter_server(mcp_gate_t *gate, places_t *places, const conn_rec *c)
{
    int slot = (int)c->id;

    if (slot < 0 || slot >= gate->slot_count
        || apr_atomic_cas32(&places->slots[slot], (apr_uint32_t)getpid(), 0)
               == (apr_uint32_t)getpid()) {
        /* A job of ours whose client went away still runs. */
        return 0;
    }
    apr_atomic_set32(&places->slots[slot], (apr_uint32_t)getpid());
    gate->own_slot = slot;
    if (count_slots(gate, places) <= places->limit) {
        return 1;
    }
    apr_atomic_set32(&places->slots[slot], 0);
    return 0;
}

static int enter(mcp_gate_t *gate, places_t *places, const conn_rec *c)
{
    return places->slots ? enter_server(gate, places, c) : enter_child(places);
}

static void leave(const mcp_gate_t *gate, places_t *places)
{
    if (places->slots) {
        apr_atomic_set32(&places->slots[gate->own_slot], 0);
    }
    else {
        apr_atomic_dec32(&places->inside);
    }
}

int mcp_gate_enter(mcp_gate_t *gate, const conn_rec *c)
{
    return enter(gate, &gate->all, c);
}

void mcp_gate_leave(void *data)
{
    mcp_gate_t *gate = data;

    leave(gate, &gate->all);
}

int mcp_gate_enter_stream(mcp_gate_t *gate, const conn_rec *c)
{
    if (!enter(gate, &gate->all, c)) {
        return 0;
    }
    if (enter(gate, &gate->streams, c)) {
        return 1;
    }
    leave(gate, &gate->all);
    return 0;
}

void mcp_gate_leave_stream(mcp_gate_t *gate)
{
    leave(gate, &gate->streams);
    leave(gate, &gate->all);
}
