#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A directive has six places: the structure in config.h; create and merge in
# config.c; the table in directives.c (setters in services.c too); its page in docs/directives; a line in
# conf/mcp.conf.
# This names the ones that were forgotten.
set -eu
cd "$(dirname "$0")/../.."

exec perl -e '
    use strict;
    use warnings;

    my $bad = 0;
    my ($header, $source, $service_source, $table_source, $conf) =
        map { slurp($_) } qw(src/httpd/config.h src/httpd/config.c
        src/httpd/services.c src/httpd/directives.c conf/mcp.conf);
    $source .= $service_source . $table_source;

    sub slurp {
        my ($file) = @_;
        open my $in, "<", $file or die "directives: $file: $!\n";
        local $/;
        return scalar <$in>;
    }

    sub fail { print "directives: @_\n"; $bad = 1 }

    # The body of a function of config.c.
    sub body_of {
        my ($name) = @_;
        $source =~ /^void \*\Q$name\E\(.*?\n\{\n(.*?)^\}/ms
            or fail("config.c: no function $name");
        return $1 || "";
    }

    # The members of a structure of config.h up to its part "made at
    # start-up": name => type.
    sub members_of {
        my ($name) = @_;
        my ($text) = $header =~ /^typedef struct \Q$name\E \{\n(.*?)^\}/ms
            or fail("config.h: no structure $name");
        $text =~ s{/\* made at start-up.*}{}s;
        $text =~ s{/\*.*?\*/}{}gs;
        return map { /^\s*(.*?[ *])(\w+)(?:\[\w+\])?;/ ? ($2 => $1) : () }
            split /\n/, $text;
    }

    # Directive => the context its table entry gives.
    my %table;
    my ($entries) = $source =~ /command_rec mcp_directives\[\] = \{(.*?)^\};/ms;
    my %macro = $source =~ /^#define ([A-Z]+)\([^\n]*\\\n(\s+AP_INIT_(?:[^\n]*\\\n)*[^\n]*)/mg;
    my $macros = join "|", keys %macro;
    while (($entries || "") =~ /(AP_INIT_\w+|$macros)\(\s*"(\w+)"(.*?)(?=\n    (?:AP_INIT|$macros|\{NULL))/gs) {
        my ($name, $rest) = ($2, $macro{$1} || $3);
        fail("directives.c: $name is twice in the table") if $table{$name};
        $table{$name} = $rest =~ /ACCESS_CONF/
            ? "server config, virtual host, directory" : "server config";
    }
    fail("found no directives in directives.c") unless %table;

    # Every member is merged once, as its type asks, and every number starts
    # as "unset" (a pointer that is NULL is unset by itself).
    my %dir = members_of("mcp_dir_config_t");
    my ($create, $merge) = map { body_of("mcp_config_${_}_dir") }
        qw(create merge);
    fail("found no members of mcp_dir_config_t") unless %dir;
    for my $member (sort keys %dir) {
        my $pointer = $dir{$member} =~ /\*/;
        my $macro = $pointer ? "MERGE_POINTER" : "MERGE_NUMBER";
        my $times = () = $merge =~ /^\s*$macro\($member\);/mg;
        fail("config.c: mcp_config_merge_dir has $times times "
            . "$macro($member)") if $times != 1;
        fail("config.c: mcp_config_create_dir does not set $member")
            if !$pointer && $create !~ /config->$member = MCP_UNSET;/;
    }
    for my $member ($merge =~ /MERGE_\w+\((\w+)\)/g,
                    $create =~ /config->(\w+) =/g) {
        fail("config.c: $member is no member of mcp_dir_config_t")
            unless $dir{$member};
    }
    my %server = members_of("mcp_server_config_t");
    my $create_server = body_of("mcp_config_create_server");
    fail("found no members of mcp_server_config_t") unless %server;
    for my $member (sort keys %server) {
        fail("config.c: mcp_config_create_server does not set $member")
            unless $create_server =~ /config->$member = /;
    }

    # Every member is set by a directive: named outside create and merge.
    my $setters = $source;
    $setters =~ s/\Q$_\E// for $create, $merge, $create_server;
    $setters =~ s/^const command_rec mcp_directives.*?^\};\K.*//ms;
    for my $member (sort keys %dir, keys %server) {
        fail("config.c: no directive sets $member")
            unless $setters =~ /(?:->|, |SLOT\()$member\b/;
    }

    # The pages.
    my %default;
    for my $file (glob "docs/directives/*.md") {
        my ($name) = $file =~ m{([^/]+)\.md$};
        fail("$file: there is no directive $name") unless $table{$name};
        my ($front) = slurp($file) =~ /\A---\n(.*?)^---\n/ms;
        my %front = ($front || "") =~ /^(\w+): *(.*?)\s*$/mg;
        for my $key (qw(syntax default context merge since)) {
            fail("$file: no \"$key\" in the front matter")
                unless defined $front{$key} && length $front{$key};
        }
        fail("$file: syntax does not begin with $name")
            unless ($front{syntax} || "") =~ /^$name /;
        fail("$file: context is not \"$table{$name}\"")
            if $table{$name} && ($front{context} || "") ne $table{$name};
        $default{$name} = $front{default};
    }

    # conf/mcp.conf shows each with its default; one in parentheses is a rule
    # rather than a value, so any example will do.
    my %shown;
    while ($conf =~ /^[ \t]*#?[ \t]*(MCP\w+)[ \t]+(.*?)[ \t]*$/mg) {
        fail("conf/mcp.conf: there is no directive $1") unless $table{$1};
        push @{ $shown{$1} }, $2;
    }
    for my $name (sort keys %table) {
        fail("docs/directives/$name.md is missing")
            unless exists $default{$name};
        if (!$shown{$name}) {
            fail("conf/mcp.conf does not show $name");
        }
        elsif (($default{$name} || "") !~ /^\(/
            && !grep { $_ eq ($default{$name} || "") } @{ $shown{$name} }) {
            fail("conf/mcp.conf does not show $name with its documented "
                . "default, \"" . ($default{$name} || "") . "\"");
        }
    }
    exit 1 if $bad;
    print scalar(keys %table), " directives have their six places\n";
'
