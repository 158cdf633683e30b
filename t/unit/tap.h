/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TAP_H
#define MCP_TAP_H

/*
 * The little of TAP that a unit test needs. A test is one program with one
 * .c file: main() calls tap_start, makes its checks with ok() and friends,
 * and returns tap_end(). The plan comes last, so nobody counts by hand.
 */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <apr_general.h>
#include <apr_pools.h>

static int tap_checks;
static int tap_failures;
static apr_pool_t *tap_pool; /* lives as long as the program */

static inline void tap_start(void)
{
    apr_initialize();
    apr_pool_create(&tap_pool, NULL);
}

static inline int tap_end(void)
{
    apr_pool_destroy(tap_pool);
    apr_terminate();
    printf("1..%d\n", tap_checks);
    return tap_failures ? 1 : 0;
}

/* "#" starts a directive in TAP, so names show it as another character. */
static inline void tap_print_name(const char *fmt, va_list args)
    __attribute__((format(printf, 1, 0)));

static inline void tap_print_name(const char *fmt, va_list args)
{
    char name[256];
    char *s;

    vsnprintf(name, sizeof(name), fmt, args);
    for (s = name; *s; s++) {
        if (*s == '#' || (unsigned char)*s < 0x20) {
            *s = '_';
        }
    }
    printf(" - %s\n", name);
}

static inline int tap_check(int passed, const char *file, int line,
                            const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

static inline int tap_check(int passed, const char *file, int line,
                            const char *fmt, ...)
{
    va_list args;

    printf("%s %d", passed ? "ok" : "not ok", ++tap_checks);
    va_start(args, fmt);
    tap_print_name(fmt, args);
    va_end(args);
    if (!passed) {
        tap_failures++;
        printf("# failed at %s line %d\n", file, line);
    }
    return passed;
}

static inline void tap_check_str(const char *got, const char *want,
                                 const char *file, int line, const char *name)
{
    int same = got && want ? !strcmp(got, want) : got == want;

    if (!tap_check(same, file, line, "%s", name)) {
        printf("# got:  %s\n# want: %s\n", got ? got : "(NULL)",
               want ? want : "(NULL)");
    }
}

static inline void tap_check_int(long long got, long long want,
                                 const char *file, int line, const char *name)
{
    if (!tap_check(got == want, file, line, "%s", name)) {
        printf("# got:  %lld\n# want: %lld\n", got, want);
    }
}

/* ok(condition, "name %s", ...) */
#define ok(condition, ...)                                                    \
    tap_check((condition) ? 1 : 0, __FILE__, __LINE__, __VA_ARGS__)
#define is_str(got, want, name)                                               \
    tap_check_str((got), (want), __FILE__, __LINE__, (name))
#define is_int(got, want, name)                                               \
    tap_check_int((long long)(got), (long long)(want), __FILE__, __LINE__,    \
                  (name))

#endif /* MCP_TAP_H */
