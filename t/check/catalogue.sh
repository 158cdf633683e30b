#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every tool and parameter of Context Agent (t/fixtures/context-agent.json) is
# in conf/tools.d with the same type, required flag and default, unless the
# table at the end of docs/context-agent.md says otherwise. A row there is
#   | `tool.parameter` or `tool` | kind: what is different | reason |
# where kind is one or more of missing, type, required and default, and "*" in
# the name matches. A row that is not needed is a mistake too. An argument that
# may be null is the same as one that may be left out: null is taken as absent.
# A tool of an app that has no manifest yet is named, no more.
set -eu
cd "$(dirname "$0")/../.."

exec perl -MJSON::PP -e '
    use strict;
    use warnings;

    my $json = JSON::PP->new->utf8;
    my (%tool, %rows, %used, $bad, $parameters);

    sub slurp {
        my ($file) = @_;
        open my $in, "<", $file or die "catalogue: $file: $!\n";
        local $/;
        return scalar <$in>;
    }

    sub fail { print "catalogue: @_\n"; $bad = 1 }

    for my $file (glob "conf/tools.d/*.json") {
        for my $tool (@{ $json->decode(slurp($file))->{tools} }) {
            $tool{ $tool->{family} || $tool->{name} } = $tool;
        }
    }
    my ($table) = slurp("docs/context-agent.md") =~ /^## All differences\n(.*)/ms
        or fail("docs/context-agent.md has no part \"All differences\"");
    while (($table || "") =~ /^\| `([a-z_0-9.*]+)` \| ([a-z, ]+): [^|]+ \| [^|]+ \|$/mg) {
        my ($name, $kinds) = ($1, $2);
        $rows{$name}{$_} = 1 for split /, /, $kinds;
    }

    # Is this difference in the table?
    sub listed {
        my ($name, $kind) = @_;
        my $found = 0;
        for my $row (keys %rows) {
            (my $pattern = quotemeta $row) =~ s/\\\*/.*/g;
            next unless $rows{$row}{$kind} && $name =~ /^$pattern$/;
            $used{$row}{$kind} = $found = 1;
        }
        return $found;
    }

    # "array<string>", "integer|string"; without null, which is "absent".
    sub type_of {
        my ($schema) = @_;
        my $type = $schema->{type};
        return join "|", sort map {
            $_ eq "array" ? "array<" . type_of($schema->{items}) . ">" : $_
        } grep { $_ ne "null" } ref $type ? @$type : $type;
    }

    sub check_parameter {
        my ($tool, $name, $wanted) = @_;
        my $input = $tool->{input};
        my $schema = $input->{properties}{$name};
        my $full = ($tool->{family} || $tool->{name}) . ".$name";
        $parameters++;
        if (!$schema) {
            fail("$full is missing") unless listed($full, "missing");
            return;
        }
        my $required = grep { $_ eq $name } @{ $input->{required} || [] };
        my $type = join "|", sort grep { $_ ne "null" } split /\|/, $wanted->{type};
        my @same = (
            [ type => type_of($schema), $type ],
            [ required => $required ? "yes" : "no", $wanted->{required} ? "yes" : "no" ],
            [ default => map { defined ? $json->canonical->allow_nonref->encode($_) : "none" }
                $schema->{default}, $wanted->{default} ],
        );
        for (@same) {
            my ($kind, $is, $was) = @$_;
            fail("$full: $kind is $is, and $was in Context Agent")
                unless $is eq $was || listed($full, $kind);
        }
    }

    my $wanted = $json->decode(slurp("t/fixtures/context-agent.json"));
    my %absent;
    for my $old (@$wanted) {
        my $tool = $tool{ $old->{name} };
        if (!$tool && -e "conf/tools.d/$old->{app}.json") {
            fail("$old->{name} is missing") unless listed($old->{name}, "missing");
        }
        elsif (!$tool) {
            $absent{ $old->{name} } = 1 unless listed($old->{name}, "missing");
        }
        next unless $tool;
        check_parameter($tool, $_, $old->{parameters}{$_})
            for sort keys %{ $old->{parameters} };
    }
    for my $row (sort keys %rows) {
        next if grep { $row =~ /^\Q$_\E(?:\.|$)/ } keys %absent;
        fail("docs/context-agent.md: $row has no such difference: $_")
            for grep { !$used{$row}{$_} } sort keys %{ $rows{$row} };
    }
    fail("the fixture is empty") unless @$wanted > 100 && $parameters > 200;
    exit 1 if $bad;
    printf "%d tools of Context Agent, %d parameters compared, %d rows of differences%s\n",
        scalar(@$wanted), $parameters, scalar keys %rows,
        %absent ? "; not here yet: " . join(", ", sort keys %absent) : "";
'
