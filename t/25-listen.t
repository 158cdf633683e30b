# SPDX-License-Identifier: Apache-2.0
# subscriptions/listen (MCP 2026-07-28): P-380 to P-385, P-154, P-174, P-336.
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
my $META = 'io.modelcontextprotocol/';

# A server of two children with tools that change things for everybody.
my $httpd = MCP::Httpd->new(
    mpm => $mpm, children => 2, threads => 16, modules => ['conformance'],
    config => <<'CONF')->start;
MCPKeepAlive 300ms
MCPToolsCache 1
MCPMaxStreams 4 3
<Location /watch>
    SetHandler mcp
    MCPWatchInterval 400ms
    MCPAuthCache 1 5
</Location>
<Location /watch-seldom>
    SetHandler mcp
    MCPWatchInterval 60
</Location>
<Location /open>
    SetHandler mcp
    MCPNextcloudURL none
</Location>
CONF

sub headers {
    my ($method, $who) = @_;
    return ('MCP-Protocol-Version' => '2026-07-28', 'Mcp-Method' => $method,
        $who ? (Authorization => 'Basic ' . encode_base64("$who:app-$who", '')) : ());
}

sub request {
    my ($id, $method, $params) = @_;
    return { jsonrpc => '2.0', id => $id, method => $method, params => { %{ $params || {} },
        _meta => { "${META}protocolVersion" => '2026-07-28', "${META}clientCapabilities" => {} } } };
}

sub listen_to {
    my ($id, $wanted, %how) = @_;
    return MCP::Stream->open($httpd->url . ($how{path} || '/open'),
        request($id, 'subscriptions/listen', { $wanted ? (notifications => $wanted) : () }),
        headers('subscriptions/listen', $how{who}), %{ $how{headers} || {} });
}

sub client {
    my ($path, %who) = @_;
    return MCP::Client->new(endpoint => $httpd->url . $path, revision => '2026-07-28', %who);
}

sub trigger {
    my ($tool, $arguments) = @_;
    my $result = client('/open')->tool($tool, $arguments || {});
    die $result->text if $result->is_error;
}

my $ALL = { map { ("${_}ListChanged" => JSON::PP::true) } qw(tools prompts resources) };

# --- the acknowledgement ------------------------------------------------------------
my $stream = listen_to(7, { %$ALL, resourceSubscriptions => [ 'test://watched-resource', 'no://such' ] });
is($stream->status, 200, 'P-380: listen is answered');
like($stream->header('content-type'), qr{^text/event-stream}, '... by an event stream');
my $ack = $stream->next(10);
is($ack->{method}, 'notifications/subscriptions/acknowledged', 'P-380: the acknowledgement comes first');
is_deeply($ack->{params}{notifications}, { %$ALL, resourceSubscriptions => ['test://watched-resource'] },
    '... with what is honoured, without a resource that does not exist');
is(JSON::PP->new->allow_nonref->encode($ack->{params}{_meta}{"${META}subscriptionId"}), '7',
    'P-381: subscriptionId is the id of the request, a number here');
ok(!defined $stream->header('mcp-session-id') && !$stream->ids, 'P-154: no session, no event ids');

# --- changes, from whichever child -----------------------------------------------------
for my $change (
    [ test_trigger_tool_change     => 'notifications/tools/list_changed' ],
    [ test_trigger_prompt_change   => 'notifications/prompts/list_changed' ],
    [ test_trigger_resource_change => 'notifications/resources/list_changed' ])
{
    my ($tool, $method) = @$change;

    for my $turn (1 .. 4) {    # with new connections both children get one
        trigger($tool);
        my $told = $stream->next(10);
        is($told->{method}, $method, "P-336: $tool is told ($turn)");
        is($told->{params}{_meta}{"${META}subscriptionId"}, 7, 'P-381: ... with its subscription');
    }
}
trigger(test_trigger_resource_update => { uri => 'test://watched-resource' });
my $told = $stream->next(10);
is($told->{method}, 'notifications/resources/updated', 'P-380: a resource that is listened to');
is($told->{params}{uri}, 'test://watched-resource', '... by its URI');
trigger(test_trigger_resource_update => { uri => 'test://static-text' });
is($stream->next(0.8), undef, 'P-382: and no other');
ok($stream->comments > 0, 'P-174: signs of life while nothing happens');

