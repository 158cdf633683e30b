/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/dav.h"

#include "tap.h"
#include "util/buf.h"

/* Nextcloud's words, shortened; see t/fuzz/corpus/multistatus for more. */
#define MULTISTATUS                                                           \
    "<?xml version=\"1.0\"?>\n<d:multistatus xmlns:d=\"DAV:\" "               \
    "xmlns:s=\"http://sabredav.org/ns\" "                                     \
    "xmlns:cal=\"urn:ietf:params:xml:ns:caldav\" "                            \
    "xmlns:oc=\"http://owncloud.org/ns\" "                                    \
    "xmlns:nc=\"http://nextcloud.org/ns\">"
#define END "</d:multistatus>\n"
#define OK_END "</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>"
#define MISSING_END                                                           \
    "</d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>"
#define RESPONSE(href, props)                                                 \
    "<d:response><d:href>" href "</d:href><d:propstat><d:prop>" props OK_END  \
    "</d:response>"
#define CALENDAR_NS "urn:ietf:params:xml:ns:caldav"
#define HOME "/remote.php/dav/files/alice"

static mcp_err_t *parse(apr_array_header_t **entries, const char *xml,
                        const char *root)
{
    return mcp_dav_parse(entries, xml, strlen(xml), root, tap_pool);
}

static const mcp_dav_entry_t *entry_at(const char *xml, const char *root,
                                       int index)
{
    static const mcp_dav_entry_t none = {.href = "", .path = ""};
    apr_array_header_t *entries;

    if (parse(&entries, xml, root) || entries->nelts <= index) {
        return &none;
    }
    return &APR_ARRAY_IDX(entries, index, mcp_dav_entry_t);
}

static const char folder[] = MULTISTATUS
    "<d:response><d:href>/remote.php/dav/files/alice/Docs/</d:href>"
    "<d:propstat><d:prop><d:getetag>&quot;6b03c2d187f83&quot;</d:getetag>"
    "<d:resourcetype><d:collection/></d:resourcetype>"
    "<oc:fileid>103</oc:fileid><oc:share-types/>"
    "<x1:share-permissions "
    "xmlns:x1=\"http://open-collaboration-services.org/ns\">31"
    "</x1:share-permissions><x2:share-permissions "
    "xmlns:x2=\"http://open-cloud-mesh.org/ns\">[&quot;share&quot;,"
    "&quot;read&quot;]</x2:share-permissions>" OK_END
    "<d:propstat><d:prop><d:getcontentlength/>" MISSING_END "</d:response>"
    "<d:response><d:href>/remote.php/dav/files/alice/Docs/"
    "%c3%a4%20%23%25%3f%26%2b%20%e2%82%ac.txt</d:href>"
    "<d:propstat><d:prop><d:getcontentlength>9</d:getcontentlength>"
    "<d:resourcetype/><oc:fileid>104</oc:fileid>"
    "<oc:share-types><oc:share-type>0</oc:share-type>"
    "<oc:share-type>3</oc:share-type></oc:share-types>"
    "<nc:system-tags><nc:system-tag oc:id=\"1\">Important \xc3\xbc"
    "</nc:system-tag></nc:system-tags>" OK_END "</d:response>" END;

