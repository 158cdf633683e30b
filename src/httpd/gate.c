/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/gate.h"

#include <unistd.h>

#include <apr_atomic.h>
#include <apr_shm.h>
#include <ap_mpm.h>
#include <http_config.h>
#include <http_main.h>
#include <scoreboard.h>

#include "httpd/mpm.h"

/* Places of one kind. */
typedef struct places_t {
    apr_uint32_t limit;
    volatile apr_uint32_t inside; /* threaded: taken in this child */
    /* Of prefork, for each slot of the scoreboard; else NULL. A process works
     * on one request, but jobs whose clients have gone and tasks stay inside
     * meanwhile. */
    volatile apr_uint32_t *pids;
    volatile apr_uint32_t *counts;
} places_t;

struct mcp_gate_t {
    places_t all;
    places_t streams;
    places_t held; /* streams that have one of all too; beyond what streams
                      allows only where some are parked, which is never under
                      prefork */
    places_t parked;
    int slot_count;
    int own_slot;         /* prefork: of this process, -1: not known yet */
    apr_uint32_t threads; /* that a child has when it is complete */
    volatile apr_uint32_t is_complete; /* this child has had them all */
};

/* Over restarts: old children still hold their places. */
#define RETAINED "mod_mcp gate"

typedef struct retained_t {
    volatile apr_uint32_t *slots;
} retained_t;

int mcp_gate_default_limit(void)
{
    int workers = mcp_mpm_is_threaded()
                      ? mcp_mpm_query(AP_MPMQ_MAX_THREADS, 2)
                      : mcp_mpm_query(AP_MPMQ_MAX_DAEMONS, 2);

    return workers > 2 ? workers / 2 : 1;
}

int mcp_gate_default_streams(int limit)
{
    return limit > 2 ? limit / 2 : 1;
}

/* From the pool of the process: a configuration's own would give old and
 * new children places of their own, together twice as many as are safe. */
static apr_status_t get_slots(volatile apr_uint32_t **slots, apr_size_t count)
{
    retained_t *retained = ap_retained_data_get(RETAINED);
    apr_shm_t *shm;
    apr_size_t i;
    apr_status_t rv;

    if (!retained) {
        retained = ap_retained_data_create(RETAINED, sizeof(*retained));
    }
    if (!retained->slots) {
        rv = apr_shm_create(&shm, count * sizeof(*retained->slots), NULL,
                            ap_pglobal);
        if (rv != APR_SUCCESS) {
            return rv;
        }
        retained->slots = apr_shm_baseaddr_get(shm);
        for (i = 0; i < count; i++) {
            retained->slots[i] = 0;
        }
    }
    *slots = retained->slots;
    return APR_SUCCESS;
}

static apr_status_t create_slots(mcp_gate_t *gate)
{
    volatile apr_uint32_t *slots;
    apr_status_t rv;

    /* It cannot change while httpd runs. */
    gate->slot_count = mcp_mpm_query(AP_MPMQ_HARD_LIMIT_DAEMONS, 256);
    rv = get_slots(&slots, 6 * (apr_size_t)gate->slot_count);
    if (rv == APR_SUCCESS) {
        gate->all.pids = slots;
        gate->all.counts = slots + gate->slot_count;
        gate->streams.pids = slots + 2 * gate->slot_count;
        gate->streams.counts = slots + 3 * gate->slot_count;
        gate->held.pids = slots + 4 * gate->slot_count;
        gate->held.counts = slots + 5 * gate->slot_count;
    }
    return rv;
}

apr_status_t mcp_gate_create(mcp_gate_t **out, const mcp_gate_limits_t *limits,
                             apr_pool_t *pconf)
{
    mcp_gate_t *gate = apr_pcalloc(pconf, sizeof(*gate));

    gate->all.limit = limits->waiting;
    gate->streams.limit = limits->streams;
    gate->held.limit = limits->held;
    gate->parked.limit = limits->parked;
    gate->own_slot = -1;
    gate->threads = mcp_mpm_query(AP_MPMQ_MAX_THREADS, 1);
    *out = gate;
    return mcp_mpm_is_threaded() ? APR_SUCCESS : create_slots(gate);
}

static int find_child(void)
{
    int count = mcp_mpm_query(AP_MPMQ_HARD_LIMIT_DAEMONS, 0);
    pid_t pid = getpid();
    int i;

    for (i = 0; i < count; i++) {
        const process_score *process = ap_get_scoreboard_process(i);

        if (process && process->pid == pid) {
            return i;
        }
    }
    return -1;
}

