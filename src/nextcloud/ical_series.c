/* SPDX-License-Identifier: Apache-2.0 */

/* Series: their occurrences, and what is special about single ones. */

#include "nextcloud/ical.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/ical_zone.h"

/* Exceptions of a series that are taken notice of; each start is compared with
 * all of them. */
#define MAX_DATES 2000
/* Starts of a to-do that are looked at for an open one. */
#define MAX_CLOSED 2000
/* How long after the first one. */
#define OPEN_YEARS (50 * 366 * (apr_int64_t)MCP_ICAL_DAY)

/* ---- lists of dates ------------------------------------------------------
 */

/* "20260310T090000" or a period, whose start counts. */
static int read_date(mcp_ical_time_t *when, const mcp_ical_t *ical,
                     const mcp_vprop_t *property, const char *text)
{
    const char *tzid = mcp_vprop_param(property, "TZID", ical->pool);

    if (!mcp_ical_time_parse(
            when, apr_pstrmemdup(ical->pool, text, strcspn(text, "/")))) {
        return 0;
    }
    if (tzid && !when->is_date && !when->zone) {
        when->zone = mcp_ical_zone_of(ical->calendar, tzid);
    }
    return 1;
}

/* All times in the master's EXDATE or RDATE properties. */
static apr_array_header_t *read_dates(const mcp_ical_t *ical, const char *name)
{
    apr_array_header_t *list =
        apr_array_make(ical->pool, 4, sizeof(mcp_ical_time_t));
    const mcp_vprop_t *property;
    mcp_ical_time_t when;
    int n;
    int i;

    for (n = 0; (property = mcp_vobject_find(ical->master, name, n)); n++) {
        const apr_array_header_t *texts =
            mcp_vprop_split(property->value, ',', ical->pool);

        for (i = 0; i < texts->nelts && list->nelts < MAX_DATES; i++) {
            if (read_date(&when, ical, property,
                          APR_ARRAY_IDX(texts, i, const char *))) {
                APR_ARRAY_PUSH(list, mcp_ical_time_t) = when;
            }
        }
    }
    return list;
}

/* The same moment, or the day of it when that is all a says. */
static int is_same(const mcp_ical_t *ical, const mcp_ical_time_t *a,
                   const mcp_ical_time_t *b)
{
    if (a->is_date || b->is_date) {
        return a->year == b->year && a->month == b->month && a->day == b->day;
    }
    return mcp_ical_unix(ical, a) == mcp_ical_unix(ical, b);
}

static int has_date(const mcp_ical_t *ical, const apr_array_header_t *list,
                    const mcp_ical_time_t *when)
{
    int i;

    for (i = 0; i < list->nelts; i++) {
        if (is_same(ical, &APR_ARRAY_IDX(list, i, mcp_ical_time_t), when)) {
            return 1;
        }
    }
    return 0;
}

/* ---- overrides ---------------------------------------------------------- */

static int is_override(const mcp_vobject_t *component)
{
    return mcp_vobject_find(component, "RECURRENCE-ID", 0) != NULL;
}

static mcp_vobject_t *find_override(const mcp_ical_t *ical,
                                    const mcp_ical_time_t *id)
{
    mcp_ical_time_t own;
    int i;

    for (i = 0; i < ical->calendar->children->nelts; i++) {
        mcp_vobject_t *child =
            APR_ARRAY_IDX(ical->calendar->children, i, mcp_vobject_t *);

        if (!strcmp(child->name, ical->kind)
            && mcp_ical_time_get(&own, ical, child, "RECURRENCE-ID")
            && is_same(ical, &own, id)) {
            return child;
        }
    }
    return NULL;
}

/* ---- walking through a series --------------------------------------------
 */

/* What to do with an occurrence; 0 ends the walk through a rule. */
typedef int visit_fn(void *baton, const mcp_ical_occurrence_t *occurrence);

typedef struct walk_t {
    const mcp_ical_t *ical;
    mcp_ical_time_t start; /* the master's */
    mcp_ical_time_t end;
    apr_array_header_t *excluded; /* starts that the master is not for */
    visit_fn *visit;
    void *baton;
} walk_t;

