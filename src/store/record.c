/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A record is a head and, when it does not fit into that, pieces:
 *
 *   key(kind, id, "")             head: format, generation, length, [bytes]
 *   key(kind, id, generation.n)   piece n
 *
 * The pieces are written before the head that names their generation, and
 * those of the old generation are removed after it. So a head always leads
 * to one version; a reader whose pieces vanish meanwhile finds a new head.
 */

#include "store/record.h"

#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>

#define FORMAT '1'
#define GENERATION_LEN 16

/* Pieces live a little longer than the head that leads to them. */
#define PIECE_GRACE apr_time_from_sec(2)

/* How often a reader lets a writer overtake it. */
#define MAX_READS 4

typedef struct head_t {
    char format;
    unsigned char generation[GENERATION_LEN];
    unsigned char len[4]; /* big-endian: children may be on several hosts */
} head_t;

#define PIECE MCP_STORE_MAX_VALUE
#define INLINE_MAX (MCP_STORE_MAX_VALUE - sizeof(head_t))

typedef struct record_t {
    const mcp_store_t *store;
    const char *kind;
    const char *id;
    apr_pool_t *pool;
    head_t head;
} record_t;

static void pack(unsigned char *bytes, apr_size_t len)
{
    bytes[0] = (unsigned char)(len >> 24);
    bytes[1] = (unsigned char)(len >> 16);
    bytes[2] = (unsigned char)(len >> 8);
    bytes[3] = (unsigned char)len;
}

static apr_size_t unpack(const unsigned char *bytes)
{
    return (apr_size_t)bytes[0] << 24 | (apr_size_t)bytes[1] << 16
           | (apr_size_t)bytes[2] << 8 | (apr_size_t)bytes[3];
}

static void make_key(unsigned char *key, const record_t *record,
                     const char *part)
{
    const char *parts[] = {"mod_mcp record", record->kind, record->id, part};

    mcp_hash_keyed(key, record->store->secret, MCP_HASH_LEN, parts, 4);
}

static void make_piece_key(unsigned char *key, const record_t *record,
                           apr_size_t number)
{
    char part[GENERATION_LEN * 2 + 24];
    int i;

    for (i = 0; i < GENERATION_LEN; i++) {
        apr_snprintf(part + i * 2, 3, "%02x", record->head.generation[i]);
    }
    apr_snprintf(part + i * 2, 24, ".%" APR_SIZE_T_FMT, number);
    make_key(key, record, part);
}

static apr_status_t set(const record_t *record, const unsigned char *key,
                        apr_time_t expiry, const void *bytes, apr_size_t len)
{
    apr_status_t rv =
        record->store->set(record->store->baton, key, MCP_HASH_LEN, expiry,
                           bytes, (unsigned int)len, record->pool);

    /* Providers say "no room" in many ways, and hardly anything else. */
    return rv == APR_SUCCESS ? rv : APR_ENOSPC;
}

static apr_status_t get(const record_t *record, const unsigned char *key,
                        void *bytes, unsigned int *len)
{
    return record->store->get(record->store->baton, key, MCP_HASH_LEN, bytes,
                              len, record->pool);
}

static apr_size_t piece_len(apr_size_t len, apr_size_t offset)
{
    return len - offset < PIECE ? len - offset : PIECE;
}

static int has_pieces(const record_t *record)
{
    return unpack(record->head.len) > INLINE_MAX;
}

static void remove_pieces(const record_t *record)
{
    apr_size_t len = unpack(record->head.len);
    unsigned char key[MCP_HASH_LEN];
    apr_size_t i;

    for (i = 0; has_pieces(record) && i * PIECE < len; i++) {
        make_piece_key(key, record, i);
        record->store->remove(record->store->baton, key, sizeof(key),
                              record->pool);
    }
}

/* The head, and in value what comes with it. */
static apr_status_t read_head(record_t *record, unsigned char *value,
                              apr_size_t *len)
{
    unsigned char key[MCP_HASH_LEN];
    unsigned int size = MCP_STORE_MAX_VALUE;
    apr_status_t rv;

    make_key(key, record, "");
    rv = get(record, key, value, &size);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (size < sizeof(record->head) || value[0] != FORMAT) {
        return APR_NOTFOUND;
    }
    memcpy(&record->head, value, sizeof(record->head));
    *len = size - sizeof(record->head);
    return unpack(record->head.len) <= MCP_RECORD_MAX ? APR_SUCCESS
                                                      : APR_NOTFOUND;
}

static apr_status_t read_piece(const record_t *record, char *bytes,
                               apr_size_t offset)
{
    unsigned char key[MCP_HASH_LEN];
    apr_size_t want = piece_len(unpack(record->head.len), offset);
    unsigned int len = (unsigned int)want;
    apr_status_t rv;

    make_piece_key(key, record, offset / PIECE);
    rv = get(record, key, bytes, &len);
    return rv == APR_SUCCESS && len != want ? APR_NOTFOUND : rv;
}

static apr_status_t read_pieces(const record_t *record, char *bytes)
{
    apr_size_t len = unpack(record->head.len);
    apr_size_t offset;

    for (offset = 0; offset < len; offset += PIECE) {
        apr_status_t rv = read_piece(record, bytes + offset, offset);

        if (rv != APR_SUCCESS) {
            return rv;
        }
    }
    return APR_SUCCESS;
}

static apr_status_t write_pieces(const record_t *record, const char *bytes,
                                 apr_time_t expiry)
{
    apr_size_t len = unpack(record->head.len);
    unsigned char key[MCP_HASH_LEN];
    apr_size_t offset;

    for (offset = 0; offset < len; offset += PIECE) {
        apr_status_t rv;

        make_piece_key(key, record, offset / PIECE);
        rv = set(record, key, expiry, bytes + offset, piece_len(len, offset));
        if (rv != APR_SUCCESS) {
            return rv;
        }
    }
    return APR_SUCCESS;
}

