#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Functions that have no place here: unbounded, not thread-safe, outside the
# pools, or running programs. Comments and strings do not count.
set -eu
cd "$(dirname "$0")/../.."

# Memory comes from pools; libcurl's handle is the one thing that does not.
exec perl -e '
    use strict;
    use warnings;

    my $always = join "|", qw(strcpy stpcpy strcat strncat sprintf vsprintf
        gets strtok atoi atol atoll atof localtime gmtime ctime asctime
        system popen execl execlp execv execvp fork rand srand alloca mktemp
        tmpnam setjmp longjmp);
    my $memory = join "|", qw(malloc calloc realloc reallocarray free strdup
        strndup asprintf vasprintf);
    my $bad = 0;

    for my $file (@ARGV) {
        open my $in, "<", $file or die "banned: $file: $!\n";
        my $text = do { local $/; <$in> };
        # Blank them out, but keep the lines.
        $text =~ s{(/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\])*"|\x27(?:\\.|[^\x27\\])*\x27)}
                  {(my $blank = $1) =~ tr/\n/ /c; $blank}gsex;
        my $names = $file eq "src/nextcloud/http.c" ? $always
                                                    : "$always|$memory";
        while ($text =~ /(?<![A-Za-z0-9_.]|->)($names)\s*\(/g) {
            my $line = 1 + (substr($text, 0, $-[1]) =~ tr/\n//);
            print "banned: $file:$line: $1\n";
            $bad = 1;
        }
    }
    exit 1 if $bad;
    print scalar(@ARGV), " files use none of the banned functions\n";
' $(find mod_mcp.c include src -name '*.[ch]' | sort)