static void set_span(mcp_ical_occurrence_t *occurrence, const mcp_ical_t *ical)
{
    occurrence->from = mcp_ical_unix(ical, &occurrence->start);
    occurrence->to = mcp_ical_unix(ical, &occurrence->end);
}

/* The occurrence of the master at start, with the length of the first. */
static void set_regular(mcp_ical_occurrence_t *occurrence, const walk_t *walk,
                        const mcp_ical_time_t *start)
{
    const mcp_ical_t *ical = walk->ical;
    apr_int64_t length =
        mcp_ical_unix(ical, &walk->end) - mcp_ical_unix(ical, &walk->start);

    if (start->is_date) {
        /* A day of 23 hours is a day. */
        length = (length + MCP_ICAL_DAY / 2) / MCP_ICAL_DAY * MCP_ICAL_DAY;
    }
    occurrence->component = ical->master;
    occurrence->id = *start;
    occurrence->start = *start;
    occurrence->end = *start;
    mcp_ical_time_add(&occurrence->end, length);
    if (is_same(ical, start, &walk->start)) {
        occurrence->end = walk->end;
    }
    set_span(occurrence, ical);
}

static int set_changed(mcp_ical_occurrence_t *occurrence,
                       const mcp_ical_t *ical, const mcp_vobject_t *component)
{
    occurrence->component = component;
    if (!mcp_ical_time_get(&occurrence->id, ical, component, "RECURRENCE-ID")
        || !mcp_ical_span_get(&occurrence->start, &occurrence->end, ical,
                              component)) {
        return 0;
    }
    set_span(occurrence, ical);
    return 1;
}

static int visit_regular(void *baton, const mcp_ical_time_t *start)
{
    const walk_t *walk = baton;
    mcp_ical_occurrence_t occurrence;

    if (has_date(walk->ical, walk->excluded, start)) {
        return 1;
    }
    set_regular(&occurrence, walk, start);
    return walk->visit(walk->baton, &occurrence);
}

static int visit_later(void *baton, const mcp_ical_time_t *start)
{
    const walk_t *walk = baton;

    /* DTSTART is an occurrence whatever the rule says, and was visited. */
    return is_same(walk->ical, start, &walk->start)
           || visit_regular(baton, start);
}

static void visit_overrides(const walk_t *walk)
{
    mcp_vobject_t *const *list =
        (mcp_vobject_t *const *)walk->ical->calendar->children->elts;
    int count = walk->ical->calendar->children->nelts;
    mcp_ical_occurrence_t occurrence;
    int i;

    for (i = 0; i < count; i++) {
        if (strcmp(list[i]->name, walk->ical->kind) != 0
            || !set_changed(&occurrence, walk->ical, list[i])) {
            continue;
        }
        if (walk->excluded->nelts < MAX_DATES) {
            APR_ARRAY_PUSH(walk->excluded, mcp_ical_time_t) = occurrence.id;
        }
        (void)walk->visit(walk->baton, &occurrence);
    }
}

/* All occurrences that end after from: changed ones, the first, those of
 * RDATE, those of the rules; each group in its order. */
static void walk_series(const mcp_ical_t *ical, apr_int64_t from,
                        apr_int64_t to, visit_fn *visit, void *baton)
{
    mcp_ical_window_t window = {from, to, ical->local};
    walk_t walk = {.ical = ical, .visit = visit, .baton = baton};
    const apr_array_header_t *added;
    const mcp_vprop_t *rule;
    int i;

    walk.excluded = read_dates(ical, "EXDATE");
    visit_overrides(&walk);
    if (is_override(ical->master)
        || !mcp_ical_span_get(&walk.start, &walk.end, ical, ical->master)) {
        return;
    }
    window.from -=
        mcp_ical_unix(ical, &walk.end) - mcp_ical_unix(ical, &walk.start);
    visit_regular(&walk, &walk.start);
    added = read_dates(ical, "RDATE");
    for (i = 0; i < added->nelts; i++) {
        /* In any order: what is too late says nothing about the rest. */
        visit_later(&walk, &APR_ARRAY_IDX(added, i, mcp_ical_time_t));
    }
    for (i = 0; (rule = mcp_vobject_find(ical->master, "RRULE", i)); i++) {
        mcp_ical_rule_each(rule->value, &walk.start, &window, visit_later,
                           &walk);
    }
}