static void test_folder(void)
{
    const mcp_dav_entry_t *docs = entry_at(folder, HOME, 0);
    const mcp_dav_entry_t *file = entry_at(folder, HOME, 1);

    is_str(docs->href, HOME "/Docs/", "href of a folder");
    is_str(docs->path, "/Docs", "path of a folder");
    ok(docs->is_collection && docs->status == 200, "it is a collection");
    is_str(mcp_dav_get(docs, MCP_DAV_NS, "getetag"), "\"6b03c2d187f83\"",
           "entities are resolved");
    ok(!mcp_dav_get(docs, MCP_DAV_NS, "getcontentlength"),
       "a property with status 404 is not there");
    ok(!mcp_dav_get(docs, MCP_DAV_NS_NC, "fileid"),
       "nor one of another namespace");
    ok(!mcp_dav_get(docs, MCP_DAV_NS_OC, "FileId"), "nor in other case");
    is_str(mcp_dav_get(docs, MCP_DAV_NS_OC, "share-types"), "",
           "an empty property");
    is_str(mcp_dav_get(docs, "http://open-collaboration-services.org/ns",
                       "share-permissions"),
           "31", "an invented prefix");
    is_str(mcp_dav_get(docs, "http://open-cloud-mesh.org/ns",
                       "share-permissions"),
           "[\"share\",\"read\"]", "the same name in another namespace");
    is_str(file->path, "/Docs/\xc3\xa4 #%?&+ \xe2\x82\xac.txt",
           "path of a file");
    ok(!file->is_collection, "it is no collection");
    is_str(mcp_dav_get(file, MCP_DAV_NS_OC, "share-types"), "0,3",
           "child elements are joined");
    is_str(mcp_dav_get(file, MCP_DAV_NS_NC, "system-tags"),
           "Important \xc3\xbc", "text comes before attributes");
}

static void test_calendar(void)
{
    const mcp_dav_entry_t *calendar = entry_at(
        MULTISTATUS RESPONSE(
            "/remote.php/dav/calendars/alice/personal/",
            "<d:resourcetype><d:collection/><cal:calendar/></d:resourcetype>"
            "<cal:supported-calendar-component-set><cal:comp "
            "name=\"VEVENT\"/><cal:comp name=\"VTODO\"/>"
            "</cal:supported-calendar-component-set>"
            "<x1:deleted-at xmlns:x1=\"http://nextcloud.com/ns\"/>"
            "<d:owner><d:href>/remote.php/dav/principals/users/alice/"
            "</d:href></d:owner><cal:calendar-data>BEGIN:VCALENDAR&#13;\n"
            "END:VCALENDAR&#13;\n</cal:calendar-data>") END,
        "/remote.php/dav/calendars/alice/", 0);

    is_str(calendar->path, "/personal", "below a root with a slash");
    ok(calendar->is_collection, "a calendar is a collection");
    is_str(mcp_dav_get(calendar, MCP_DAV_NS, "resourcetype"),
           "collection,calendar", "names of empty elements");
    is_str(
        mcp_dav_get(calendar, CALENDAR_NS, "supported-calendar-component-set"),
        "VEVENT,VTODO", "attributes called name");
    is_str(mcp_dav_get(calendar, MCP_DAV_NS, "owner"),
           "/remote.php/dav/principals/users/alice/", "one child");
    is_str(mcp_dav_get(calendar, "http://nextcloud.com/ns", "deleted-at"), "",
           "the .com namespace");
    is_str(mcp_dav_get(calendar, CALENDAR_NS, "calendar-data"),
           "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "line ends stay");
}

static void test_status(void)
{
    const mcp_dav_entry_t *gone = entry_at(
        MULTISTATUS "\n <d:response>\n  <d:href>/remote.php/dav/calendars/"
                    "alice/work/td-1.ics</d:href>\n  <d:status>HTTP/1.1 404 "
                    "Not Found</d:status>\n </d:response>\n <d:sync-token>"
                    "http://sabre.io/ns/sync/7</d:sync-token>\n" END,
        "/remote.php/dav/calendars/alice/work", 0);
    apr_array_header_t *entries;

    is_str(gone->path, "/td-1.ics", "a deleted thing");
    is_int(gone->status, 404, "has its own status");
    ok(!parse(&entries, MULTISTATUS END, "") && entries->nelts == 0,
       "nothing found is no error");
}

static void test_path(void)
{
    static const struct {
        const char *xml;
        const char *root;
        const char *path;
    } cases[] = {
        {MULTISTATUS RESPONSE("/remote.php/dav/files/alice/", "") END, HOME,
         "/"},
        {MULTISTATUS RESPONSE("/remote.php/dav/files/alice", "") END, HOME,
         "/"},
        {MULTISTATUS RESPONSE("/sub/remote.php/dav/files/alice/a", "") END,
         "/sub" HOME, "/a"},
        {MULTISTATUS RESPONSE("/remote.php/dav/files/alice2/a", "") END, HOME,
         HOME "2/a"},
        {MULTISTATUS RESPONSE("/a/b/", "") END, "", "/a/b"},
        {MULTISTATUS RESPONSE("a/b", "") END, "", "/a/b"},
        {MULTISTATUS RESPONSE("", "") END, "", "/"},
        {MULTISTATUS RESPONSE("//", "") END, "", "/"},
        {MULTISTATUS RESPONSE("https://h:1" HOME "/a%20b", "") END, HOME,
         "/a b"},
        {MULTISTATUS RESPONSE("https://h", "") END, HOME, "/"},
        {MULTISTATUS RESPONSE("/a%3a//b", "") END, "", "/a://b"},
        {MULTISTATUS RESPONSE("/a://b", "") END, "", "/a://b"},
        {MULTISTATUS RESPONSE("/%zz", "") END, "", "/%zz"},
        {MULTISTATUS RESPONSE("/%ff", "") END, "", "/%ff"},
        {MULTISTATUS RESPONSE("/a%00b", "") END, "", "/a%00b"},
    };
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        is_str(entry_at(cases[i].xml, cases[i].root, 0)->path, cases[i].path,
               cases[i].path);
    }
}