/* shmcb makes room by throwing out what is older, be it the first piece of
 * this very record: what cannot be read again has not been stored. */
static apr_status_t store_pieces(const record_t *record, const char *bytes,
                                 apr_time_t expiry)
{
    apr_status_t rv;

    if (!has_pieces(record)) {
        return APR_SUCCESS;
    }
    rv = write_pieces(record, bytes, expiry);
    if (rv == APR_SUCCESS) {
        rv = read_pieces(record,
                         apr_palloc(record->pool, unpack(record->head.len)));
    }
    if (rv == APR_SUCCESS) {
        return rv;
    }
    remove_pieces(record);
    return APR_ENOSPC;
}

static apr_status_t store_head(const record_t *record, const char *bytes,
                               apr_time_t expiry)
{
    unsigned char value[MCP_STORE_MAX_VALUE];
    unsigned char key[MCP_HASH_LEN];
    apr_size_t len = has_pieces(record) ? 0 : unpack(record->head.len);

    memcpy(value, &record->head, sizeof(record->head));
    if (len > 0) {
        memcpy(value + sizeof(record->head), bytes, len);
    }
    make_key(key, record, "");
    return set(record, key, expiry, value, sizeof(record->head) + len);
}

static apr_status_t open_record(record_t *record, const mcp_store_t *store,
                                const char *kind, const char *id,
                                apr_pool_t *pool)
{
    memset(record, 0, sizeof(*record));
    record->store = store;
    record->kind = kind;
    record->id = id;
    record->pool = pool;
    return store ? APR_SUCCESS : APR_ENOTIMPL;
}

apr_status_t mcp_record_put(const mcp_store_t *store, const char *kind,
                            const char *id, const char *bytes, apr_size_t len,
                            apr_interval_time_t ttl, apr_pool_t *pool)
{
    unsigned char value[MCP_STORE_MAX_VALUE];
    apr_time_t expiry = apr_time_now() + ttl;
    apr_size_t ignored;
    record_t record;
    record_t old;
    apr_status_t rv = open_record(&record, store, kind, id, pool);

    if (rv != APR_SUCCESS || len > MCP_RECORD_MAX) {
        return rv != APR_SUCCESS ? rv : APR_ENOSPC;
    }
    old = record;
    (void)read_head(&old, value, &ignored);
    record.head.format = FORMAT;
    pack(record.head.len, len);
    rv = apr_generate_random_bytes(record.head.generation, GENERATION_LEN);
    if (rv == APR_SUCCESS) {
        rv = store_pieces(&record, bytes, expiry + PIECE_GRACE);
    }
    if (rv == APR_SUCCESS) {
        rv = store_head(&record, bytes, expiry);
        /* Without a head nobody finds the pieces: they go, or they are the
         * old ones and go too. */
        remove_pieces(rv == APR_SUCCESS ? &old : &record);
    }
    return rv;
}

/* APR_EAGAIN: a writer may have been faster, look again. */
static apr_status_t read_once(const char **bytes, apr_size_t *len,
                              record_t *record)
{
    unsigned char value[MCP_STORE_MAX_VALUE];
    apr_size_t size;
    char *whole;
    apr_status_t rv = read_head(record, value, &size);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    *len = unpack(record->head.len);
    if (!has_pieces(record)) {
        *bytes = apr_pstrmemdup(
            record->pool, (const char *)value + sizeof(record->head), *len);
        return size == *len ? APR_SUCCESS : APR_NOTFOUND;
    }
    whole = apr_palloc(record->pool, *len + 1);
    whole[*len] = '\0';
    *bytes = whole;
    rv = read_pieces(record, whole);
    return rv == APR_NOTFOUND ? APR_EAGAIN : rv;
}

apr_status_t mcp_record_get(const char **bytes, apr_size_t *len,
                            const mcp_store_t *store, const char *kind,
                            const char *id, apr_pool_t *pool)
{
    record_t record;
    apr_status_t rv = APR_EAGAIN;
    int i;

    *bytes = NULL;
    *len = 0;
    if (open_record(&record, store, kind, id, pool) != APR_SUCCESS) {
        return APR_NOTFOUND;
    }
    for (i = 0; i < MAX_READS && rv == APR_EAGAIN; i++) {
        rv = read_once(bytes, len, &record);
    }
    if (rv != APR_SUCCESS) {
        *bytes = NULL;
        *len = 0;
    }
    return rv == APR_EAGAIN ? APR_NOTFOUND : rv;
}

apr_status_t mcp_record_remove(const mcp_store_t *store, const char *kind,
                               const char *id, apr_pool_t *pool)
{
    unsigned char value[MCP_STORE_MAX_VALUE];
    unsigned char key[MCP_HASH_LEN];
    apr_size_t ignored;
    record_t record;
    apr_status_t rv = open_record(&record, store, kind, id, pool);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = read_head(&record, value, &ignored);
    if (rv != APR_SUCCESS) {
        return rv == APR_NOTFOUND ? APR_SUCCESS : rv;
    }
    make_key(key, &record, "");
    rv = store->remove(store->baton, key, sizeof(key), pool);
    remove_pieces(&record);
    return rv;
}

void mcp_record_prolong(const mcp_store_t *store, const char *kind,
                        const char *id, apr_interval_time_t ttl,
                        apr_pool_t *pool)
{
    const char *bytes;
    apr_size_t len;

    if (mcp_record_get(&bytes, &len, store, kind, id, pool) == APR_SUCCESS) {
        (void)mcp_record_put(store, kind, id, bytes, len, ttl, pool);
    }
}
