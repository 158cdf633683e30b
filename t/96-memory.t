# SPDX-License-Identifier: Apache-2.0
# All tools, resources, prompts, streams, sessions, tasks, errors, broken bodies
# and lost clients under valgrind: no error, and nothing of ours is left when
# httpd ends.
use strict;
use warnings;

use FindBin;
use HTTP::Tiny;
use IO::Socket::INET;
use Test::More;
use Time::HiRes qw(sleep time);
use lib "$FindBin::Bin/lib";

use MCP::Client;
use MCP::Httpd;
use MCP::Load;
use MCP::Stream;
use MCP::Valgrind;

my $missing = MCP::Valgrind::is_missing();
plan skip_all => $missing if $missing;

# valgrind sees one process; the Nextcloud is another's.
my $nextcloud = MCP::Httpd->new(mcp => 0, threads => 12)->start;
my $httpd = MCP::Httpd->new(
    threads => 8, single => 1, standin => 0, nextcloud => $nextcloud->url, patience => 60,
    modules => ['conformance'], config => <<'CONF',
MCPMaxWaiting 4
MCPMaxStreams 2
MCPWatchInterval 500ms
MCPAuthCache 2 1
MCPToolsCache 1
<Location /mcp-down>
    SetHandler mcp
    MCPNextcloudURL http://127.0.0.1:1
    MCPConnectTimeout 1
</Location>
<Location /open>
    SetHandler mcp
    MCPNextcloudURL none
    MCPAnswerTimeout 20
</Location>
<Location /mcp-small>
    SetHandler mcp
    MCPMaxBody 2048
    MCPMaxResponse 64K
</Location>
CONF
    wrapper => MCP::Valgrind::command()
)->start;

sub client {
    my ($user, %options) = @_;
    return MCP::Client->new(
        endpoint => $httpd->url . '/mcp', user => $user, password => "app-$user", %options
    );
}

my $calls = 0;

# An answer of any kind.
sub tried {
    my ($client, $name, $arguments) = @_;
    my $result = $client->tool($name, $arguments);

    $calls++;
    return if $client->{last}{status} == 200;
    return diag("$name: $client->{last}{status} $client->{last}{content}");
}

# --- all tools, with arguments that work and ones that don't ----------------
my %arguments = (
    convert_file => [ { path => '/v/a.txt', mime_type => 'application/pdf' } ],
    copy_file => [ { source => '/v/a.txt', destination => '/v/b.txt' } ],
    create_folder => [ { path => '/v' }, { path => '/v/sub' }, { path => '/no/where' } ],
    create_public_sharing_link => [ { path => '/v/a.txt' }, { path => '/none' } ],
    delete_file => [ { path => '/v/b.txt' }, { path => '/none' } ],
    find_person_in_users => [ { search_term => 'bo' } ],
    get_file_content => [ { file_path => '/v/a.txt' }, { file_path => '/none' }, { file_path => '/../x' } ],
    get_file_id_by_path => [ { path => '/v/a.txt' } ],
    get_file_path_by_id => [ { file_id => 101 }, { file_id => 999_999 } ],
    get_file_tree => [ { depth => 3, include_metadata => JSON::PP::true }, { path => '/none' } ],
    get_folder_tree => [ {}, { path => '/v' } ],
    move_file => [ { source => '/v/sub', destination => '/v/moved' } ],
    search => [ { query => 'a' } ],
    share_with_user => [ { path => '/v/a.txt', user => 'bob' } ],
    share_with_group => [ { path => '/v/a.txt', group => 'team' } ],
    upload_file => [
        { path => '/v/a.txt', content => 'text' }, { path => '/v/a.txt', content => 'x' },
        { path => '/v/c.bin', content => 'AAEC', encoding => 'base64' }
    ],
);
my $alice = client('alice');
my $tools = $alice->tools;
cmp_ok(scalar keys %$tools, '>=', 20, scalar(keys %$tools) . ' tools');
my @first = qw(create_folder upload_file);
my %first = map { $_ => 1 } @first, keys %{ client('alice', endpoint => $httpd->url . '/open')->tools };
for my $name (@first, grep { !$first{$_} } sort keys %$tools) {
    my @some = @{ $arguments{$name} || [ {} ] };
    tried($alice, $name, $_) for @some, { nonsense => 1 };
}

# --- the protocol, in both eras ---------------------------------------------
for my $revision ('2025-03-26', '2025-11-25', '2026-07-28') {
    my $client = client('bob', revision => $revision);

    $client->rpc($_), $calls++ for qw(tools/list ping no/such/method);
    $client->rpc($client->is_modern ? 'server/discover' : 'initialize',
        { protocolVersion => $revision });
    tried($client, 'get_file_tree', {});
}
my $bob = client('bob');
for my $body ('', '{', '[]', '[1,2]', '{"jsonrpc":"2.0"}', '"' . 'x' x 3000 . '"', "\xff\xfe",
    '{"jsonrpc":"2.0","id":1,"method":"tools/call"}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"none"}}',
    '{"jsonrpc":"2.0","method":"notifications/initialized"}',
    '[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"tools/list"}]',
    '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":' . '[' x 40 . ']' x 40 . '}}')
{
    $bob->post($body);
    client('bob', endpoint => $httpd->url . '/mcp-small')->post($body);
    client('bob', revision => '2026-07-28')->post($body);
    $calls += 3;
}
$bob->post({}, $_), $calls++
    for { Authorization => undef }, { Authorization => 'Bearer wrong' },
    { Authorization => 'Basic !' }, { 'Content-Type' => 'text/plain' },
    { Origin => 'http://evil.example' };

