# SPDX-License-Identifier: Apache-2.0
# A call whose stream is lost, or closed by the tool, and read on by GET with
# Last-Event-ID, at any of four children.
use strict;
use warnings;

use FindBin;
use HTTP::Tiny;
use MIME::Base64 qw(encode_base64);
use Test::More;
use Time::HiRes qw(sleep time);
use lib "$FindBin::Bin/lib";

use MCP::Client;
use MCP::Httpd;
use MCP::Stream;

my $mpm = $ENV{MCP_MPM} || 'event';
my $httpd = MCP::Httpd->new(mpm => $mpm, standin => 0, children => 4, threads => 8, modules => ['conformance'],
    config => <<'CONF')->start;
MCPMaxStreams 8 8
<Location /open>
    SetHandler mcp
    MCPNextcloudURL none
    MCPAnswerTimeout 3
    MCPKeepAlive 300ms
</Location>
CONF

sub client {
    my (%how) = @_;
    return MCP::Client->new(endpoint => $httpd->url . '/open', %how);
}

sub in_session {
    my ($revision, %able) = @_;
    my $client = client(revision => $revision);
    $client->open(%able);
    return $client;
}

sub call {
    my ($client, $tool, $arguments, $id) = @_;
    return MCP::Stream->open($client->{endpoint},
        { jsonrpc => '2.0', id => $id || 1, method => 'tools/call', params => { name => $tool, arguments => $arguments || {} } },
        'Mcp-Session-Id' => $client->{session}, 'MCP-Protocol-Version' => $client->{revision});
}

sub resume {
    my ($client, $id) = @_;
    return MCP::Stream->open($client->{endpoint}, undef, 'Mcp-Session-Id' => $client->{session},
        Accept => 'text/event-stream', 'Last-Event-ID' => $id);
}

sub answer {
    my ($client, $question) = @_;
    return client(session => $client->{session})->post({ jsonrpc => '2.0', id => $question->{id},
        result => { action => 'accept', content => { username => 'ann', name => 'Ann' } } })->{status};
}

sub text_of { return $_[0]{result}{content}[0]{text} }

# --- the tool closes the stream ----------------------------------------------------
for my $turn (1 .. 4) {
    my $client = in_session('2025-11-25');
    $client->rpc('logging/setLevel', { level => 'debug' });
    my $stream = call($client, 'test_reconnection', {}, "call-$turn");
    ok($stream->is_closed(10), "P-150: a tool closes its stream ($turn)");
    my @ids = $stream->ids;
    is(scalar @ids, 1, 'P-150: ... which has begun with an event');
    like($ids[0], qr/^[0-9a-f]{16}\.0$/, 'P-150: ... that has an id');
    cmp_ok($stream->retry, '>', 0, 'P-150: ... and says when to come back');
    is($stream->next(0), undef, 'P-150: ... and has no message');
    my $rest = resume($client, $ids[0]);
    is($rest->status, 200, 'P-149: GET goes on');
    is($rest->next(10)->{params}{data}, 'The client is somewhere else', 'P-149: ... with what was missed');
    my $result = $rest->next(10);
    is(text_of($result), 'Reconnection test completed', 'P-153: ... and the answer');
    is($result->{id}, "call-$turn", 'P-147: ... to the request');
    ok($rest->is_closed(10), 'P-171: ... which is the last');

    # Again, from any place.
    is(text_of(resume($client, ($rest->ids)[0])->next(10)), 'Reconnection test completed', 'P-149: only what came after');
    is(resume(in_session('2025-11-25'), $ids[0])->next(0.7), undef, 'P-145: another session gets nothing of it');
}

