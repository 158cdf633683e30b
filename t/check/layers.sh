#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Includes point one way, and each foreign library is known to one file:
#   util <- store, nextcloud <- web, tool <- resource, prompt <- foreign
#        <- tools, rpc <- job <- httpd
# Only src/httpd and mod_mcp.c know httpd.
set -eu
cd "$(dirname "$0")/../.."

find mod_mcp.c include src -name '*.[ch]' | sort | xargs awk '
BEGIN {
    # The layers that a layer may include, besides itself.
    may["util"] = " "
    may["store"] = may["nextcloud"] = " util "
    may["web"] = " nextcloud util "
    may["tool"] = " nextcloud store util "
    may["resource"] = may["prompt"] = " tool nextcloud util "
    may["foreign"] = " resource prompt tool nextcloud util "
    may["tools"] = " tool web nextcloud store util "
    may["rpc"] = " tool resource prompt nextcloud store util "
    may["job"] = " rpc tools tool web resource prompt nextcloud store util "
    may["httpd"] = " job rpc tools foreign tool web resource prompt nextcloud store util "
    may["mod_mcp.c"] = " httpd "
    may["include"] = " "
    # The one file that may include a library, or the prefix of those that
    # may when it ends with "*"; "" is none.
    owner["json-c"] = "src/util/json.c"
    owner["curl"] = "src/nextcloud/http*"
    owner["openssl"] = "src/util/hash.c"
    owner["libical"] = "src/nextcloud/ical_*"
    owner["libxml2"] = "src/web/html.c"
    split("assert ctype errno float inttypes limits locale math poll " \
          "pthread stdarg stddef stdint stdio stdlib string strings time " \
          "unistd wctype", list, " ")
    for (i in list) standard[list[i] ".h"] = 1
}

function fail(what) {
    printf "layers: %s:%d: %s\n", FILENAME, FNR, what
    bad = 1
}

function layer_of(file, part) {
    split(file, part, "/")
    return part[1] == "src" ? part[2] : part[1]
}

function check_own(name, layer, part) {
    if (name == "mod_mcp.h") return
    if (split(name, part, "/") != 2 || !(part[1] in may)) {
        fail("\"" name "\" is not written as layer/unit.h")
    } else if (part[1] != layer && !index(may[layer], " " part[1] " ")) {
        fail(layer " must not include " name)
    }
}

function may_own(file, pattern, star) {
    star = index(pattern, "*")
    return star ? substr(file, 1, star - 1) == substr(pattern, 1, star - 1) \
        : file == pattern
}

function check_foreign(name, layer, part, library) {
    split(name, part, "/")
    library = part[1]
    if (library ~ /^(json_|json\.h)/) library = "json-c"
    if (library == "libxml") library = "libxml2"
    if (library ~ /^ical/) library = "libical"
    if (library in owner) {
        if (!may_own(FILENAME, owner[library]))
            fail("<" name ">: " (owner[library] ? "only " owner[library] \
                 : "nobody") " may include " library)
    } else if (name ~ /^(apr|apu)[a-z_]*\.h$/ || name in standard) {
        return
    } else if (layer != "httpd" && layer != "mod_mcp.c") {
        fail("<" name ">: only src/httpd knows httpd, and this is neither " \
             "APR nor the C library")
    }
}

FNR == 1 { files++; layer = layer_of(FILENAME) }
FNR == 1 && !(layer in may) { fail("\"" layer "\" is no layer"); }
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, part, "\"")
    includes++
    check_own(part[2], layer)
}
/^[ \t]*#[ \t]*include[ \t]*</ {
    split($0, part, "[<>]")
    includes++
    check_foreign(part[2], layer)
}
END {
    if (!includes) { print "layers: found no includes to check"; bad = 1 }
    if (bad) exit 1
    printf "%d includes in %d files point the right way\n", includes, files
}'
