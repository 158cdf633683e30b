/* SPDX-License-Identifier: Apache-2.0 */

/* Run from the top of the source. */

#include "resource/skill.h"

#include "tap.h"
#include <stdlib.h>
#include <apr_file_io.h>
#include <apr_strings.h>

static void takes(const char *yaml, const char *json)
{
    mcp_json_t *front = NULL;
    mcp_err_t *err = mcp_skill_frontmatter(&front, yaml, tap_pool);

    is_str(err ? err->message : mcp_json_print(front, NULL, tap_pool), json,
           json);
}

static void refuses(const char *yaml, const char *message)
{
    mcp_json_t *front = NULL;
    mcp_err_t *err = mcp_skill_frontmatter(&front, yaml, tap_pool);

    ok(err && !strncmp(err->message, message, strlen(message)), "%s", message);
    if (err && strncmp(err->message, message, strlen(message)) != 0) {
        printf("# %s\n", err->message);
    }
}

#define BODY(lines) "---\n" lines "---\ntext\n"

static void test_taken(void)
{
    takes(BODY(""), "{}");
    takes(BODY("name: a-b\n"), "{\"name\":\"a-b\"}");
    takes("---\r\nname: x y\r\n---\r\n", "{\"name\":\"x y\"}");
    takes(BODY("a: \"1: \\u00fc #\\n\"\n"), "{\"a\":\"1: \303\274 #\\n\"}");
    takes(BODY("a: 'It''s: 5'\n"), "{\"a\":\"It's: 5\"}");
    takes(BODY("a: ''\n"), "{\"a\":\"\"}");
    takes(BODY("m:\n  a: b\n  c-d: \"1\"\ne: f\n"),
          "{\"m\":{\"a\":\"b\",\"c-d\":\"1\"},\"e\":\"f\"}");
    takes(BODY("a: http://x/y#z, (b) & c\n"),
          "{\"a\":\"http://x/y#z, (b) & c\"}");
}

static void test_refused(void)
{
    refuses("", "line 0: must be \"---\"");
    refuses("name: x\n", "line 1: must be \"---\"");
    refuses("---\nname: x\n", "line 2: a second \"---\" is missing");
    refuses(BODY("name\n"), "line 2: must be \"name: value\"");
    refuses(BODY("a:b\n"), "line 2: must be \"name: value\"");
    refuses(BODY("a b: c\n"), "line 2: must begin with a name");
    refuses(BODY(" a: c\n"), "line 2: must begin with a name");
    refuses(BODY("a: b\na: c\n"), "line 3: repeats a name");
    refuses(BODY("a:\nb: c\n"), "line 2: needs a value");
    refuses(BODY("a:\n  b:\n"), "line 3: needs a value");
    refuses(BODY("a:\n  b:\n    c: d\n"), "line 3: needs a value");
    refuses(BODY("a: b: c\n"), "line 2: has \": \" or \" #\"");
    refuses(BODY("a: b #c\n"), "line 2: has \": \" or \" #\"");
    refuses(BODY("a: >-\n  b\n"), "line 2: begins with a character");
    refuses(BODY("a: [b]\n"), "line 2: begins with a character");
    refuses(BODY("a: - b\n"), "line 2: begins with a character");
    refuses(BODY("a: 1.0\n"), "line 2: is not a string to YAML");
    refuses(BODY("a: 2026-11-26\n"), "line 2: is not a string to YAML");
    refuses(BODY("a: Yes\n"), "line 2: is not a string to YAML");
    refuses(BODY("a: \"b\" c\n"), "line 2: is no string in double quotes");
    refuses(BODY("a: 'b' c\n"), "line 2: has text behind");
    refuses(BODY("a: 'b\n"), "line 2: has no closing quote");
}

/* ---- folders ---- */

static const char *root;

static void put(const char *path, const char *text)
{
    const char *name = apr_pstrcat(tap_pool, root, "/", path, NULL);
    apr_size_t len = strlen(text);
    apr_file_t *file;

    apr_dir_make_recursive(
        apr_pstrmemdup(tap_pool, name,
                       (apr_size_t)(strrchr(name, '/') - name)),
        APR_FPROT_UREAD | APR_FPROT_UWRITE | APR_FPROT_UEXECUTE, tap_pool);
    apr_file_open(&file, name,
                  APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_TRUNCATE,
                  APR_FPROT_UREAD | APR_FPROT_UWRITE, tap_pool);
    apr_file_write_full(file, text, len, NULL);
    apr_file_close(file);
}

static const char *load(mcp_skills_t **skills)
{
    mcp_err_t *err = mcp_skills_load(skills, root, tap_pool);

    return err ? err->message : "";
}

static const char *print(const mcp_listing_t *listing)
{
    const char *next;
    mcp_buf_t buf;

    mcp_buf_init(&buf, 64, tap_pool);
    if (listing) {
        mcp_listing_page(&buf, listing, MCP_REV_2026_07_28, NULL, &next);
    }
    return buf.data;
}