int mcp_ical_is_series(const mcp_ical_t *ical)
{
    return mcp_vobject_find(ical->master, "RRULE", 0)
           || mcp_vobject_find(ical->master, "RDATE", 0);
}

/* ---- what callers want ---------------------------------------------------
 */

typedef struct range_t {
    apr_array_header_t *list;
    apr_int64_t from;
    apr_int64_t to;
    int left;
} range_t;

static int collect(void *baton, const mcp_ical_occurrence_t *occurrence)
{
    range_t *range = baton;

    if (occurrence->from >= range->to || range->left <= 0) {
        return 0;
    }
    /* Something without length is there when it begins. */
    if (occurrence->to > range->from
        || (occurrence->from == occurrence->to
            && occurrence->from >= range->from)) {
        APR_ARRAY_PUSH(range->list, mcp_ical_occurrence_t) = *occurrence;
        range->left--;
    }
    return range->left > 0;
}

void mcp_ical_occurrences(apr_array_header_t *list, const mcp_ical_t *ical,
                          apr_int64_t from, apr_int64_t to, int max)
{
    range_t range = {list, from, to, max};

    walk_series(ical, from, to, collect, &range);
}

typedef struct wanted_t {
    const mcp_ical_t *ical;
    const mcp_ical_time_t *when;
    mcp_ical_occurrence_t *found;
    apr_int64_t last;
    int seen;
    int done;
} wanted_t;

static int match(void *baton, const mcp_ical_occurrence_t *occurrence)
{
    wanted_t *wanted = baton;

    if (wanted->done) {
        return 0;
    }
    if ((occurrence->id.is_date && !wanted->when->is_date)
        || !is_same(wanted->ical, wanted->when, &occurrence->id)) {
        return occurrence->from <= wanted->last;
    }
    *wanted->found = *occurrence;
    wanted->done = 1;
    return 0;
}

int mcp_ical_occurrence_find(mcp_ical_occurrence_t *found,
                             const mcp_ical_t *ical,
                             const mcp_ical_time_t *when)
{
    apr_int64_t at = mcp_ical_unix(ical, when);
    wanted_t wanted = {.ical = ical, .when = when, .found = found};

    wanted.last = at + 2 * (apr_int64_t)MCP_ICAL_DAY;
    walk_series(ical, at - 2 * (apr_int64_t)MCP_ICAL_DAY, wanted.last, match,
                &wanted);
    return wanted.done;
}

static int match_open(void *baton, const mcp_ical_occurrence_t *occurrence)
{
    wanted_t *wanted = baton;

    if (!mcp_ical_is_closed(occurrence->component)
        && (!wanted->done || occurrence->from < wanted->found->from)) {
        *wanted->found = *occurrence;
        wanted->done = 1;
    }
    return !wanted->done && ++wanted->seen < MAX_CLOSED;
}

int mcp_ical_occurrence_open(mcp_ical_occurrence_t *found,
                             const mcp_ical_t *ical)
{
    wanted_t wanted = {.ical = ical, .found = found};
    mcp_ical_time_t start;
    mcp_ical_time_t end;

    if (mcp_ical_span_get(&start, &end, ical, ical->master)) {
        apr_int64_t first = mcp_ical_unix(ical, &start);

        walk_series(ical, first, first + OPEN_YEARS, match_open, &wanted);
    }
    return wanted.done;
}

/* ---- changing ----------------------------------------------------------- */

static void drop_rules(mcp_vobject_t *component)
{
    static const char *const names[] = {"RRULE", "RDATE", "EXRULE", "EXDATE"};
    apr_size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        mcp_vobject_remove(component, names[i]);
    }
}

mcp_vobject_t *mcp_ical_override(mcp_ical_t *ical,
                                 const mcp_ical_occurrence_t *occurrence)
{
    mcp_vobject_t *own = find_override(ical, &occurrence->id);

    if (own) {
        return own;
    }
    own = mcp_vobject_copy(ical->master);
    drop_rules(own);
    mcp_vobject_remove(own, "DURATION");
    mcp_vobject_add_child(ical->calendar, own);
    mcp_ical_time_set(ical, own, "RECURRENCE-ID", &occurrence->id);
    if (mcp_vobject_find(ical->master, "DTSTART", 0)) {
        mcp_ical_time_set(ical, own, "DTSTART", &occurrence->start);
    }
    if (!strcmp(ical->kind, "VEVENT")) {
        mcp_ical_time_set(ical, own, "DTEND", &occurrence->end);
    }
    else if (mcp_vobject_find(ical->master, "DUE", 0)
             || mcp_vobject_find(ical->master, "DURATION", 0)) {
        mcp_ical_time_set(ical, own, "DUE", &occurrence->end);
    }
    return own;
}