# --- the connection breaks ----------------------------------------------------------
for my $turn (1 .. 4) {
    my $client = in_session('2025-11-25', elicitation => {});
    my $stream = call($client, 'test_elicitation', { message => '?' });
    my $question = $stream->next(10);
    my @ids = $stream->ids;
    is(scalar @ids, 2, "P-149: a message has an id ($turn)");
    $stream->close;
    sleep 0.3;
    my $rest = resume($client, $ids[0]);
    is_deeply($rest->next(10), $question, 'P-149: a question that was not seen comes again');
    is(answer($client, $question), 202, '... it is answered');
    like(text_of($rest->next(10)), qr/ann/, 'P-153: ... and the call has gone on');
}
{
    my $client = in_session('2025-11-25', elicitation => {});
    my $stream = call($client, 'test_input_required_result_multi_round');
    my $first = $stream->next(10);
    my @ids = $stream->ids;
    $stream->close;
    sleep 0.3;
    answer($client, $first);
    sleep 0.3;
    my $rest = resume($client, $ids[-1]);
    my $second = $rest->next(10);
    is($second->{method}, 'elicitation/create', 'P-149: what is asked while nobody listens waits');
    answer($client, $second);
    is(text_of($rest->next(10)), 'Both steps are done.', '... and so on');
}

# --- who can't ---------------------------------------------------------------------------
for my $revision ('2025-03-26', '2025-06-18') {
    my $client = in_session($revision);
    my $stream = call($client, 'test_reconnection');
    is(text_of($stream->body), 'Reconnection test completed', "P-152: $revision: it is not closed before the answer");
    is(scalar(my @ids = $stream->ids), 0, "P-151: $revision: no event without a message");
}
is(client()->tool('test_reconnection')->text, 'Reconnection test completed', 'P-152: without a session it is not closed');
is(client(revision => '2026-07-28')->tool('test_reconnection')->text, 'Reconnection test completed',
    'P-154: nor in 2026-07-28');

# --- a large answer ----------------------------------------------------------------------
# It is not kept while it is on its way: it would drive out too much else.
{
    my $own = MCP::Httpd->new(mpm => $mpm, threads => 8, modules => ['faulty'], config => 'MCPKeepAlive 200ms')->start;
    my $basic = 'Basic ' . encode_base64('alice:app-alice', '');
    my $client = MCP::Client->new(endpoint => $own->url . '/mcp', revision => '2025-11-25', user => 'alice', password => 'app-alice');
    $client->open;
    for my $size (20_000, 200_000) {
        my $file = "/remote.php/dav/files/alice/$size.txt";
        HTTP::Tiny->new->put($own->url . $file, { content => 'x' x $size, headers => { Authorization => $basic } });
        $client->rpc('tools/list');
        $own->control(delay_ms => ms => 700);
        my $stream = MCP::Stream->open($client->{endpoint}, { jsonrpc => '2.0', id => 1, method => 'tools/call',
            params => { name => 'faulty_upstream', arguments => { method => 'GET', path => $file } } },
            'Mcp-Session-Id' => $client->{session}, 'MCP-Protocol-Version' => '2025-11-25', Authorization => $basic);
        is(length text_of($stream->next(10) || {}), $size + length '200 ', "an answer of $size bytes");
        my @ids = $stream->ids;
        $own->control(delay_ms => ms => 0);
        my $again = MCP::Stream->open($client->{endpoint}, undef, 'Mcp-Session-Id' => $client->{session},
            Accept => 'text/event-stream', 'Last-Event-ID' => $ids[0], Authorization => $basic)->next(1);
        $size < 65536 ? ok($again->{result}, 'P-149: ... comes again')
            : is($again, undef, '... is not kept');
    }
}

# --- called off ----------------------------------------------------------------------------
{
    my $client = in_session('2025-11-25', elicitation => {});
    my $stream = call($client, 'test_elicitation', { message => '?' }, 'gone');
    $stream->next(10);
    my @ids = $stream->ids;
    client(session => $client->{session})->post({ jsonrpc => '2.0', method => 'notifications/cancelled',
        params => { requestId => 'gone' } });
    ok($stream->is_closed(10), 'P-201: a call is cancelled');
    my $rest = resume($client, $ids[-1]);
    is($rest->next(1), undef, 'P-201: ... and has no answer later');
    ok($rest->is_closed(10), 'P-201: ... its stream is over');
}
is($_, undef, 'P-149: an id of ours that leads nowhere waits, and is no error')
    for resume(in_session('2025-11-25'), ('0' x 16) . '.3')->next(0.5);
is(resume(in_session('2025-11-25'), 'whatever')->status, 200, 'P-149: any other opens the stream of the session');
is(join("\n", $httpd->complaints), '', 'nothing bad in the log');

done_testing();
