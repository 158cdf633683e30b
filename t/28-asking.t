# SPDX-License-Identifier: Apache-2.0
# Clients of a session are asked while their call waits, and may call it off:
# the answer and the cancellation come as requests of their own, at any child.
use strict;
use warnings;

use FindBin;
use Test::More;
use Time::HiRes qw(sleep time);
use lib "$FindBin::Bin/lib";

use MCP::Client;
use MCP::Httpd;
use MCP::Stream;

my $mpm = $ENV{MCP_MPM} || 'event';
my ($httpd, $note);

sub client {
    my (%how) = @_;
    return MCP::Client->new(endpoint => $httpd->url . '/open', %how);
}

sub in_session {
    my (%able) = @_;
    my $client = client(revision => delete $able{revision});
    $client->open(%able);
    return $client;
}

my $ids = 100;

# A call whose stream stays open.
sub call {
    my ($client, $tool, $arguments, %more) = @_;
    return MCP::Stream->open($client->{endpoint},
        { jsonrpc => '2.0', id => $more{id} || ++$ids, method => 'tools/call',
            params => { name => $tool, arguments => $arguments || {} } },
        'Mcp-Session-Id' => $client->{session}, 'MCP-Protocol-Version' => $client->{revision});
}

# From a connection of its own, so that it comes to any child.
sub answer {
    my ($client, $id, %answer) = @_;
    my $other = client(revision => $client->{revision}, session => $client->{session});
    return $other->post({ jsonrpc => '2.0', id => $id, %answer })->{status};
}

sub text_of { return $_[0]{result}{content}[0]{text} }

