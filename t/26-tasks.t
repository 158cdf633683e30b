# SPDX-License-Identifier: Apache-2.0
# Tasks: the form of 2025-11-25 (P-450 to P-454, P-335) and the extension of
# 2026-07-28 (P-470 to P-479), over several children, restarts and servers.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use MIME::Base64 qw(encode_base64);
use Test::More;
use Time::HiRes qw(sleep time);
use lib "$FindBin::Bin/lib";

use MCP::Client;
use MCP::Httpd;
use MCP::Redis;
use MCP::Stream;

my $mpm = $ENV{MCP_MPM} || 'event';
my $M = 'io.modelcontextprotocol/';
my $EXTENSION = "${M}tasks";
my $DECLARED = { extensions => { $EXTENSION => {} }, elicitation => {} };

my $config = <<'CONF';
<Location /open>
    SetHandler mcp
    MCPNextcloudURL none
</Location>
<Location /none>
    SetHandler mcp
    MCPNextcloudURL none
    MCPTaskTimeout 0
</Location>
<Location /brief>
    SetHandler mcp
    MCPNextcloudURL none
    MCPTaskTimeout 2 60
</Location>
CONF
my $httpd = MCP::Httpd->new(
    mpm => $mpm, children => 2, threads => 16, modules => ['conformance'], config => $config)->start;

# One request over a connection of its own, so that any child may get it.
sub modern {
    my ($method, $params, %how) = @_;
    my $client = MCP::Client->new(
        endpoint => ($how{server} || $httpd)->url . ($how{path} || '/open'), revision => '2026-07-28',
        $how{who} ? (user => $how{who}, password => "app-$how{who}") : ());

    return $client->rpc($method, { %{ $params || {} },
        _meta => { "${M}clientCapabilities" => $how{capabilities} || $DECLARED } },
        { defined $params->{taskId} ? ('Mcp-Name' => $params->{taskId}) : (), Connection => 'close' });
}

sub legacy {
    my ($method, $params, %how) = @_;
    my $client = MCP::Client->new(
        endpoint => ($how{server} || $httpd)->url . ($how{path} || '/open'), revision => $how{revision} || '2025-11-25',
        $how{who} ? (user => $how{who}, password => "app-$how{who}") : ());

    # A process of prefork that works on a task takes no second job or stream.
    for (1 .. 30) {
        my $answer = $client->rpc($method, $params || {}, { Connection => 'close' });
        return $answer if ($client->{last}{status} || 0) != 503;
        sleep 0.2;
    }
    return { error => { message => '503 for 6 s' } };
}

sub call { my ($tool, $arguments, %how) = @_; return modern('tools/call', { name => $tool, arguments => $arguments || {} }, %how) }

sub get { my ($id, %how) = @_; return modern('tasks/get', { taskId => $id }, %how)->{result} || {} }

# Asks until the task is no longer this; from whichever child answers.
sub wait_while {
    my ($status, $id, %how) = @_;
    my $limit = time + ($how{seconds} || 20);
    my $task;

    while (time < $limit) {
        my $answer = modern('tasks/get', { taskId => $id }, %how);

        # During a restart a connection may be lost, as with any request.
        if (($answer->{error}{message} || '') =~ /^HTTP (?:599|503)/) {
            sleep 0.1;
            next;
        }
        $task = $answer->{result} || {};
        return $task if ($task->{status} || '') !~ /^(?:$status)$/;
        sleep 0.1;
    }
    return $task;
}

# --- what is declared ---------------------------------------------------------------
my $found = modern('server/discover')->{result}{capabilities};
is_deeply($found->{extensions}{$EXTENSION}, {}, 'P-470: the extension is declared');
ok(!$found->{tasks}, '... and no tasks of 2025-11-25');
ok(!modern('server/discover', {}, path => '/none')->{result}{capabilities}{extensions}, 'MCPTaskTimeout 0: it is not');
my $initialize = sub { legacy('initialize', { protocolVersion => $_[0], capabilities => {}, clientInfo => { name => 't', version => '1' } },
    path => $_[1] || '/open')->{result}{capabilities} };
is_deeply($initialize->('2025-11-25')->{tasks}, { cancel => {}, requests => { tools => { call => {} } } },
    'P-450: 2025-11-25 declares tasks, and P-454: no list where everybody is the same');