# --- resources and prompts ---------------------------------------------------
for my $path ('/mcp', '/open') {
    my $client = client('alice', endpoint => $httpd->url . $path);
    my %listed = map { $_ => $client->rpc("$_/list")->{result}{$_} } qw(resources prompts);

    $client->rpc('resources/templates/list');
    $client->rpc('resources/read', { uri => $_ })
        for 'nextcloud://files/v/a.txt', 'nextcloud://files/', 'no://such', map { $_->{uri} } @{ $listed{resources} };
    for my $prompt (@{ $listed{prompts} }) {
        my %with = map { $_->{name} => 'x' } @{ $prompt->{arguments} || [] };
        $client->rpc('prompts/get', { name => $prompt->{name}, arguments => $_ }) for {}, \%with;
        $client->rpc('completion/complete', { ref => { type => 'ref/prompt', name => $prompt->{name} },
            argument => { name => $_, value => 'a' } }) for keys %with;
    }
    cmp_ok(scalar @{ $listed{resources} }, '>', 0, "$path: resources");
    cmp_ok(scalar @{ $listed{prompts} }, '>', 0, "$path: prompts");
    $calls += 10;
}

# --- sessions, questions, streams --------------------------------------------
my $STREAM = 20;    # seconds; valgrind is slow
my $M = 'io.modelcontextprotocol/';

sub stream_of {
    my ($client, $message, %headers) = @_;
    return MCP::Stream->open($client->{endpoint}, $message, 'MCP-Protocol-Version' => $client->{revision},
        Authorization => $client->authorization, 'Mcp-Session-Id' => $client->{session}, %headers);
}

sub asks {
    my ($client, $id) = @_;
    return stream_of($client, { jsonrpc => '2.0', id => $id, method => 'tools/call',
        params => { name => 'test_elicitation', arguments => { message => '?' } } });
}

my $session = client('alice', endpoint => $httpd->url . '/open');
$session->open(elicitation => {}, sampling => {});
$session->rpc('logging/setLevel', { level => 'debug' });
$session->rpc("resources/$_", { uri => 'test://watched-resource' }) for qw(subscribe unsubscribe subscribe);
$session->tool('test_tool_with_logging');
my $get = stream_of($session, undef, Accept => 'text/event-stream');
$session->tool('test_trigger_tool_change');
my $told = $get->next($STREAM);
is($told->{method}, 'notifications/tools/list_changed', 'the stream of a session');
my ($last) = reverse $get->ids;
$get->close;
$get = stream_of($session, undef, Accept => 'text/event-stream', 'Last-Event-ID' => $last);
my $asked = asks($session, 'a');
my $question = $asked->next($STREAM);
$session->post({ jsonrpc => '2.0', id => $question->{id}, result => { action => 'accept', content => {} } });
ok($asked->next($STREAM)->{result}, 'a question, and its answer');
$asked = asks($session, 'b');
$asked->next($STREAM);
$session->post({ jsonrpc => '2.0', method => 'notifications/cancelled', params => { requestId => 'b' } });
ok($asked->is_closed($STREAM), 'a question, and a cancellation');
$asked = asks($session, 'c');
$question = $asked->next($STREAM);
my ($first_id) = $asked->ids;
$asked->close;
sleep 0.5;
$session->post({ jsonrpc => '2.0', id => $question->{id}, result => { action => 'decline' } });
$asked = stream_of($session, undef, Accept => 'text/event-stream', 'Last-Event-ID' => $first_id);
$asked->next($STREAM);
ok($asked->next($STREAM)->{result}, 'a stream is read on');
asks($session, 'd')->close;
is($session->end, 204, 'the session ends');
ok($get->is_closed($STREAM), '... and its stream');

for my $path ('/open', '/mcp') {
    my $client = client('alice', endpoint => $httpd->url . $path, revision => '2026-07-28');
    my $listen = stream_of($client, { jsonrpc => '2.0', id => 1, method => 'subscriptions/listen', params => {
        notifications => { toolsListChanged => JSON::PP::true,
            resourceSubscriptions => [ 'test://watched-resource', 'nextcloud://files/v/a.txt' ] },
        _meta => { "${M}protocolVersion" => '2026-07-28', "${M}clientCapabilities" => {} } } },
        'Mcp-Method' => 'subscriptions/listen', 'Mcp-Session-Id' => undef);

    ok($listen->next($STREAM), "$path: somebody listens");
    $path eq '/open' ? $client->tool(test_trigger_resource_update => { uri => 'test://watched-resource' })
        : $client->tool(upload_file => { path => '/v/a.txt', content => 'new', overwrite => JSON::PP::true });
    is(($listen->next($STREAM) || {})->{method}, 'notifications/resources/updated', '... and is told');
    $listen->close;
}
$calls += 20;

