# SPDX-License-Identifier: Apache-2.0
# Answers that take their time become event streams; others stay JSON.
use strict;
use warnings;

use JSON::PP ();
use Test::More;
use Time::HiRes qw(time);

use MCP::StandIn;
use MCP::Test;

(my $endpoint = client('alice')->{endpoint}) =~ s{/mcp$}{/mcp-alive};
my $json = JSON::PP->new->utf8;

sub call {
    my ($revision, $headers, %meta) = @_;
    my $client = client('alice', endpoint => $endpoint, revision => $revision);
    my $answer = $client->rpc('tools/call',
        { name => 'find_details_of_current_user', arguments => {}, %meta ? (_meta => \%meta) : () },
        $headers);
    return ($client->{last}, $answer, $client->{events});
}

sub type { return $_[0]{headers}{'content-type'} }

MCP::StandIn::reset();
my ($response, $answer) = call('2025-11-25');
is(type($response), 'application/json', 'P-177: a quick answer is JSON');

MCP::StandIn::control(delay_ms => ms => 1200);
for my $revision (qw(2025-03-26 2025-11-25 2026-07-28)) {
    my $events;

    ($response, $answer, $events) = call($revision);
    is($response->{status}, 200, "$revision: a slow answer");
    is(type($response), 'text/event-stream', '... is an event stream');
    like($response->{headers}{'cache-control'}, qr/no-transform/, 'P-172: ... that nobody changes');
    is($response->{headers}{'x-accel-buffering'}, 'no', 'P-173: ... or holds back');
    like($response->{content}, qr/^:\n\n/, 'P-174: ... with comments while nothing is to be said');
    like($response->{content}, qr/\nevent: message\ndata: \{[^\n]*\}\n\n\z/, 'P-170 P-171: ... and the answer as its last event');
    like($answer->{result}{content}[0]{text}, qr{"id":"alice"}, '... which is the whole result');
    is_deeply($events, [], 'P-221: ... and no progress that nobody asked for');

    ($response, $answer, $events) = call($revision, undef, progressToken => 'a "token" / 1');
    cmp_ok(scalar @$events, '>=', 3, "P-178 P-220: $revision: progress for who asks for it");
    is_deeply([ map { $_->{params}{progressToken} } @$events ], [ ('a "token" / 1') x @$events ],
        '... with the token');
    my @progress = map { $_->{params}{progress} } @$events;
    is_deeply(\@progress, [ sort { $a <=> $b } @progress ], '... that grows');
    cmp_ok($progress[0], '<', $progress[-1], 'P-221: ... strictly');
    like($answer->{result}{content}[0]{text}, qr{"id":"alice"}, '... and then the result');
}
my (undef, undef, $events) = call('2025-11-25', undef, progressToken => 7);
is($json->encode([ $events->[0]{params}{progressToken} ]), '[7]', 'P-220: a token that is a number stays one');

for my $accept ('application/json', 'application/json, text/event-stream;q=0') {
    ($response, $answer) = call('2025-11-25', { Accept => $accept }, progressToken => 1);
    is(type($response), 'application/json', "P-041: Accept: $accept keeps it JSON");
    like($answer->{result}{content}[0]{text}, qr{"id":"alice"}, '... whole');
}
($response) = call('2025-11-25', { Accept => undef });
is(type($response), 'text/event-stream', 'no Accept takes streams');

for my $accept ('text/event-stream', 'text/event-stream, application/json') {
    MCP::StandIn::control(delay_ms => ms => 0);
    for my $revision (qw(2025-11-25 2026-07-28)) {
        ($response, $answer) = call($revision, { Accept => $accept });
        is(type($response), 'text/event-stream', "P-041: $revision: Accept: $accept prefers a stream, also for a quick answer");
        like($answer->{result}{content}[0]{text}, qr{"id":"alice"}, '... whole');
    }
    MCP::StandIn::control(delay_ms => ms => 1200);
}

# A failure after the stream has begun is told in it.
MCP::StandIn::control(down => mode => '500');
($response, $answer) = call('2025-11-25');
is($response->{status}, 200, 'a late failure');
is(type($response), 'text/event-stream', '... comes in the stream');
ok($answer->{result}{isError}, '... as the answer');
MCP::StandIn::reset();

# A batch is answered by one array, so it waits in silence.
MCP::StandIn::control(delay_ms => ms => 700);
my $client = client('alice', endpoint => $endpoint, revision => '2025-03-26');
$response = $client->post([ { jsonrpc => '2.0', id => 1, method => 'tools/call',
    params => { name => 'find_details_of_current_user', arguments => {} } } ]);
is(type($response), 'application/json', 'a batch stays JSON');
MCP::StandIn::reset();

done_testing();
