/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Whatever a calendar object says, it is read within bounds, its occurrences
 * are where they were asked for, and what is printed after a change can be
 * read again.
 */

#include "nextcloud/ical.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <apr_general.h>
#include "util/text.h"

#define FROM 1767225600 /* 2026 */
#define TO 1798761600   /* 2027 */
#define MAX 20

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int condition)
{
    if (!condition) {
        abort();
    }
}

/* Printing and reading again changes nothing. */
static void check_print(const mcp_ical_t *ical, apr_pool_t *pool)
{
    const char *text = mcp_vobject_print(ical->calendar, pool);
    mcp_vobject_t *again;

    must(mcp_text_is_utf8(text, strlen(text)));
    must(!mcp_vobject_parse(&again, "VCALENDAR", text, strlen(text), pool));
    must(!strcmp(mcp_vobject_print(again, pool), text));
}

static void check_occurrence(const mcp_ical_t *ical,
                             const mcp_ical_occurrence_t *one,
                             apr_pool_t *pool)
{
    mcp_ical_occurrence_t same;

    must(one->from < TO && one->to >= FROM && one->component != NULL);
    must(mcp_text_is_utf8(mcp_ical_time_iso(&one->start, pool), 10));
    must(mcp_ical_occurrence_find(&same, ical, &one->id));
}

/* One occurrence is changed and the series moved, then it is taken out. */
static void change(mcp_ical_t *ical, const mcp_ical_occurrence_t *one,
                   apr_pool_t *pool)
{
    mcp_vobject_t *own = mcp_ical_override(ical, one);

    mcp_vobject_set_text(own, "SUMMARY", "a,b;c\n\\");
    mcp_ical_touch(ical, own, 1);
    check_print(ical, pool);
    mcp_ical_shift(ical, 3600);
    mcp_ical_exclude(ical, one);
    check_print(ical, pool);
    mcp_ical_unrepeat(ical);
    check_print(ical, pool);
}

static void check(mcp_ical_t *ical, apr_pool_t *pool)
{
    apr_array_header_t *list =
        apr_array_make(pool, MAX, sizeof(mcp_ical_occurrence_t));
    mcp_ical_occurrence_t open;
    int i;

    check_print(ical, pool);
    mcp_ical_occurrences(list, ical, FROM, TO, MAX);
    must(list->nelts <= MAX);
    for (i = 0; i < list->nelts; i++) {
        check_occurrence(ical, &APR_ARRAY_IDX(list, i, mcp_ical_occurrence_t),
                         pool);
    }
    mcp_ical_occurrence_open(&open, ical);
    if (list->nelts) {
        change(ical, &APR_ARRAY_IDX(list, 0, mcp_ical_occurrence_t), pool);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const kinds[] = {"VEVENT", "VTODO"};
    apr_pool_t *pool;
    mcp_ical_t *ical;
    int i;

    apr_initialize(); /* counts its calls */
    apr_pool_create(&pool, NULL);
    mcp_ical_child_init(pool);
    for (i = 0; i < 2; i++) {
        mcp_err_t *err =
            mcp_ical_parse(&ical, (const char *)data, size, kinds[i],
                           mcp_ical_zone_find("Europe/Berlin", pool), pool);

        must(!err == (ical != NULL));
        must(!err || err->kind == MCP_ERR_TOOL);
        if (ical) {
            check(ical, pool);
        }
    }
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}
