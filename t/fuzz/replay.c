/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Runs a fuzz target over the files given on the command line, so that its
 * corpus is a test with every compiler, not only with clang's libFuzzer.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = NULL;
    long size = -1;
    int done = 0;

    if (!file) {
        return 0;
    }
    if (!fseek(file, 0, SEEK_END)) {
        size = ftell(file);
    }
    if (size >= 0 && !fseek(file, 0, SEEK_SET)) {
        /* Its exact size, for AddressSanitizer and valgrind. */
        data = malloc(size ? (size_t)size : 1);
    }
    if (data && fread(data, 1, (size_t)size, file) == (size_t)size) {
        LLVMFuzzerTestOneInput(data, (size_t)size);
        done = 1;
    }
    free(data);
    (void)fclose(file);
    return done;
}

int main(int argc, char **argv)
{
    int i;

    for (i = 1; i < argc; i++) {
        if (!replay(argv[i])) {
            (void)fprintf(stderr, "%s: cannot read\n", argv[i]);
            return 1;
        }
    }
    printf("%d files replayed\n", argc - 1);
    return 0;
}