# --- several, each with its own filter ----------------------------------------------------
my $second = listen_to('two', { toolsListChanged => JSON::PP::true });
is($second->next(10)->{params}{_meta}{"${META}subscriptionId"}, 'two', 'P-383: a second one, with an id of its own');
my $third = listen_to('none', {});
is_deeply($third->next(10)->{params}{notifications}, {}, 'P-380: one that asks for nothing');
trigger('test_trigger_prompt_change');
is($stream->next(10)->{method}, 'notifications/prompts/list_changed', 'P-383: who asked is told');
is($second->next(0.8), undef, 'P-382: who did not is not');
trigger('test_trigger_tool_change');
is_deeply([ map { my $m = $_->next(10); $m->{params}{_meta}{"${META}subscriptionId"} } $stream, $second ],
    [ 7, 'two' ], 'P-383: both are told, each with its id');
is(client('/open')->rpc('ping')->{error}{code}, -32601, 'P-385: other requests are answered meanwhile');

# --- caps -----------------------------------------------------------------------------
my @more = map { listen_to("m$_", $ALL) } 1 .. 6;
my @refused = grep { $_->status == 503 } @more;
cmp_ok(scalar @refused, '>', 0, 'P-383: there is a cap');
SKIP: {
    skip 'none was refused', 3 unless @refused;
    is($refused[0]->header('retry-after'), 5, '... with Retry-After');
    my $answer = $refused[0]->body;
    like($answer->{error}{message}, qr/MCPMaxStreams/, '... that says what to do');
    like($answer->{id}, qr/^m\d$/, '... to whom');
}
$_->close for $second, $third, @more;
sleep 1;
is(listen_to(1, $ALL)->status, 200, '... and places that are left are free again');

# --- mistakes ----------------------------------------------------------------------------
for my $wrong (undef, 'x', [], { toolsListChanged => 'yes' }, { resourceSubscriptions => 'x' },
    { resourceSubscriptions => [ 1 ] }, { taskIds => {} })
{
    my $answer = client('/open')->rpc('subscriptions/listen', defined $wrong ? { notifications => $wrong } : {});
    is($answer->{error}{code}, -32602, 'P-380: wrong notifications: ' . JSON::PP->new->allow_nonref->encode($wrong));
}
is(listen_to(1, $ALL, headers => { Accept => 'application/json' })->status, 406, 'who takes no stream gets 406');
is(MCP::Client->new(endpoint => $httpd->url . '/open')->rpc('subscriptions/listen', { notifications => {} })->{error}{code},
    -32601, 'older revisions have no listen');
is(listen_to(1, $ALL, path => '/mcp')->status, 401, 'P-501: no stream without a credential');
is(listen_to(1, $ALL, path => '/mcp', headers => { Authorization => 'Basic ' . encode_base64('alice:wrong', '') })->status,
    401, '... or with a wrong one');

# --- what is declared ----------------------------------------------------------------------
my $declared = client('/open')->rpc('server/discover')->{result}{capabilities};
is_deeply([ map { $declared->{$_}{listChanged} ? 1 : 0 } qw(tools prompts resources) ], [ 1, 1, 1 ],
    'P-264: server/discover declares listChanged');
ok($declared->{resources}{subscribe}, '... and subscribe');

# --- a user's own tools -------------------------------------------------------------------
$stream->close;
sleep 0.5;
my $alice = listen_to('a', { toolsListChanged => JSON::PP::true }, path => '/mcp', who => 'alice');
is($alice->next(10)->{method}, 'notifications/subscriptions/acknowledged', 'with a user of Nextcloud');
client('/mcp', user => 'alice', password => 'app-alice')->rpc('tools/list');
is($alice->next(1), undef, 'P-336: a list that is made for the first time is no change');

$httpd->control(apps => remove => 'files_sharing');
$told = undef;
for (1 .. 10) {    # until each child has made its list anew
    client('/mcp', user => 'alice', password => 'app-alice')->rpc('tools/list');
    $told ||= $alice->next(0.3);
}
is($told->{method}, 'notifications/tools/list_changed', 'P-336: an app that goes changes the list of its users');
is($alice->next(0.5), undef, '... which is told once, not by each child');