ok(!$initialize->('2025-06-18')->{tasks}, '... and nothing earlier does');
ok(!$initialize->('2025-11-25', '/none')->{tasks}, '... nor MCPTaskTimeout 0');
my %listed = map { $_->{name} => $_ } @{ legacy('tools/list')->{result}{tools} };
is($listed{slow_compute}{execution}{taskSupport}, 'optional', 'P-450: taskSupport optional');
is($listed{failing_job}{execution}{taskSupport}, 'required', '... required');
ok(!$listed{greet}{execution}, '... and nothing for others');
ok(!(grep { $_->{execution} } @{ modern('tools/list')->{result}{tools} }), 'P-324: 2026-07-28 has no execution');

# --- the life of one, 2026-07-28 --------------------------------------------------------
my $created = call(slow_compute => { seconds => 4, label => 'x' })->{result};
is($created->{resultType}, 'task', 'P-472: the request is answered with a task');
is_deeply([ grep { exists $created->{$_} } qw(task result error inputRequests requestState ttl pollInterval) ], [], '... flat');
like($created->{createdAt}, qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, '... ISO 8601');
is($created->{ttlMs}, (15 * 60 + 3600) * 1000, '... kept as long as MCPTaskTimeout says');
my $id = $created->{taskId};
like($id, qr/^[0-9a-f]{32}$/, 'P-479: an id that nobody guesses');
is_deeply([ map { get($id)->{status} } 1 .. 6 ], [ ('working') x 6 ], 'P-472: ... before it ends, P-473: and every child knows it');
my $task = wait_while('working', $id);
is($task->{status}, 'completed', 'P-474: it completes');
is($task->{resultType}, 'complete', '... resultType complete');
is($task->{result}{content}[0]{text}, 'Computed x.', '... with the result');
ok(!($task->{result}{_meta} || {})->{"${M}related-task"}, '... without related-task');
is(modern('tasks/cancel', { taskId => $id })->{result}{resultType}, 'complete', 'P-476: cancelling it now is acknowledged');
is(get($id)->{status}, 'completed', '... and changes nothing');

my $failed = wait_while('working', call('failing_job')->{result}{taskId});
is($failed->{status}, 'completed', 'P-474: isError is completed');
ok($failed->{result}{isError}, '... with isError');
$failed = wait_while('working', call('protocol_error_job')->{result}{taskId});
is($failed->{status}, 'failed', 'P-474: a JSON-RPC error is failed');
is($failed->{error}{code}, -32603, '... with its code');
is_deeply($failed->{error}{data}, { cause => 'intended' }, '... and data');
ok(!exists $failed->{result}, '... and no result');

my $large = wait_while('working', call(large_job => { bytes => 300_000 })->{result}{taskId});
is(length $large->{result}{content}[0]{text}, 300_000, 'a large result comes whole');
$large = wait_while('working', call(large_job => { bytes => 18_000_000 })->{result}{taskId});
is($large->{status}, 'failed', 'one that does not fit into the store is a failure');
like($large->{error}{message}, qr/MCPStore/, '... that says so');

# --- cancelling -----------------------------------------------------------------------
$id = call(slow_compute => { seconds => 30 })->{result}{taskId};
is(modern('tasks/cancel', { taskId => $id })->{result}{resultType}, 'complete', 'P-476: cancelling is acknowledged');
$task = wait_while('working', $id, seconds => 20);
is($task->{status}, 'cancelled', '... and done, whichever child works on it');
sleep 0.3;
is(get($id)->{status}, 'cancelled', 'P-453: which is final');

# --- questions ------------------------------------------------------------------------
my $ACCEPT = { action => 'accept', content => { value => 'v' } };
$id = call('multi_input')->{result}{taskId};
$task = wait_while('working', $id);
is($task->{status}, 'input_required', 'P-474: a task that asks');
is_deeply([ sort keys %{ $task->{inputRequests} } ], [qw(first_input second_input)], '... all that is outstanding');
is($task->{inputRequests}{first_input}{method}, 'elicitation/create', '... with method and params');
my $answer = modern('tasks/update', { taskId => $id, inputResponses => { first_input => 7 } });
is($answer->{error}{code}, -32602, 'P-475: what cannot be an answer is refused');
$answer = modern('tasks/update', { taskId => $id, inputResponses => { first_input => $ACCEPT, unknown => $ACCEPT } });
is_deeply([ sort keys %{ $answer->{result} } ], [qw(_meta resultType)], 'P-475: an answer is acknowledged, empty');
$task = get($id);
is($task->{status}, 'input_required', '... a part of them is not enough');
is_deeply([ keys %{ $task->{inputRequests} } ], ['second_input'], '... the rest stays');
modern('tasks/update', { taskId => $id, inputResponses => { second_input => $ACCEPT } });
$task = wait_while('working', $id);
is($task->{status}, 'completed', '... and the rest lets it go on');
is($task->{result}{content}[0]{text}, 'Both were answered.', '... with the answers');
ok(modern('tasks/update', { taskId => $id, inputResponses => { second_input => $ACCEPT } })->{result},
    'P-475: an answer that nobody waits for is acknowledged');
