/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/vcard.h"

#include <string.h>
#include <apr_strings.h>
#include "tap.h"

static void is_person(const char *lines, const char *want, const char *name)
{
    const char *text =
        apr_pstrcat(tap_pool, "BEGIN:VCARD\r\n", lines, "END:VCARD\r\n", NULL);
    mcp_json_t *out = mcp_json_object_create(tap_pool);
    mcp_vobject_t *card;

    ok(!mcp_vobject_parse(&card, "VCARD", text, strlen(text), tap_pool),
       "%s: is read", name);
    if (card) {
        mcp_vcard_describe(out, card);
    }
    is_str(mcp_json_print(out, NULL, tap_pool), want, name);
}

static void test_names(void)
{
    is_person("FN:Jane\\, Doe\r\nUID:u\r\n",
              "{\"full_name\":\"Jane, Doe\",\"uid\":\"u\"}", "a name");
    is_person("N:Doe;Jane;M.;Dr.;jun.\r\n",
              "{\"full_name\":\"Dr. Jane M. Doe jun.\"}",
              "a name from its parts");
    is_person("FN:\r\nN:Doe;;;;\r\n", "{\"full_name\":\"Doe\"}",
              "an empty one");
    is_person("X:1\r\n", "{}", "nobody");
}

static void test_values(void)
{
    is_person("EMAIL;TYPE=INTERNET,PREF:a@b\r\nEMAIL;TYPE=work;PREF=1:c@d\r\n"
              "EMAIL:\r\n",
              "{\"emails\":[{\"value\":\"a@b\"},"
              "{\"value\":\"c@d\",\"type\":\"work\"}]}",
              "addresses");
    is_person("TEL;VALUE=uri;TYPE=\"voice,cell\":tel:+49-1\r\n"
              "i.TEL:2\r\ni.X-ABLabel:_$!<HomeFAX>!$_\r\n",
              "{\"phones\":[{\"value\":\"+49-1\",\"type\":\"voice,cell\"},"
              "{\"value\":\"2\",\"type\":\"homefax\"}]}",
              "numbers");
    is_person("ORG:A\\; B;;C\r\nTITLE:Boss\r\nURL:http://x/a\\,b\r\n",
              "{\"organisation\":\"A; B, C\",\"title\":\"Boss\","
              "\"url\":\"http://x/a,b\"}",
              "an organisation");
    is_person("ADR;TYPE=home:;;Way 1\\nBack;Town;;1;DE\r\nADR:;;;;;;\r\n",
              "{\"addresses\":[{\"type\":\"home\","
              "\"street\":\"Way 1\\nBack\",\"city\":\"Town\","
              "\"postcode\":\"1\",\"country\":\"DE\"}]}",
              "an address, and an empty one");
}

static void test_birthdays(void)
{
    is_person("BDAY:19900203\r\n", "{\"birthday\":\"1990-02-03\"}", "basic");
    is_person("BDAY;VALUE=date:1990-02-03\r\n",
              "{\"birthday\":\"1990-02-03\"}", "with hyphens");
    is_person("BDAY:1990-02-03T00:00:00Z\r\n", "{\"birthday\":\"1990-02-03\"}",
              "with a time");
    is_person("BDAY:--0203\r\n", "{\"birthday\":\"--02-03\"}", "no year");
    is_person("BDAY;VALUE=text:about 1800\r\n",
              "{\"birthday\":\"about 1800\"}", "in words");
}

static void test_old(void)
{
    is_person("VERSION:2.1\r\n"
              "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg=20=\r\n"
              "Doe\r\nTEL;CELL:1\r\n",
              "{\"full_name\":\"J\xc3\xb6rg Doe\","
              "\"phones\":[{\"value\":\"1\"}]}",
              "quoted-printable");
    is_person("FN;QUOTED-PRINTABLE:a=3Db=\r\nc\r\n",
              "{\"full_name\":\"a=bc\"}", "without a parameter's name");
    is_person("FN;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:J=F6rg\r\n"
              "UID:u\r\n",
              "{\"uid\":\"u\"}", "not in another character set");
    is_person("FN;ENCODING=QUOTED-PRINTABLE:a=00=ZZ=4\r\n",
              "{\"full_name\":\"a=00=ZZ=4\"}", "nonsense stays");
}

static void test_pictures(void)
{
    is_person("FN:x\r\nPHOTO;ENCODING=b:QUJD\r\nKEY:k\r\nLOGO:l\r\n",
              "{\"full_name\":\"x\"}", "no pictures");
}

static void test_writing(void)
{
    is_str(mcp_vcard_name("Jane van; Doe", tap_pool), "Doe;Jane van\\;;;;",
           "a name in parts");
    is_str(mcp_vcard_name("Cher", tap_pool), ";Cher;;;", "one word");
}

int main(void)
{
    tap_start();
    test_names();
    test_values();
    test_birthdays();
    test_old();
    test_pictures();
    test_writing();
    return tap_end();
}