static mcp_err_t *read_uri(mcp_resource_call_t *call,
                           const mcp_skills_t *skills, const char *uri)
{
    memset(call, 0, sizeof(*call));
    call->pool = tap_pool;
    call->uri = uri;
    call->baton = skills;
    return skills->source.templates[0].read(call);
}

static void test_skills(void)
{
    mcp_resource_call_t call;
    mcp_skills_t *skills;
    mcp_skills_t *alone;

    put("b/SKILL.md", BODY("name: b\ndescription: B\n"));
    put("a/SKILL.md", BODY("name: a\ndescription: A\nmetadata:\n"
                           "  needs-nextcloud: \"false\"\n"));
    put("a/x y/1.txt", "one");
    put("a/x y/2", "two");
    put("a/.hidden", "no");
    put("stray.md", "no");
    is_str(load(&skills), "", "two skills");
    is_int(skills->listing.count, 2, "both are listed");
    is_str(skills->listing.entries[0].name, "skill://a/SKILL.md",
           "by their URIs");
    ok(strstr(skills->listing.entries[0].text[0],
              "{\"uri\":\"skill://a/x%20y/1.txt\",\"digest\":\"sha256:"
              "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431"
              "ed\",\"size\":3}")
           != NULL,
       "a file, its hash and size");
    ok(!strstr(skills->listing.entries[0].text[0], "hidden"),
       "hidden files are none");
    is_str(print(mcp_skills_folder(skills, "skill://a", tap_pool)),
           "{\"uri\":\"skill://a/SKILL.md\",\"name\":\"SKILL.md\","
           "\"mimeType\":\"text/markdown\",\"size\":73},"
           "{\"uri\":\"skill://a/x%20y\",\"name\":\"x y\","
           "\"mimeType\":\"inode/directory\"}",
           "a folder");
    is_str(print(mcp_skills_folder(skills, "skill://a/x%20y", tap_pool)),
           "{\"uri\":\"skill://a/x%20y/1.txt\",\"name\":\"1.txt\","
           "\"mimeType\":\"text/plain\",\"size\":3},"
           "{\"uri\":\"skill://a/x%20y/2\",\"name\":\"2\","
           "\"mimeType\":\"text/plain\",\"size\":3}",
           "a folder in it");
    ok(!mcp_skills_folder(skills, "skill://a/SKILL.md", tap_pool)
           && !mcp_skills_folder(skills, "skill://", tap_pool)
           && !mcp_skills_folder(skills, "skill:/", tap_pool)
           && !mcp_skills_folder(skills, "", tap_pool)
           && !mcp_skills_folder(skills, "skill://a/x", tap_pool),
       "what is no folder");
    ok(!read_uri(&call, skills, "skill://a/x%20y/2") && call.is_text
           && call.len == 3,
       "a file is read");
    ok(read_uri(&call, skills, "skill://a/../b/SKILL.md") != NULL,
       "by its very URI");
    ok(mcp_skills_entry(skills, "skill://b/SKILL.md") != NULL
           && !mcp_skills_entry(skills, "skill://b"),
       "an entry by its URI");
    alone = mcp_skills_create(skills->skills, 1, tap_pool);
    is_int(alone->listing.count, 1, "one needs no Nextcloud");
    ok(read_uri(&call, alone, "skill://b/SKILL.md") != NULL,
       "the other cannot be read without one");
}

static void test_faults(void)
{
    mcp_skills_t *skills;

    put("c/SKILL.md", BODY("name: d\ndescription: D\n"));
    is_str(load(&skills), "c/SKILL.md: its name must be that of its folder",
           "another name");
    put("c/SKILL.md", BODY("name: c\n"));
    is_str(load(&skills),
           "c/SKILL.md: needs a description of at most 1024 bytes",
           "no description");
    put("c/SKILL.md", BODY("name: c\ndescription: x: y\n"));
    ok(strstr(load(&skills), "c/SKILL.md: line 3: has \": \"") != NULL,
       "faulty front matter");
    put("c/SKILL.md", "\377");
    is_str(load(&skills), "c/SKILL.md: is missing, or no UTF-8 text",
           "no text");
    apr_file_remove(apr_pstrcat(tap_pool, root, "/c/SKILL.md", NULL),
                    tap_pool);
    is_str(load(&skills), "c/SKILL.md: is missing, or no UTF-8 text",
           "no manifest");
    apr_dir_remove(apr_pstrcat(tap_pool, root, "/c", NULL), tap_pool);
    put("D/SKILL.md", "");
    ok(strstr(load(&skills), "the folder's name must be") != NULL, "a name");
}

int main(void)
{
    char *dir;
    mcp_skills_t *skills;
    const char *temp;

    tap_start();
    apr_temp_dir_get(&temp, tap_pool);
    dir = apr_pstrcat(tap_pool, temp, "/mcp-skill-test.XXXXXX", NULL);
    root = mkdtemp(dir);
    test_taken();
    test_refused();
    test_skills();
    test_faults();
    ok(mcp_skills_load(&skills, "t/nowhere", tap_pool) != NULL,
       "no directory");
    is_str(system(apr_pstrcat(tap_pool, "rm -r ", root, NULL)) ? "no" : "", "",
           "cleaned up");
    return tap_end();
}
