#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# docs/protocol.md: every duty has a proof that exists. A file of tests must
# name the duty, a scenario must be one of the conformance suite's
# (t/conformance/scenarios.txt, which make conformance compares with what has
# run). A duty that a test names must be in the table.
set -eu
cd "$(dirname "$0")/../.."

exec perl -e '
    use strict;
    use warnings;

    my ($bad, $last, %duty, %count, %text) = (0, "");

    sub slurp {
        my ($file) = @_;
        open my $in, "<", $file or return;
        local $/;
        return scalar <$in>;
    }

    sub fail { print "duties: @_\n"; $bad = 1 }

    my %scenario = map { $_ => 1 } split /\n/, slurp("t/conformance/scenarios.txt");

    sub check {
        my ($id, $proof) = @_;

        if ($proof =~ m{^(t/[\w/.-]+)$}) {
            $text{$1} = slurp($1) unless exists $text{$1};
            return fail("$id: there is no $1") unless defined $text{$1};
            fail("$id: $1 does not name it") unless $text{$1} =~ /\b$id\b/;
            return $count{tests}++;
        }
        if ($proof =~ /^suite ([\w-]+)$/) {
            fail("$id: the suite has no scenario $1") unless $scenario{$1};
            return $count{scenarios}++;
        }
        fail("$id: \"$proof\" is neither a file of tests nor a scenario");
    }

    for (split /\n/, slurp("docs/protocol.md")) {
        next unless /^\| (P-\d{3}) \| .* \| (.*) \|$/;
        my ($id, $proofs) = ($1, $2);

        fail("$id: is there twice or out of order") if $id le $last;
        $last = $id;
        $duty{$id} = 1;
        if ($proofs =~ /^not for us: \S/) { $count{none}++ }
        else { check($id, $_) for split /, /, $proofs }
    }
    fail("docs/protocol.md has no duties") unless %duty;
    for my $file (glob("t/*.t")) {
        my %named = map { $_ => 1 } slurp($file) =~ /\b(P-\d{3})\b/g;
        fail("$file names $_, which docs/protocol.md does not have")
            for grep { !$duty{$_} } sort keys %named;
    }
    exit 1 if $bad;
    printf "%d duties: %d proofs by tests, %d by the suite, %d are not for us\n",
        scalar keys %duty, map { $count{$_} || 0 } qw(tests scenarios none);
'
