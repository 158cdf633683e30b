# SPDX-License-Identifier: Apache-2.0
# How large the list of tools is when there is everything: all apps, all AI
# providers, all services. It is part of every prompt of a model.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use JSON::PP ();
use Test::More;

use MCP::Test;

plan skip_all => 'SKIP live: a real Nextcloud has the apps that it has' if is_live();

my $json = JSON::PP->new->utf8;

my %manifests;
for my $file (glob "$FindBin::Bin/../tools.d/*.json") {
    open my $in, '<', $file or die "$file: $!\n";
    local $/;
    $manifests{ $_->{name} } = $_ for @{ $json->decode(scalar <$in>)->{tools} };
}
my %types = map { $_->{requires}{task_type} // '' => 1 } values %manifests;
my @apps = grep {defined} map { $_->{requires}{app} } values %manifests;

END {
    local $?;
    if (!is_live()) {
        MCP::StandIn::control(apps       => set => 'default');
        MCP::StandIn::control(task_types => set => '');
    }
}
offer([ apps => set => 'all' ], [ apps => add => join ',', @apps ],
    [ task_types => set => join ',', grep {length} sort keys %types ]);

# Each provider of unified search is a tool. How many there are is Nextcloud's
# affair: one counts.
sub bytes_of_more {
    my (@searches) = @_;
    my @bytes = sort { $b <=> $a } map { length(JSON::PP->new->utf8->encode($_)) + 1 } @searches;
    my $sum = 0;

    $sum += $_ for @bytes[ 1 .. $#bytes ];
    return $sum;
}

for my $revision ('2025-11-25', '2026-07-28') {
    my $client = client('alice', endpoint => MCP::Test::endpoint(), revision => $revision);
    my (%seen, $cursor);
    my $bytes = 0;

    do {
        my $result = $client->rpc('tools/list', defined $cursor ? { cursor => $cursor } : {})->{result};
        $bytes += length $client->{last}{content};
        $seen{ $_->{name} } = $_ for @{ $result->{tools} };
        $cursor = $result->{nextCursor};
    } while defined $cursor;
    is_deeply([ grep { !$seen{$_} && !$manifests{$_}{family} } sort keys %manifests ], [],
        "$revision: every tool is there");
    my @searches = grep { !$manifests{ $_->{name} } } values %seen;
    ok(@searches, 'and those of unified search');
    my $more = bytes_of_more(@searches);
    cmp_ok($bytes - $more, '<', 60_000, 'in less than 60,000 bytes');
    note(sprintf '%s: %d tools in %d bytes, %d of them for %d providers more', $revision,
        scalar keys %seen, $bytes, $more, @searches - 1);
}

done_testing();
