# SPDX-License-Identifier: Apache-2.0
# Tasks of 2025-11-25 that ask their user (P-453, P-454, P-420): on the stream
# of who waits for the result, with an answer that comes at any child.
use strict;
use warnings;

use FindBin;
use JSON::PP ();
use Test::More;
use Time::HiRes qw(sleep time);
use lib "$FindBin::Bin/lib";

use MCP::Client;
use MCP::Httpd;
use MCP::Stream;

my $mpm = $ENV{MCP_MPM} || 'event';
my $RELATED = 'io.modelcontextprotocol/related-task';
my $httpd = MCP::Httpd->new(mpm => $mpm, standin => 0, threads => 8, children => 4, modules => ['conformance'],
    config => <<'CONF')->start;
<LocationMatch "^/(open|confirm)$">
    SetHandler mcp
    MCPNextcloudURL none
    MCPKeepAlive 300ms
</LocationMatch>
<Location /confirm>
    MCPConfirm +slow_compute
</Location>
CONF
my $ids = 100;

sub session {
    my ($path, %able) = @_;
    my $client = MCP::Client->new(endpoint => $httpd->url . $path, revision => '2025-11-25');
    $client->open(%able);
    return $client;
}

# From a connection of its own, so that it comes to any child.
sub another {
    my ($client) = @_;
    return MCP::Client->new(%$client{qw(endpoint revision session)});
}

sub ask { my ($client, $method, $params) = @_; return another($client)->rpc($method, $params, { Connection => 'close' }) }

sub answer {
    my ($client, $question, %answer) = @_;
    return another($client)->post({ jsonrpc => '2.0', id => $question->{id}, %answer })->{status};
}

sub begin {
    my ($client, $tool, $arguments) = @_;
    my $answer;

    # Under prefork a process that waits takes no second job.
    for (1 .. 30) {
        $answer = ask($client, 'tools/call', { name => $tool, arguments => $arguments || {}, task => {} });
        last if $answer->{result};
        sleep 0.2;
    }
    return $answer->{result}{task}{taskId};
}

sub wait_while {
    my ($client, $id, $status) = @_;
    my $limit = time + 10;
    my $task;

    while (time < $limit) {
        $task = ask($client, 'tasks/get', { taskId => $id })->{result} || {};
        last if ($task->{status} || $status) ne $status;
        sleep 0.1;
    }
    return $task;
}

# The stream of who waits for the result.
sub result_of {
    my ($client, $id) = @_;
    return MCP::Stream->open($client->{endpoint},
        { jsonrpc => '2.0', id => ++$ids, method => 'tasks/result', params => { taskId => $id } },
        'Mcp-Session-Id' => $client->{session}, 'MCP-Protocol-Version' => $client->{revision});
}

sub text_of { return $_[0]{result}{content}[0]{text} }

my $ACCEPT = { action => 'accept', content => { confirm => JSON::PP::true } };

# --- the answer -------------------------------------------------------------------------
my $client = session('/open', elicitation => {});
for my $round (1 .. 4) {
    my $id = begin($client, 'confirm_delete', { filename => 'f' });
    my $task = wait_while($client, $id, 'working');
    is($task->{status}, 'input_required', "P-453: a task that asks waits for the answer ($round)");
    ok(!exists $task->{inputRequests}, 'P-453: ... which this revision does not say there');
    my $stream = result_of($client, $id);
    my $question = $stream->next(10);
    is($question->{method}, 'elicitation/create', 'P-420: its client is asked on the stream of tasks/result');
    is($question->{params}{message}, 'Delete it?', '... what the tool asks');
    is_deeply($question->{params}{_meta}{$RELATED}, { taskId => $id }, 'P-454: ... for this task');
    like($question->{id}, qr/^[0-9a-f]{64}$/, '... by an id that nobody guesses');
    is($stream->next(0.5), undef, '... once') if $round == 1;
    is(answer($client, $question, result => $ACCEPT), 202, 'P-123: the answer is taken');
    my $result = $stream->next(10);
    is(text_of($result), 'The answer was: accept.', '... and the tool has it');
    is_deeply($result->{result}{_meta}{$RELATED}, { taskId => $id }, 'P-454: related-task');
    is($result->{id}, $ids, 'P-171: ... as the answer to tasks/result');
    is(wait_while($client, $id, 'working')->{status}, 'completed', 'P-453: the task is completed');
}
my $id = begin($client, 'multi_input');
my $stream = result_of($client, $id);
my @asked = map { $stream->next(10) } 1 .. 2;
is_deeply([ sort map { $_->{params}{message} } @asked ], [ 'The first?', 'The second?' ], 'two questions at once');
isnt($asked[0]{id}, $asked[1]{id}, '... by ids of their own');
answer($client, $asked[0], result => $ACCEPT);
is($stream->next(0.7), undef, '... the task waits for both');
is(wait_while($client, $id, 'working')->{status}, 'input_required', '... and says so');
my $again = result_of($client, $id);
is($again->next(10)->{params}{message}, $asked[1]{params}{message}, '... who asks for the result anew is asked what is open');
answer($client, $asked[1], result => $ACCEPT);
is(text_of($_->next(10)), 'Both were answered.', '... and goes on with both') for $stream, $again;
$id = begin($client, 'test_tool_with_task');
$stream = result_of($client, $id);
answer($client, $stream->next(10), result => { action => 'accept', content => { name => 'Ann' } });
is(text_of($stream->next(10)), 'Worked for Ann.', 'a tool that asks before it says that it is a task');

