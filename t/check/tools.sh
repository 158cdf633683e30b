#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every tool of conf/tools.d is named in a test. A family stands there with a
# member of it ("search_files" for "family": "search_"). And every tool that a
# skill of conf/skills.d names is there.
set -eu
cd "$(dirname "$0")/../.."

exec perl -MJSON::PP -e '
    use strict;
    use warnings;

    sub slurp {
        my ($file) = @_;
        open my $in, "<", $file or die "tools: $file: $!\n";
        local $/;
        return scalar <$in>;
    }

    my $tests = join "\n", map { slurp($_) } glob "t/*.t";
    my ($count, $bad) = (0, 0);
    my %known;

    for my $file (glob "conf/tools.d/*.json") {
        my $manifest = eval { decode_json(slurp($file)) };
        if (!$manifest || !@{ $manifest->{tools} || [] }) {
            print "tools: $file: no tools in it, or no JSON\n";
            $bad = 1;
            next;
        }
        for my $name (map { $_->{family} || $_->{name} } @{ $manifest->{tools} }) {
            $count++;
            $known{$name} = 1;
            my $end = $name =~ /_$/ ? "[a-z0-9]" : "\\b";
            next if $tests =~ /\b\Q$name\E$end/;
            print "tools: $file: no test names $name\n";
            $bad = 1;
        }
    }
    if (!$count) {
        print "tools: there are no tools in conf/tools.d\n";
        $bad = 1;
    }
    my $families = join "|", map { quotemeta } grep { /_$/ } keys %known;
    for my $file (glob "conf/skills.d/*/*.md") {
        for my $name (slurp($file) =~ /`([a-z0-9]+(?:_[a-z0-9]+)+)`/g) {
            next if $known{$name} || $name =~ /^(?:$families)/;
            print "tools: $file: there is no tool $name\n";
            $bad = 1;
        }
    }
    exit 1 if $bad;
    print "all $count tools are named in t/*.t\n";
'