/* The workers that this child has. It takes over the slots of an older one
 * as the threads of that end, and those may wait for long. */
static apr_uint32_t count_threads(void)
{
    int limit = mcp_mpm_query(AP_MPMQ_HARD_LIMIT_THREADS, 0);
    int child = find_child();
    apr_uint32_t count = 0;
    int i;

    for (i = 0; child >= 0 && i < limit; i++) {
        const worker_score *worker =
            ap_get_scoreboard_worker_from_indexes(child, i);

        count +=
            worker && worker->pid == getpid() && worker->status != SERVER_DEAD;
    }
    return count;
}

/* A child with a part of its workers has a part of its places. */
static apr_uint32_t limit_now(mcp_gate_t *gate, const places_t *places)
{
    apr_uint32_t count;

    if (apr_atomic_read32(&gate->is_complete)) {
        return places->limit;
    }
    count = count_threads();
    if (count < gate->threads) {
        return places->limit * count / gate->threads;
    }
    apr_atomic_set32(&gate->is_complete, 1);
    return places->limit;
}

static int enter_child(mcp_gate_t *gate, places_t *places)
{
    if (apr_atomic_inc32(&places->inside) < limit_now(gate, places)) {
        return 1;
    }
    apr_atomic_dec32(&places->inside);
    return 0;
}

/* What is inside in processes that live. */
static apr_uint32_t count_slots(const mcp_gate_t *gate, const places_t *places)
{
    apr_uint32_t count = 0;
    int i;

    for (i = 0; i < gate->slot_count; i++) {
        const process_score *process;
        apr_uint32_t inside = apr_atomic_read32(&places->counts[i]);

        if (inside == 0) {
            continue;
        }
        process = ap_get_scoreboard_process(i);
        if (process && (apr_uint32_t)process->pid == places->pids[i]) {
            count += inside;
        }
    }
    return count;
}

/* Go in first and count afterwards: of two children that enter at the same
 * time at least one sees the other. Only its own process writes a slot; one
 * that it finds to be another's is a dead one's. */
static int enter_server(mcp_gate_t *gate, places_t *places, const conn_rec *c)
{
    int slot = (int)c->id;

    if (slot < 0 || slot >= gate->slot_count) {
        return 0;
    }
    gate->own_slot = slot;
    if (places->pids[slot] != (apr_uint32_t)getpid()) {
        apr_atomic_set32(&places->counts[slot], 0);
        apr_atomic_set32(&places->pids[slot], (apr_uint32_t)getpid());
    }
    apr_atomic_inc32(&places->counts[slot]);
    if (count_slots(gate, places) <= places->limit) {
        return 1;
    }
    apr_atomic_dec32(&places->counts[slot]);
    return 0;
}

static int enter(mcp_gate_t *gate, places_t *places, const conn_rec *c)
{
    return places->pids ? enter_server(gate, places, c)
                        : enter_child(gate, places);
}

static void leave(const mcp_gate_t *gate, places_t *places)
{
    if (places->pids) {
        apr_atomic_dec32(&places->counts[gate->own_slot]);
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

static mcp_gate_e enter_held(mcp_gate_t *gate, const conn_rec *c)
{
    if (!enter(gate, &gate->all, c)) {
        return MCP_GATE_FULL;
    }
    if (enter(gate, &gate->held, c)) {
        return MCP_GATE_ENTERED;
    }
    leave(gate, &gate->all);
    return MCP_GATE_FULL_OF_STREAMS;
}

mcp_gate_e mcp_gate_enter_stream(mcp_gate_t *gate, const conn_rec *c,
                                 int parks)
{
    mcp_gate_e place = MCP_GATE_ENTERED;

    if (!enter(gate, &gate->streams, c)) {
        return MCP_GATE_FULL_OF_STREAMS;
    }
    if (!parks) {
        place = enter_held(gate, c);
    }
    if (place != MCP_GATE_ENTERED) {
        leave(gate, &gate->streams);
    }
    return place;
}

void mcp_gate_leave_stream(mcp_gate_t *gate, int parks)
{
    leave(gate, &gate->streams);
    if (!parks) {
        leave(gate, &gate->held);
        leave(gate, &gate->all);
    }
}

int mcp_gate_enter_parked(mcp_gate_t *gate)
{
    return enter_child(gate, &gate->parked);
}

void mcp_gate_leave_parked(void *data)
{
    mcp_gate_t *gate = data;

    leave(gate, &gate->parked);
}