# --- answers that are none -----------------------------------------------------------------
for my $case ([ error => { code => -1, message => 'User rejected it' }, qr/says: User rejected it/ ],
    [ result => { action => 'maybe' }, qr/none that MCP knows/ ])
{
    my ($what, $value, $words) = @$case;

    $id = begin($client, 'confirm_delete', { filename => 'f' });
    $stream = result_of($client, $id);
    answer($client, $stream->next(10), $what => $value);
    my $failed = $stream->next(10);
    ok($failed->{result}{isError}, "P-431: an answer that is none, $what");
    like(text_of($failed), $words, '... is told to the model');
    is(wait_while($client, $id, 'working')->{status}, 'failed', 'P-453: ... and the task has failed');
}

# --- who may answer ---------------------------------------------------------------------------
$id = begin($client, 'confirm_delete', { filename => 'f' });
$stream = result_of($client, $id);
my $question = $stream->next(10);
my $stranger = session('/open', elicitation => {});
is(answer($stranger, $question, result => { action => 'decline' }), 202, 'an answer in another session');
answer($client, { id => $id . '0' x 32 }, result => { action => 'decline' });
is($stream->next(0.7), undef, 'P-454: ... is none, nor is one by an id of its own making');
my $mute = session('/open');
is(result_of($mute, $id)->next(0.7), undef, 'P-420: who has not declared it is not asked');
answer($client, $question, result => $ACCEPT);
answer($client, $question, result => { action => 'decline' });
is(text_of($stream->next(10)), 'The answer was: accept.', 'the first answer counts');

$id = begin($mute, 'confirm_delete', { filename => 'f' });
like(text_of(ask($mute, 'tasks/result', { taskId => $id })), qr/declares the capability "elicitation"/,
    'P-420: nor does a task ask a client that has not');
my $alone = MCP::Client->new(endpoint => $httpd->url . '/open', revision => '2025-11-25');
$id = begin($alone, 'confirm_delete', { filename => 'f' });
like(text_of(ask($alone, 'tasks/result', { taskId => $id })), qr/takes a session/, '... nor one without a session');

# --- its end ------------------------------------------------------------------------------------
$id = begin($client, 'confirm_delete', { filename => 'f' });
$stream = result_of($client, $id);
$question = $stream->next(10);
is(ask($client, 'tasks/cancel', { taskId => $id })->{result}{status}, 'cancelled', 'P-452: one that waits can be cancelled');
like($stream->next(10)->{error}{message}, qr/cancelled/, '... and who waits for it is told');
is(answer($client, $question, result => $ACCEPT), 202, '... an answer then');
is(wait_while($client, $id, 'working')->{status}, 'cancelled', '... changes nothing');

# --- MCPConfirm ------------------------------------------------------------------------------------
$client = session('/confirm', elicitation => {});
for my $case ([ accept => qr/^Computed it\.$/, 'completed' ], [ decline => qr/The user said no/, 'failed' ]) {
    my ($action, $words, $status) = @$case;

    $id = begin($client, 'slow_compute', { seconds => 0, label => 'it' });
    $stream = result_of($client, $id);
    $question = $stream->next(10);
    like($question->{params}{message}, qr/^Run .*slow_compute/, "MCPConfirm asks as the task, $action");
    answer($client, $question, result => { action => $action });
    like(text_of($stream->next(10)), $words, '... and goes by the answer');
    is(wait_while($client, $id, 'working')->{status}, $status, '... which is how it ends');
}
is(join("\n", $httpd->complaints), '', 'nothing bad in the log');

done_testing();