for my $children (1, 4) {
    $httpd = MCP::Httpd->new(mpm => $mpm, standin => 0, threads => 8, children => $children,
        modules => ['conformance'], config => <<'CONF')->start;
<Location /open>
    SetHandler mcp
    MCPNextcloudURL none
    MCPAnswerTimeout 5
    MCPJobTimeout 3
    MCPKeepAlive 300ms
</Location>
<Location /confirm>
    SetHandler mcp
    MCPNextcloudURL none
    MCPConfirm +greet
</Location>
CONF
    $note = sub { return "$_[0] ($children)" };

    # --- the answer ---------------------------------------------------------
    for my $round (1 .. 6) {
        my $client = in_session(elicitation => {});
        my $stream = call($client, 'test_elicitation', { message => "Round $round?" });
        my $question = $stream->next(10);
        is($question->{method}, 'elicitation/create', $note->("P-420: the client is asked on the stream of its call, round $round"));
        is($question->{params}{message}, "Round $round?", $note->('... what the tool asks'));
        like($question->{id}, qr/^[0-9a-f]{32}$/, $note->('... by an id that nobody guesses'));
        is(answer($client, $question->{id}, result => { action => 'accept', content => { username => 'ann' } }), 202,
            $note->('P-123: the answer is taken'));
        my $result = $stream->next(10);
        like(text_of($result), qr/action=accept.*ann/, $note->('P-433: ... and the tool goes on'));
        ok($stream->is_closed(2) || !$stream->next(0.2), $note->('P-171: the answer is the last message'));
    }
    my $client = in_session(elicitation => {}, sampling => {}, roots => {});
    my $stream = call($client, 'test_sampling', { prompt => 'Hi' });
    my $question = $stream->next(10);
    is($question->{method}, 'sampling/createMessage', $note->('P-420: sampling'));
    answer($client, $question->{id}, error => { code => -1, message => 'User rejected it' });
    my $failed = $stream->next(10);
    ok($failed->{result}{isError}, $note->('an error is an answer'));
    like(text_of($failed), qr/User rejected it/, $note->('... and its reason is told'));
    $stream = call($client, 'test_input_required_result_multiple_inputs');
    for my $expected (qw(elicitation/create sampling/createMessage roots/list)) {
        $question = $stream->next(10);
        is($question->{method}, $expected, $note->("P-433: several questions, one after the other: $expected"));
        answer($client, $question->{id}, result => $expected =~ /roots/ ? { roots => [] }
            : $expected =~ /sampling/ ? { content => { type => 'text', text => 'Paris' }, role => 'assistant', model => 'm' }
            : { action => 'decline' });
    }
    is(text_of($stream->next(10)), 'Everything has been answered.', $note->('... and all answers'));

    # P-431: what is no answer
    $stream = call($client, 'test_elicitation', { message => '?' });
    answer($client, $stream->next(10)->{id}, result => { action => 'maybe' });
    like(text_of($stream->next(10)), qr/none that MCP knows/, $note->('P-431: an answer that is none'));

    # --- who may answer -------------------------------------------------------
    $stream = call($client, 'test_elicitation', { message => '?' });
    $question = $stream->next(10);
    my %yes = (result => { action => 'accept', content => { username => 'eve' } });
    is(answer(in_session(), $question->{id}, %yes), 202, $note->('an answer from another session'));
    is(client()->post({ jsonrpc => '2.0', id => $question->{id}, %yes })->{status}, 202, $note->('... from none'));
    answer($client, $_, %yes) for 'x', 7, '0' x 32;
    is($stream->next(0.7), undef, $note->('... and to what was not asked, change nothing'));
    answer($client, $question->{id}, %yes);
    like(text_of($stream->next(10)), qr/eve/, $note->('... the right one does'));

    # --- time -------------------------------------------------------------------
    $stream = call($client, 'test_elicitation', { message => '?' });
    $question = $stream->next(10);
    my $taken_back = $stream->next(10);
    is($taken_back->{method}, 'notifications/cancelled', $note->('P-204: a question has its time'));
    is($taken_back->{params}{requestId}, $question->{id}, $note->('P-204: ... then it is taken back'));
    like(text_of($stream->next(10)), qr/MCPAnswerTimeout/, $note->('P-204: ... and the call says so'));
    cmp_ok($stream->comments, '>=', 2, $note->('P-174: signs of life meanwhile'));
    # The time of waiting is not the job's: 2 s twice is over MCPJobTimeout.
    $stream = call($client, 'test_input_required_result_multi_round');
    for my $step (1, 2) {
        $question = $stream->next(10);
        sleep 2;
        answer($client, $question->{id}, result => { action => 'accept', content => {} });
    }
    is(text_of($stream->next(10)), 'Both steps are done.', $note->('waiting for answers does not count for MCPJobTimeout'));

    # --- who can't be asked --------------------------------------------------------
    my $mute = in_session(sampling => {});
    like($mute->tool('test_elicitation', { message => '?' })->text, qr/capability "elicitation"/,
        $note->('P-420: only what the client has declared'));
    like(in_session(elicitation => {}, revision => '2025-03-26')->tool('test_elicitation', { message => '?' })->text,
        qr/capability "elicitation"/, $note->('P-262: elicitation since 2025-06-18'));
    like(client()->tool('test_elicitation', { message => '?' })->text, qr/session/, $note->('without a session'));
    my $json = $client->post({ jsonrpc => '2.0', id => 1, method => 'tools/call',
        params => { name => 'test_elicitation', arguments => { message => '?' } } }, { Accept => 'application/json' });
    like($json->{content}, qr/text\/event-stream/, $note->('... without event streams'));

    # MCPConfirm
    my $careful = MCP::Client->new(endpoint => $httpd->url . '/confirm');
    $careful->open(elicitation => {});
    $stream = call($careful, 'greet', { name => 'Ann' });
    $question = $stream->next(10);
    like($question->{params}{message}, qr/greet/, $note->('MCPConfirm asks in a session'));
    is(MCP::Client->new(endpoint => $careful->{endpoint}, session => $careful->{session})->post(
        { jsonrpc => '2.0', id => $question->{id}, result => { action => 'accept' } })->{status}, 202, $note->('... yes'));
    is(text_of($stream->next(10)), 'Hello, Ann!', $note->('... and it runs'));

    # --- cancellation ----------------------------------------------------------------
    for my $round (1 .. 4) {
        my $id = "call-$round";
        $stream = call($client, 'test_elicitation', { message => '?' }, id => $id);
        $stream->next(10);
        my $canceller = client(session => $client->{session});
        my $stranger = in_session();
        $stranger->post({ jsonrpc => '2.0', method => 'notifications/cancelled', params => { requestId => $id } });
        ok(!$stream->is_closed(0.5), $note->('P-201: another session cancels nothing'));
        is($canceller->post({ jsonrpc => '2.0', method => 'notifications/cancelled',
            params => { requestId => $id, reason => 'test' } })->{status}, 202, $note->('P-201: cancelled'));
        ok($stream->is_closed(10), $note->("P-201: the stream ends, round $round"));
        is($stream->next(0), undef, $note->('P-201: ... without an answer, or a word of MCPAnswerTimeout'));
    }
    is($client->post({ jsonrpc => '2.0', method => 'notifications/cancelled', params => { requestId => $_ } })->{status},
        202, $note->('P-201: what is unknown or no id is ignored')) for 'nothing', {}, 5;
    is(client()->post({ jsonrpc => '2.0', method => 'notifications/cancelled', params => { requestId => 1 } })->{status},
        202, $note->('P-201: ... and without a session'));

    # --- log -----------------------------------------------------------------------------
    my $logged = sub {
        my ($who) = @_;
        $who->tool('test_tool_with_logging');
        return scalar grep { $_->{method} eq 'notifications/message' } @{ $who->{events} };
    };
    is($logged->($client), 0, $note->('P-225: nothing is logged to who has not asked for it'));
    is_deeply($client->rpc('logging/setLevel', { level => 'info' })->{result}, {}, $note->('P-224: logging/setLevel'));
    is_deeply([ map { $logged->(client(session => $client->{session})) } 1 .. 3 ], [ 3, 3, 3 ],
        $note->('P-224: then it is, at whatever child'));
    $client->tool('test_tool_with_logging');
    is_deeply($client->{events}[0]{params}, { level => 'info', data => 'Tool execution started' }, $note->('P-224: as it was said'));
    is($logged->(in_session()), 0, $note->('P-225: ... in this session only'));
    $client->rpc('logging/setLevel', { level => 'warning' });
    is($logged->($client), 0, $note->('P-224: not what is below the level'));
    is($client->rpc('logging/setLevel', { level => $_ })->{error}{code}, -32602, $note->('P-224: a level that is none'))
        for 'loud', 3, undef;
    my $nowhere = client();
    like($nowhere->rpc('logging/setLevel', { level => 'info' })->{error}{message}, qr/session/,
        $note->('P-225: without a session nobody remembers it'));
    my $modern = client(revision => '2026-07-28');
    is($logged->($modern), 0, $note->('P-226: nothing without logLevel'));
    my %level = (_meta => { 'io.modelcontextprotocol/logLevel' => 'info' });
    $modern->rpc('tools/call', { name => 'test_tool_with_logging', arguments => {}, %level });
    is(scalar @{ $modern->{events} }, 3, $note->('P-226: with it, on this stream'));
    $level{_meta}{'io.modelcontextprotocol/logLevel'} = 'loud';
    is($modern->rpc('tools/call', { name => 'test_tool_with_logging', arguments => {}, %level })->{error}{code}, -32602,
        $note->('P-226: a level that is none'));
    is(join("\n", $httpd->complaints), '', $note->('nothing bad in the log'));
}

done_testing();