$id = call(confirm_delete => { filename => 'f' })->{result}{taskId};
wait_while('working', $id);
modern('tasks/cancel', { taskId => $id });
is(wait_while('input_required', $id, seconds => 20)->{status}, 'cancelled', 'P-476: a task that waits can be cancelled');
$id = call(confirm_delete => { filename => 'f' }, path => '/brief')->{result}{taskId};
wait_while('working', $id);
$task = wait_while('input_required', $id, seconds => 20);
is($task->{status}, 'failed', 'MCPTaskTimeout ends one that nobody answers');
like($task->{error}{message}, qr/not answered in time/, '... and says so');

$answer = call('test_tool_with_task')->{result};
is($answer->{resultType}, 'input_required', 'P-479: a tool that asks before it becomes a task');
ok(!exists $answer->{taskId}, '... has no task yet');
$answer = modern('tools/call', { name => 'test_tool_with_task', arguments => {}, requestState => $answer->{requestState},
    inputResponses => { user_name => { action => 'accept', content => { name => 'Alice' } } } })->{result};
is($answer->{resultType}, 'task', '... and is one with the answer');
is(wait_while('working', $answer->{taskId})->{result}{content}[0]{text}, 'Worked for Alice.', '... to its end');

# --- clients that cannot ----------------------------------------------------------------
$answer = call(slow_compute => { seconds => 0.2 }, capabilities => {})->{result};
is($answer->{resultType}, 'complete', 'P-471: who does not declare the extension waits for the result');
$answer = modern('tools/call', { name => 'slow_compute', arguments => { seconds => 0 }, task => { ttl => 1 } }, capabilities => {});
is($answer->{result}{resultType}, 'complete', 'P-477: the task parameter of 2025-11-25 is ignored');
$answer = call(failing_job => {}, capabilities => {});
is($answer->{error}{code}, -32021, 'P-471: unless the tool cannot do without');
is_deeply($answer->{error}{data}{requiredCapabilities}, { extensions => { $EXTENSION => {} } }, '... which names the extension');
for my $method (qw(tasks/get tasks/update tasks/cancel)) {
    is(modern($method, { taskId => $id, inputResponses => {} }, capabilities => {})->{error}{code}, -32021,
        "P-477: $method without the extension");
    is(modern($method, { taskId => '0' x 32, inputResponses => {} })->{error}{code}, -32602, "P-477: $method of an unknown task");
    is(modern($method, { inputResponses => {} })->{error}{code}, -32602, "... and without a taskId");
    is(modern($method, { taskId => $id, inputResponses => {} }, path => '/none')->{error}{code}, -32601,
        "MCPTaskTimeout 0: no $method");
}
is(modern("tasks/$_", { taskId => $id })->{error}{code}, -32601, "P-477: no tasks/$_") for qw(result list);
is(call('failing_job', {}, path => '/none')->{result}{isError}, JSON::PP::true, 'a tool that needs tasks says that there are none');

# --- 2025-11-25 -------------------------------------------------------------------------
sub legacy_call {
    my ($tool, $arguments, $task, %how) = @_;
    return legacy('tools/call', { name => $tool, arguments => $arguments || {}, $task ? (task => $task) : () }, %how);
}
my $begin = time;
$task = legacy_call(slow_compute => { seconds => 3, label => 'y' }, { ttl => 120_000 })->{result}{task};
is($task->{status}, 'working', 'P-451: a call is answered with a nested task');
is($task->{ttl}, 120_000, '... and the ttl that was asked for');
$id = $task->{taskId};
is(legacy('tasks/get', { taskId => $id })->{result}{status}, 'working', 'P-452: tasks/get');
$answer = legacy('tasks/result', { taskId => $id });
cmp_ok(time - $begin, '>=', 2.9, 'P-452: tasks/result waits for the end');
is($answer->{result}{content}[0]{text}, 'Computed y.', '... and is the result');
is_deeply($answer->{result}{_meta}{"${M}related-task"}, { taskId => $id }, '... with related-task');
ok(!exists $answer->{result}{resultType}, 'P-102: ... and no resultType');
is(legacy('tasks/result', { taskId => $id })->{result}{content}[0]{text}, 'Computed y.', '... again');
$id = legacy_call(failing_job => {}, {})->{result}{task}{taskId};
ok(legacy('tasks/result', { taskId => $id })->{result}{isError}, 'P-453: a result with isError');
is(legacy('tasks/get', { taskId => $id })->{result}{status}, 'failed', '... is a failed task');
$id = legacy_call(protocol_error_job => {}, {})->{result}{task}{taskId};
is_deeply(legacy('tasks/result', { taskId => $id })->{error},
    { code => -32603, message => 'This job ends with an error.', data => { cause => 'intended' } },
    'P-452: tasks/result gives the original error');