# --- files of Nextcloud ---------------------------------------------------------------------
$alice->close;
sleep 0.5;
my %alice = (user => 'alice', password => 'app-alice');
sub upload {
    my ($path, $content) = @_;
    my $result = client('/watch', %alice)->tool(upload_file => { path => $path, content => $content, overwrite => JSON::PP::true });
    die $result->text if $result->is_error;
}
# Past us, as a sync client does.
sub put {
    my ($path, $content) = @_;
    my $answer = HTTP::Tiny->new->put($httpd->url . "/remote.php/dav/files/alice$path",
        { content => $content, headers => { Authorization => 'Basic ' . encode_base64('alice:app-alice', '') } });
    die "$answer->{status} $answer->{content}" unless $answer->{success};
}
upload("/$_", 'one') for 'Watched a.txt', 'Watched b.txt';
client('/watch', %alice)->tool(create_folder => { path => '/Folder' });
my @uris = ('nextcloud://files/Watched%20a.txt', 'nextcloud://files/Folder/');
$stream = listen_to('f', { resourceSubscriptions => [ @uris, 'nextcloud://files/Gone.txt' ] }, path => '/watch', who => 'alice');
is_deeply($stream->next(10)->{params}{notifications}{resourceSubscriptions}, [ @uris, 'nextcloud://files/Gone.txt' ],
    'P-380: files can be listened to');
is($stream->next(1.5), undef, '... and are not told of as long as nothing happens');
my $seldom = listen_to('s', { resourceSubscriptions => [ $uris[0] ] }, path => '/watch-seldom', who => 'alice');
$seldom->next(10);
upload('/Watched a.txt', 'two');
$told = $stream->next(10);
is($told->{params}{uri}, $uris[0], 'P-380: a tool of ours changes a file: told');
is(($seldom->next(20) || {})->{params}{uri}, $uris[0], '... not only after MCPWatchInterval');
$seldom->close;
is($stream->next(1.5), undef, '... once');
upload('/Watched b.txt', 'two');
is($stream->next(1.5), undef, '... and not of its neighbour');
upload('/Folder/new.txt', 'x');
is($stream->next(10)->{params}{uri}, $uris[1], 'a folder changes with what is in it');
put('/Watched%20a.txt', 'three');
is($stream->next(10)->{params}{uri}, $uris[0], 'what others change is told after MCPWatchInterval');
put('/Gone.txt', 'here');
is($stream->next(10)->{params}{uri}, 'nextcloud://files/Gone.txt', '... also what appears');
my $bob = listen_to('b', { resourceSubscriptions => [ $uris[0] ] }, path => '/watch', who => 'bob');
$bob->next(10);
upload('/Watched a.txt', 'four');
is($bob->next(1.5), undef, "nobody hears of others' files");
$bob->close;
$_ = $stream->next(10);
$stream->close;
sleep 0.5;
my $tools = listen_to('t', { toolsListChanged => JSON::PP::true }, path => '/watch', who => 'alice');
is($tools->status, 200, 'listening to tools alone') or diag explain $tools->body;
$tools->next(10);
client('/watch', %alice)->rpc('tools/list');
sleep 0.5;
$httpd->control(apps => add => 'files_sharing');
is(($tools->next(12) || {})->{method}, 'notifications/tools/list_changed', 'P-336: tools that change while nobody asks for them');
$httpd->control(revoke => user => 'alice', on => 1);
$told = $tools->next(8);
is($told->{id}, 't', 'who may not come in any more is not told any more') or diag explain $told;
$httpd->control(revoke => user => 'alice', on => 0);
sleep 5.5;    # MCPAuthCache
$alice = listen_to('a', { toolsListChanged => JSON::PP::true }, path => '/mcp', who => 'alice');
$alice->next(10);

# --- the end ---------------------------------------------------------------------------
my $starts = $httpd->starts;
$httpd->graceful(wait => 0);
my $end = $alice->next(10);
is($end->{id}, 'a', 'P-203 P-384: a restart ends the stream with the answer to the request');
is($end->{result}{resultType}, 'complete', '... which is complete');
is($end->{result}{_meta}{"${META}subscriptionId"}, 'a', 'P-381: ... and has its subscription');
ok($alice->is_closed(10), '... and then the connection');
# Reading the configuration takes a while of its own.
my $limit = time + 30;
sleep 0.1 until $httpd->starts > $starts || time > $limit;
$httpd->settle;
is(listen_to(1, $ALL)->status, 200, 'the new children listen again');
is($httpd->stop, 1, 'it stops');
is_deeply([ $httpd->complaints ], [], 'no complaints');

done_testing();
