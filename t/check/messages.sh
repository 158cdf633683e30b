#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Log messages: each has a number of four digits, no number is used twice or
# after it was retired, and docs/messages.md tells of each, with its level.
set -eu
cd "$(dirname "$0")/../.."

exec perl -e '
    use strict;
    use warnings;

    my (%used, %told, %retired, $bad);
    my $doc = "docs/messages.md";

    sub slurp {
        my ($file) = @_;
        open my $in, "<", $file or die "messages: $file: $!\n";
        local $/;
        return scalar <$in>;
    }

    sub fail { print "messages: @_\n"; $bad = 1 }

    # One call that logs, with its arguments.
    sub check_call {
        my ($place, $call) = @_;

        # The sink of mcp_log() hands on lines that have their number.
        return if $call =~ /"%s",\s*line\)/;
        my ($number) = $call =~ /MCP_LOGNO\(\s*(\w*)\s*\)/
            or return fail("$place: a log message without MCP_LOGNO");
        $number =~ /^\d{4}$/
            or return fail("$place: $number has not four digits");
        fail("$place: MCP$number is used at $used{$number}{place} too")
            if $used{$number};
        my ($level) = $call =~ /\b(?:APLOG|MCP_LOG)_(?!MARK\b)([A-Z]+)/;
        $level = "error" if ($level || "") =~ /^ERR(OR)?$/;
        $used{$number} = { place => $place, level => lc($level || "varies") };
    }

    for my $file (@ARGV) {
        my $text = slurp($file);
        $text =~ s{(/\*.*?\*/)}{(my $b = $1) =~ tr/\n/ /c; $b}gse;
        my $numbers = () = $text =~ /MCP_LOGNO\(/g;
        my $seen = 0;
        while ($text =~ /\b((?:ap_log_c?[rp]?error|mcp_log)\s*(\((?:[^()"]|"(?:\\.|[^"\\])*"|(?2))*\)))/g) {
            my ($call, $at) = ($1, $-[1]);
            my $line = 1 + (substr($text, 0, $at) =~ tr/\n//);
            $seen += () = $call =~ /MCP_LOGNO\(/g;
            check_call("$file:$line", $call);
        }
        fail("$file: MCP_LOGNO outside a call of ap_log_* or mcp_log")
            if $seen != $numbers;
    }

    my $gone = 0;
    for my $line (split /\n/, slurp($doc)) {
        $gone = $line =~ /Retired/ if $line =~ /^#/;
        next unless $line =~ /^\|\s*MCP(\d{4})\s*\|\s*([^|]*?)\s*\|/;
        fail("$doc: MCP$1 is told of twice") if $told{$1} || $retired{$1};
        ($gone ? \%retired : \%told)->{$1} = $2;
    }

    for my $number (sort keys %used) {
        my ($place, $level) = @{ $used{$number} }{qw(place level)};
        if ($retired{$number}) {
            fail("$place: MCP$number is retired; take a new number");
        }
        elsif (!$told{$number}) {
            fail("$place: MCP$number is not in $doc");
        }
        elsif ($told{$number} ne $level) {
            fail("$doc: MCP$number is \"$told{$number}\" there but "
                . "\"$level\" at $place");
        }
    }
    $used{$_} or fail("$doc: MCP$_ is not in the code") for sort keys %told;
    fail("found no messages") unless %used;
    exit 1 if $bad;
    print scalar(keys %used), " log messages are numbered and told of\n";
' $(find mod_mcp.c src -name '*.c' | sort)