void mcp_ical_exclude(mcp_ical_t *ical,
                      const mcp_ical_occurrence_t *occurrence)
{
    mcp_vobject_t *own = find_override(ical, &occurrence->id);
    mcp_vobject_t *scratch = mcp_vobject_create("X", ical->pool);

    if (own && own != ical->master) {
        mcp_vobject_remove_child(ical->calendar, own);
    }
    mcp_ical_time_set(ical, scratch, "EXDATE", &occurrence->id);
    mcp_vobject_add(ical->master, mcp_vobject_find(scratch, "EXDATE", 0));
}

/* Move the times in one property, one by one. */
static void shift_list(mcp_ical_t *ical, mcp_vobject_t *component,
                       const char *name, apr_int64_t seconds)
{
    apr_array_header_t *list = NULL;
    mcp_vobject_t *scratch = mcp_vobject_create("X", ical->pool);
    int i;

    if (component == ical->master) {
        list = read_dates(ical, name);
    }
    else {
        mcp_ical_time_t when;

        list = apr_array_make(ical->pool, 1, sizeof(mcp_ical_time_t));
        if (mcp_ical_time_get(&when, ical, component, name)) {
            APR_ARRAY_PUSH(list, mcp_ical_time_t) = when;
        }
    }
    mcp_vobject_remove(component, name);
    for (i = 0; i < list->nelts; i++) {
        mcp_ical_time_t when = APR_ARRAY_IDX(list, i, mcp_ical_time_t);

        mcp_ical_time_add(&when, seconds);
        mcp_ical_time_set(ical, scratch, name, &when);
        mcp_vobject_add(component, mcp_vobject_find(scratch, name, 0));
    }
}

/* The last start moves as the others do. */
static void shift_until(mcp_ical_t *ical, apr_int64_t seconds)
{
    const mcp_vprop_t *rule = mcp_vobject_find(ical->master, "RRULE", 0);
    const char *until = rule ? strstr(rule->value, "UNTIL=") : NULL;
    mcp_vprop_t moved;
    mcp_ical_time_t when;
    apr_size_t len;

    if (!until) {
        return;
    }
    until += 6;
    len = strcspn(until, ";");
    if (!mcp_ical_time_parse(&when, apr_pstrmemdup(ical->pool, until, len))) {
        return;
    }
    mcp_ical_time_add(&when, seconds);
    moved = *rule;
    moved.value =
        apr_pstrcat(ical->pool,
                    apr_pstrmemdup(ical->pool, rule->value,
                                   (apr_size_t)(until - rule->value)),
                    mcp_ical_time_print(&when, ical->pool), until + len, NULL);
    mcp_vobject_set(ical->master, &moved);
}

void mcp_ical_shift(mcp_ical_t *ical, apr_int64_t seconds)
{
    int i;

    shift_until(ical, seconds);

    shift_list(ical, ical->master, "EXDATE", seconds);
    shift_list(ical, ical->master, "RDATE", seconds);
    for (i = 0; i < ical->calendar->children->nelts; i++) {
        mcp_vobject_t *child =
            APR_ARRAY_IDX(ical->calendar->children, i, mcp_vobject_t *);

        if (child != ical->master && !strcmp(child->name, ical->kind)) {
            shift_list(ical, child, "RECURRENCE-ID", seconds);
        }
    }
}

void mcp_ical_unrepeat(mcp_ical_t *ical)
{
    mcp_vobject_t *const *list =
        (mcp_vobject_t *const *)ical->calendar->children->elts;
    int i;

    drop_rules(ical->master);
    for (i = ical->calendar->children->nelts - 1; i >= 0; i--) {
        if (list[i] != ical->master && is_override(list[i])) {
            mcp_vobject_remove_child(ical->calendar, list[i]);
        }
    }
}
