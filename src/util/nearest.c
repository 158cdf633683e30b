/* SPDX-License-Identifier: Apache-2.0 */

#include "util/nearest.h"

#include <string.h>

#define MAX_WORD 64
#define MAX_DISTANCE 2

static int min3(int a, int b, int c)
{
    int least = a < b ? a : b;

    return least < c ? least : c;
}

/* Levenshtein's distance, with one row of the table; both words have at most
 * MAX_WORD bytes. */
static int distance(const char *a, const char *b)
{
    int row[MAX_WORD + 1];
    int len = (int)strlen(b);
    int i;
    int j;

    for (j = 0; j <= len; j++) {
        row[j] = j;
    }
    for (i = 0; a[i]; i++) {
        int diagonal = row[0];

        row[0] = i + 1;
        for (j = 1; j <= len; j++) {
            int above = row[j];

            row[j] =
                min3(above + 1, row[j - 1] + 1, diagonal + (a[i] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[len];
}

const char *mcp_nearest_find(const char *word, const char *const *names,
                             int count)
{
    const char *nearest = NULL;
    int best = MAX_DISTANCE + 1;
    int i;

    if (strlen(word) > MAX_WORD) {
        return NULL;
    }
    for (i = 0; i < count; i++) {
        int d;

        if (strlen(names[i]) > MAX_WORD) {
            continue;
        }
        d = distance(word, names[i]);
        /* Two changes make any word of two letters out of another. */
        if (d < best && d < (int)strlen(word)) {
            best = d;
            nearest = names[i];
        }
    }
    return nearest;
}