static void test_refused(void)
{
    static const char *const bodies[] = {
        "",
        "no XML",
        "<!DOCTYPE d>" MULTISTATUS END,
        "<!DOCTYPE d [<!ENTITY a \"b\">]><d/>",
        "\xef\xbb\xbf <?xml version=\"1.0\"?>\n<!-- > -->\r\n<!DOCTYPE d><d/>",
        "<!-- never ends",
        "<? never ends",
        "<d:multistatus/>",
        "<multistatus/>",
        MULTISTATUS,
        MULTISTATUS "<d:response>" END,
        "<d:error xmlns:d=\"DAV:\"/>",
        "<a:multistatus xmlns:a=\"DAV\"/>",
    };
    apr_array_header_t *entries;
    mcp_err_t *err;
    apr_size_t i;

    for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        err = parse(&entries, bodies[i], "");
        ok(err && err->kind == MCP_ERR_TOOL && !entries, "refused: %s",
           bodies[i]);
    }
    err = mcp_dav_parse(&entries, "<\0a\0/\0>\0", 8, "", tap_pool);
    ok(err && !entries, "refused: UTF-16");
    is_str(mcp_dav_get(entry_at(MULTISTATUS RESPONSE(
                                    "/a", "<d:x><![CDATA[<!DOCTYPE>]]></d:x>")
                                    END,
                                "", 0),
                       MCP_DAV_NS, "x"),
           "<!DOCTYPE>", "as CDATA it is text");
}

static const char *nested(int depth)
{
    mcp_buf_t xml;
    int i;

    mcp_buf_init(&xml, (apr_size_t)depth * 7 + 1000, tap_pool);
    mcp_buf_add_str(&xml, MULTISTATUS "<d:response><d:href>/a</d:href>"
                                      "<d:propstat><d:prop><oc:x>");
    for (i = 0; i < depth; i++) {
        mcp_buf_add_str(&xml, "<x>");
    }
    for (i = 0; i < depth; i++) {
        mcp_buf_add_str(&xml, "</x>");
    }
    mcp_buf_add_str(&xml, "</oc:x>" OK_END "</d:response>" END);
    return xml.data;
}

static void test_depth(void)
{
    apr_array_header_t *entries;
    mcp_err_t *err;

    is_str(mcp_dav_get(entry_at(nested(200), "", 0), MCP_DAV_NS_OC, "x"), "x",
           "200 elements in each other");
    /* Newer versions of apr-util end at 256. */
    err = parse(&entries, nested(200000), "");
    ok(!err == (entries != NULL), "200000 elements do no harm");
}

int main(void)
{
    tap_start();
    test_folder();
    test_calendar();
    test_status();
    test_path();
    test_refused();
    test_depth();
    return tap_end();
}