$id = legacy_call(slow_compute => { seconds => 30 }, {})->{result}{task}{taskId};
is(legacy('tasks/cancel', { taskId => $id })->{result}{status}, 'cancelled', 'P-452: tasks/cancel gives the cancelled task');
is(legacy('tasks/cancel', { taskId => $id })->{error}{code}, -32602, '... once');
is(legacy("tasks/$_", { taskId => 'x' })->{error}{code}, -32602, "P-452: tasks/$_ of an unknown task") for qw(get result cancel);
is(legacy_call(failing_job => {})->{error}{code}, -32601, 'P-335: required and called without a task');
is(legacy_call(greet => { name => 'x' }, {})->{error}{code}, -32601, '... forbidden and called with one');
is(legacy_call(greet => { name => 'x' }, {}, revision => '2025-06-18')->{result}{content}[0]{text}, 'Hello, x!',
    'P-450: earlier revisions ignore the parameter');
is(legacy_call(slow_compute => { seconds => 0 }, {}, path => '/none')->{result}{content}[0]{text}, 'Computed nothing in particular.',
    '... as where there are no tasks');

# --- of a user of Nextcloud ---------------------------------------------------------------
my %alice = (path => '/mcp', who => 'alice');
$httpd->control(delay_ms => ms => 400);
$answer = call(convert_file => { source_path => '/Readme.md', target_mime_type => 'text/html' }, %alice);
$id = $answer->{result}{taskId};
ok($id, 'convert_file may be a task') or diag explain $answer;
is(modern('tasks/get', { taskId => $id }, path => '/mcp', who => 'bob')->{error}{code}, -32602, 'P-479: another user does not find it');
is(modern('tasks/cancel', { taskId => $id }, path => '/mcp', who => 'bob')->{error}{code}, -32602, '... nor cancels it');
$task = wait_while('working', $id, %alice);
$httpd->control(delay_ms => ms => 0);
is($task->{status}, 'completed', 'it works with the credential of a request that is long over');
my @asked = $httpd->requests;
is(scalar(grep { !defined $_->{auth_sha256} } grep { $_->{uri} =~ /convert/ } @asked), 0, '... which is sent with each request');
my $listed = legacy('tasks/list', {}, %alice);
is_deeply($listed->{result}{tasks}, [], 'P-452: tasks/list has no task of the other form');
my @ids = sort map { legacy_call(convert_file => { source_path => '/nowhere', target_mime_type => 'text/html' }, {}, %alice)
        ->{result}{task}{taskId} // sleep 0.1 } 1 .. 3;
is_deeply([ sort map { $_->{taskId} } @{ legacy('tasks/list', {}, %alice)->{result}{tasks} } ], \@ids, '... and all of its own');
is_deeply(legacy('tasks/list', {}, path => '/mcp', who => 'bob')->{result}{tasks}, [], '... of this user');
is(legacy('tasks/list', { cursor => 'x' }, %alice)->{error}{code}, -32602, '... a wrong cursor is told');
is(legacy('tasks/list')->{error}{code}, -32601, 'P-454: no list where everybody is the same user');

# --- told on a stream ---------------------------------------------------------------------
sub listen_to {
    my ($wanted, %how) = @_;
    my $stream;

    for (1 .. 30) {
        $stream = MCP::Stream->open($httpd->url . '/open',
        { jsonrpc => '2.0', id => 5, method => 'subscriptions/listen', params => { notifications => $wanted,
            _meta => { "${M}protocolVersion" => '2026-07-28', "${M}clientCapabilities" => $how{capabilities} || $DECLARED } } },
        'MCP-Protocol-Version' => '2026-07-28', 'Mcp-Method' => 'subscriptions/listen');
        last if $stream->status != 503;
        sleep 0.2;
    }
    return $stream;
}
$id = call(slow_compute => { seconds => 1 })->{result}{taskId};
my $stream = listen_to({ taskIds => [ $id, '0' x 32 ] });
is_deeply($stream->next(10)->{params}{notifications}, { taskIds => [$id] }, 'P-478: tasks can be listened to, if they are there');
my $told = $stream->next(10);
is($told->{method}, 'notifications/tasks', '... and are told of');
is($told->{params}{status}, 'completed', '... when they have changed');
is($told->{params}{result}{content}[0]{text}, 'Computed nothing in particular.', '... whole');
is($told->{params}{_meta}{"${M}subscriptionId"}, 5, 'P-381: ... on their subscription');
$stream->close;
is(listen_to({ taskIds => [$id] }, capabilities => {})->status, 400, 'P-477: taskIds without the extension');

# --- restarts and deaths --------------------------------------------------------------------
$id = call(slow_compute => { seconds => 3, label => 'z' })->{result}{taskId};
$httpd->graceful;
# A child on its way out may close the connection.
my $waits;
for (1 .. 20) {
    last if $waits = call(confirm_delete => { filename => 'f' })->{result}{taskId};
    sleep 0.2;
}
wait_while('working', $waits);
$httpd->graceful;
$task = wait_while('input_required', $waits, seconds => 20);
is($task->{status}, 'failed', 'one that waits for the user ends with its child');
like($task->{error}{message}, qr/restarted/, '... and says why');
$task = wait_while('working', $id);
# A child of prefork is not told that it has time.
is($task->{status}, $mpm eq 'prefork' ? 'failed' : 'completed',
    'one that works comes to its end, if its child may wait for it');
like($task->{error}{message} // $task->{result}{content}[0]{text},
    $mpm eq 'prefork' ? qr/server was stopped|has ended/ : qr/Computed z\./, '... and says so');
$id = call(slow_compute => { seconds => 60 })->{result}{taskId};
kill KILL => $httpd->children;
$task = wait_while('working', $id, seconds => 20);
is($task->{status}, 'failed', 'a task whose child dies fails for its readers');
like($task->{error}{message}, qr/has ended/, '... and says why');
is($httpd->stop, 1, 'the server stops');
is_deeply([ grep { !/signal Killed/ } $httpd->complaints ], [], 'no complaints');

# --- calls that are not taken as tasks -------------------------------------------------------
{
    # Of two job threads one may work on tasks.
    my %few = (server => MCP::Httpd->new(mpm => $mpm, threads => 8, standin => 0, modules => ['conformance'],
        config => "MCPJobThreads 2\n$config")->start);

    # One child of prefork has it to itself.
    if ($mpm ne 'prefork') {
        my $long = call(slow_compute => { seconds => 60 }, %few)->{result}{taskId};
        my @taken = grep { $_->{result}{taskId} } map { call(slow_compute => { seconds => 0 }, %few) } 1 .. 130;
        is(scalar @taken, 0, 'no more tasks than a child may have: it works on the rest at once');
        modern('tasks/cancel', { taskId => $long }, %few);
        is(wait_while('working', $long, %few)->{status}, 'cancelled', '... until one has ended');
        sleep 0.5;
        ok(call(slow_compute => { seconds => 0 }, %few)->{result}{taskId}, '... and leaves nothing of them: there are places for tasks');
    }
}

# --- over several servers ---------------------------------------------------------------------
SKIP: {
    skip 'redis-server is not installed', 1 unless MCP::Redis->is_there;
    my $redis = MCP::Redis->start;
    my $dir = tempdir(CLEANUP => 1);
    open my $secret, '>', "$dir/secret" or die $!;
    print $secret '0123456789abcdef' x 4;
    close $secret;
    chmod 0600, "$dir/secret";
    my ($one, $two) = map { MCP::Httpd->new(mpm => $mpm, threads => 16, standin => 0, modules => ['conformance'],
        config => 'LoadModule socache_redis_module ' . MCP::Httpd::_apxs('LIBEXECDIR') . "/mod_socache_redis.so\n"
            . 'MCPStore redis:127.0.0.1:' . $redis->port . "\nMCPSecretFile $dir/secret\n$config")->start } 1 .. 2;

    $id = call('multi_input', {}, server => $one)->{result}{taskId};
    is(wait_while('working', $id, server => $two)->{status}, 'input_required', 'redis: another server knows the task');
    modern('tasks/update', { taskId => $id, inputResponses => { first_input => $ACCEPT, second_input => $ACCEPT } }, server => $two);
    is(wait_while('working', $id, server => $two)->{status}, 'completed', '... and answers it');
    $id = call(slow_compute => { seconds => 30 }, server => $one)->{result}{taskId};
    modern('tasks/cancel', { taskId => $id }, server => $two);
    is(wait_while('working', $id, server => $two, seconds => 20)->{status}, 'cancelled', '... and cancels another');
    is_deeply([ map { $_->complaints } $one, $two ], [], 'no complaints');
}

done_testing();
