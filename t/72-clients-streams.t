# SPDX-License-Identifier: Apache-2.0
# Event streams, and clients that others wrote at their other end: progress,
# log, cancelling, coming back for the rest of a stream that broke; and what
# they are told of without a call.
use strict;
use warnings;

use FindBin;
use JSON::PP ();
use Test::More;
use lib "$FindBin::Bin/lib";

use MCP::Clients;

MCP::Clients::prepare();
plan(skip_all => 'not for a real Nextcloud') if MCP::Clients::is_live();
my $httpd = fixture();
my @steps = map { "info: Tool $_" } 'execution started', 'processing data', 'execution completed';

for my $which (qw(sdk1 legacy auto pin)) {
    my $modern = $which =~ /auto|pin/;

    subtest "streams, $which" => sub {
        my $seen = told('stream', $which) or return;

        is($seen->{era}, $modern ? 'modern' : 'legacy', 'era') if $which ne 'sdk1';
        is_deeply($seen->{progress}, [ '0/100 Starting', '50/100 Half way', '100/100 Done' ], 'progress');
        is($seen->{progressed}, 'Progress has been reported.', '... and the answer');
        is_deeply($seen->{unasked_log}, [], 'no log for who does not ask for it');
        is($seen->{logged}, 'Done.', 'a tool that logs');
        is_deeply($seen->{logged_log}, \@steps, '... its log');
        if ($modern) {
            is($seen->{session}, undef, 'no session');
            like($seen->{broken}, qr/^failed/, 'a stream that breaks is the end of the call');
        }
        else {
            like($seen->{session}, qr/^[0-9a-f]{32}$/, 'a session');
            is($seen->{broken}, 'Done.', 'a stream that breaks is read on');
            is_deeply($seen->{broken_log}, \@steps, '... without a gap, and nothing twice');
            is_deeply($seen->{closed_log}, ['info: The client is somewhere else'], 'so is one that the server closes');
            cmp_ok(scalar(answers_to($seen, 'GET')), '>=', 3, '... each by a GET') or diag(http($seen));
            is(join(' ', answers_to($seen, 'POST notifications/cancelled')), '202', 'cancelling is told');
        }
        is($seen->{closed}, 'Reconnection test completed', 'the answer of a tool that closes its stream');
        like($seen->{cancelled}, qr/^failed: .*enough/, 'a call that is cancelled');
        is($seen->{after}, 'This is a simple text response for testing.', '... and the next one');
        is_deeply($seen->{transport_errors}, [], 'no other transport error') or diag(http($seen));
    };

    subtest "changes, $which" => sub {
        local $ENV{MCP_HTTPD_PID} = $httpd->pid;
        my $seen = told('change', $which) or return;
        my $uri = 'test://watched-resource';

        if ($modern) {
            is($seen->{era}, 'modern', 'era');
            is_deeply($seen->{tools_filter}, { toolsListChanged => JSON::PP::true }, 'listen: what is honoured');
            is_deeply($seen->{tools_only}, ['tools'], '... is told, and nothing else');
            is_deeply($seen->{rest_filter}{resourceSubscriptions}, [$uri], '... of resources those that there are');
            is_deeply($seen->{both}, [ 'prompts', 'resources', $uri, 'tools' ], 'two streams: each change is told once');
            is($seen->{tools_closed}, 'local', 'one is closed');
            is_deeply($seen->{rest_only}, [ 'prompts', 'resources', $uri ], '... and the other goes on');
            is($seen->{rest_closed}, 'graceful', 'a restart ends it in good order');
            is($seen->{after}, 'This is a simple text response for testing.', '... and the client can go on');
        }
        else {
            is_deeply($seen->{unsubscribed}, [ 'prompts', 'resources', 'tools' ], 'lists that change, on the stream of GET');
            is_deeply($seen->{subscribed}, [ 'prompts', 'resources', $uri, 'tools' ],
                'a resource that changes right after it was subscribed to');
            is_deeply($seen->{again}, ['tools'], '... and no more after it was unsubscribed from');
        }
        is_deeply($seen->{fetched}, [ JSON::PP::true ], 'listChanged of the SDK: the list is fetched anew')
            if $which ne 'sdk1';
        is_deeply([ grep { !/AbortError/ } @{ $seen->{transport_errors} } ], [], 'no transport error') or diag(http($seen));
    };
}
is(join("\n", $httpd->complaints), '', 'nothing bad in the log');

done_testing;