# --- tasks -------------------------------------------------------------------
my $modern = client('alice', endpoint => $httpd->url . '/open', revision => '2026-07-28');

sub of_task {
    my ($method, $params) = @_;
    $calls++;
    return $modern->rpc($method, { %$params, _meta => { "${M}clientCapabilities" =>
        { extensions => { "${M}tasks" => {} }, elicitation => {} } } },
        { $params->{taskId} ? ('Mcp-Name' => $params->{taskId}) : () })->{result} || {};
}

sub begin_task { return of_task('tools/call', { name => $_[0], arguments => $_[1] || {} })->{taskId} }

sub state_after {
    my ($id, $while) = @_;
    my $limit = time + $STREAM;
    my $status = $while;

    while ($status eq $while && time < $limit) {
        sleep 0.2;
        $status = of_task('tasks/get', { taskId => $id })->{status} || '';
    }
    return $status;
}

is(state_after(begin_task(slow_compute => { seconds => 1 }), 'working'), 'completed', 'a task');
is(state_after(begin_task(large_job => { bytes => 300_000 }), 'working'), 'completed', 'a large one');
is(state_after(begin_task('protocol_error_job'), 'working'), 'failed', 'one that fails');
my $id = begin_task(slow_compute => { seconds => 60 });
of_task('tasks/cancel', { taskId => $id });
is(state_after($id, 'working'), 'cancelled', 'one that is cancelled');
$id = begin_task(confirm_delete => { filename => 'f' });
is(state_after($id, 'working'), 'input_required', 'one that asks');
of_task('tasks/update', { taskId => $id, inputResponses => { confirm => { action => 'accept', content => { confirm => JSON::PP::true } } } });
is(state_after($id, 'input_required') =~ /working|completed/, 1, '... and goes on');
$session = client('alice', endpoint => $httpd->url . '/open');
$id = $session->rpc('tools/call', { name => 'slow_compute', arguments => { seconds => 1 }, task => {} })->{result}{task}{taskId};
ok($session->rpc('tasks/result', { taskId => $id })->{result}, 'one of 2025-11-25');
begin_task(confirm_delete => { filename => 'f' });    # it is there when httpd ends

# --- Nextcloud in trouble ---------------------------------------------------
tried(client('bob', endpoint => $httpd->url . '/mcp-down'), 'get_file_tree', {});
for my $mode (qw(500 login garbage empty)) {
    $nextcloud->control(down => mode => $mode);
    tried(client('u001'), $_, {}) for qw(get_file_tree find_details_of_current_user search);
}
$nextcloud->control(down => mode => 'off');

# --- clients that go away, and too many of them -----------------------------
$nextcloud->control(delay_ms => ms => 300);
for my $n (1 .. 8) {
    my $call = MCP::Load::tool(get_file_tree => {},
        authorization => MCP::Load::basic("u00$n"), $n % 2 ? () : (headers => {
            'MCP-Protocol-Version' => '2026-07-28', 'Mcp-Method' => 'tools/call', 'Mcp-Name' => 'get_file_tree'
        }),
        message => {
            jsonrpc => '2.0', id => 1, method => 'tools/call',
            params => { name => 'get_file_tree', $n % 2 ? () : (_meta => {
                'io.modelcontextprotocol/protocolVersion' => '2026-07-28',
                'io.modelcontextprotocol/clientCapabilities' => {} }) }
        });
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1:' . $httpd->port) or die $!;
    print {$socket} "$call->{request}\r\n", $n == 8 ? '{' : $call->{content};
    sleep 0.2;
    close $socket;
}
$nextcloud->control(delay_ms => ms => 0);
my $load = MCP::Load->new(port => $httpd->port, clients => 10, busy => 100, closed => 20);
my @results = $load->run([ map {
    MCP::Load::tool(find_details_of_current_user => {},
        authorization => MCP::Load::basic(sprintf 'u%03d', $_))
} 10 .. 39 ]);
is(scalar(grep { ($_->{status} || 0) == 200 } @results), 30, 'a crowd of 30 is served')
    || diag($load->summary);

# --- the end ----------------------------------------------------------------
is($httpd->busy_after(10), 0, 'all workers are idle');
ok($httpd->stop, 'httpd ends');
diag($calls + @results, ' calls');

my ($errors, $leaks) = MCP::Valgrind::reports($httpd);
is(scalar @$errors, 0, 'no error') || diag(join "\n", grep { defined } @$errors[ 0 .. 5 ]);
is(scalar @$leaks, 0, 'no leak') || diag(join "\n", grep { defined } @$leaks[ 0 .. 5 ]);

done_testing();
