# SPDX-License-Identifier: Apache-2.0
# Duties of an MCP server that no other test is about (docs/protocol.md).
use strict;
use warnings;
use utf8;

use HTTP::Tiny;
use JSON::PP ();
use Test::More;

use MCP::Schema qw(violations);
use MCP::Test;

my $json = JSON::PP->new->utf8->canonical;
my $reserved = 'io.modelcontextprotocol/';
my $meta = { "${reserved}protocolVersion" => '2026-07-28', "${reserved}clientCapabilities" => {} };
my @legacy = qw(2024-11-05 2025-03-26 2025-06-18 2025-11-25);
my %client;
for my $revision (@legacy, '2026-07-28') {
    $client{$revision} = client('alice', revision => $revision);
}
my $modern = $client{'2026-07-28'};
my $latest = $client{'2025-11-25'};

sub message {
    my ($method, $params) = @_;
    return { jsonrpc => '2.0', id => 1, method => $method, params => $params || {} };
}

# A legacy request with headers of the test's choice: [status, answer].
sub send_as {
    my ($method, $params, %headers) = @_;
    my $response = $latest->post(message($method, $params), \%headers);
    return ($response->{status}, eval { $json->decode($response->{content}) });
}

# --- eras and revisions -------------------------------------------------------------
my ($status, $body) = send_as('tools/list', {}, 'MCP-Protocol-Version' => undef);
my ($tool) = grep { $_->{name} eq 'get_file_content' } @{ $body->{result}{tools} };
ok($tool->{annotations} && !exists $tool->{title}, 'P-024: without a version header it is 2025-03-26');
($status, $body) = send_as('tools/list', {}, 'MCP-Protocol-Version' => '2025-06-18');
is($status, 200, 'P-025: another version than the negotiated one is no error');

my @said = map {
    $latest->post(message('initialize', { protocolVersion => '2025-11-25', clientInfo => $_, capabilities => {} }),
        { 'User-Agent' => $_->{name} })->{content}
} { name => 'mcp-remote', version => '1' }, { name => 'claude-ai', version => '99' };
is($said[0], $said[1], 'P-004: who asks does not change the answer');

my $first = $modern->rpc('tools/list')->{result};
is($first->{resultType}, 'complete', 'P-008: a request of 2026-07-28 needs none before it');
is_deeply([ map { ($_ % 2 ? $modern : $latest)->rpc('tools/list')->{result}{resultType} } 0 .. 3 ],
    [ undef, 'complete', undef, 'complete' ], 'P-007: both eras take turns');
ok($modern->rpc('tools/list', { _meta => { "${reserved}clientInfo" => undef } })->{result}, 'P-301: clientInfo is optional');

my @faults = (
    [ 'nothing/here', {} ], [ 'tools/call', {} ], [ 'tools/call', { name => 'no_such_tool' } ],
    [ 'resources/read', { uri => 'nextcloud://no/such' } ], [ 'prompts/get', { name => 'none' } ],
    [ 'tools/list', { cursor => 'x' } ], [ 'completion/complete', {} ],
);
for my $revision (@legacy, '2026-07-28') {
    my @codes = map { $client{$revision}->rpc(@$_)->{error}{code} } @faults;

    if ($revision ge '2026') {
        is(scalar(grep { $_ >= -32099 && $_ <= -32000 } @codes), 0, 'P-105: 2026-07-28 has no codes of before');
    }
    else {
        is(scalar(grep { $_ <= -32020 && $_ >= -32099 } @codes), 0, "P-010: $revision has no codes of 2026-07-28");
    }
}
$latest->rpc('initialize', { protocolVersion => '2025-11-25', capabilities => { elicitation => {}, roots => {} } });
is_deeply($latest->{events}, [], 'P-261: nothing is asked while initialize is answered');
like($latest->{last}{headers}{'content-type'}, qr{^application/json}, '... which is one object');

# --- GET ------------------------------------------------------------------------------
my $http = HTTP::Tiny->new;

sub get { return $http->get($modern->{endpoint}, { headers => { Authorization => $modern->authorization, @_ } }) }

is(get(Accept => 'text/event-stream', 'MCP-Protocol-Version' => '2026-07-28')->{status}, 405,
    'P-146 P-154: 2026-07-28 has no stream for GET');
like(get(Accept => 'application/json')->{status}, qr/^40[56]$/, 'P-042 P-146: nor is there one for who takes JSON only');

# --- messages -------------------------------------------------------------------------
for my $revision ('2025-11-25', '2026-07-28') {
    for my $call ([ 'tools/list', {} ], [ 'nothing/here', {} ], [ 'tools/call', { name => 7 } ]) {
        my $answer = $client{$revision}->rpc(@$call);

        is(exists($answer->{result}) + exists($answer->{error}), 1, "P-101: $revision $call->[0]: a result or an error");
        is($answer->{jsonrpc}, '2.0', 'P-100: ... of JSON-RPC 2.0');
    }
    ok($client{$revision}->rpc('tools/list', { colour => 'red', _meta => { 'x.example/y' => [1] } })->{result},
        "P-108: $revision: unknown members are no error");
}
my @keys = map { keys %{ $modern->rpc(@$_)->{result}{_meta} || {} } }
    [ 'tools/list', {} ], [ 'resources/list', {} ], [ 'resources/read', { uri => 'nextcloud://user' } ],
    [ 'tools/call', { name => 'get_file_tree', arguments => {} } ];
is_deeply([ grep { m{^(?:[^/]*\.)?(?:modelcontextprotocol|mcp)\b[^/]*/} && $_ ne "${reserved}serverInfo" } @keys ], [],
    'P-109: no keys of our own under a reserved prefix');
for my $trace ('garbage', '00-' . 'a' x 32 . '-' . 'b' x 16 . '-01') {
    ok($modern->rpc('tools/list', { _meta => { traceparent => $trace, tracestate => '=', baggage => ',' } })->{result},
        "P-560: traceparent $trace is no error");
}

# --- lists ------------------------------------------------------------------------------
my %list = (
    'tools/list' => 'tools', 'resources/list' => 'resources', 'prompts/list' => 'prompts',
    'resources/templates/list' => 'resourceTemplates'
);
for my $method (sort keys %list) {
    my $member = $list{$method};
    my $result = $modern->rpc($method)->{result};

    is(ref $result->{$member}, 'ARRAY', "P-320 P-360 P-400: $method");
    is_deeply($modern->rpc($method, { cursor => '' })->{result}{$member}, $result->{$member},
        'P-240: an empty cursor begins anew');
    is($modern->rpc($method, { cursor => $_ })->{error}{code}, -32602, "P-241: a cursor that is none of ours: " . ($_ // 'null'))
        for 'x', 'YWZ0ZXI', 7, undef;
    like($result->{ttlMs}, qr/^\d+$/, 'P-244: ttlMs');
    is($result->{cacheScope}, 'private', 'P-245: cacheScope');
    my $old = $latest->rpc($method)->{result};
    is_deeply([ grep { exists $old->{$_} } qw(ttlMs cacheScope resultType) ], [], 'P-246: none of it in earlier revisions');
}
my $cursor;
my %seen;
do {
    my $page = $modern->rpc('tools/list', defined $cursor ? { cursor => $cursor } : {})->{result};
    $seen{ $_->{name} }++ for @{ $page->{tools} };
    $cursor = $page->{nextCursor};
} while defined $cursor;
is_deeply([ sort keys %seen ], [ sort keys %{ $modern->tools } ], 'P-240: pages have all tools');
is(scalar(grep { $_ > 1 } values %seen), 0, '... once');
tool('get_file_tree');
is_deeply(client('alice', revision => '2026-07-28')->rpc('tools/list')->{result}{tools}, $first->{tools},
    'P-242 P-243: the same list in the same order, whoever connects and whatever was called');

# --- tools --------------------------------------------------------------------------------
for my $revision (@legacy, '2026-07-28') {
    my $tools = $client{$revision}->tools;
    my %known = map { $_ => 1 } qw(name description inputSchema),
        $revision ge '2025-03' ? 'annotations' : (),
        $revision ge '2025-06' ? qw(title outputSchema _meta) : (), $revision ge '2025-11' ? 'icons' : (),
        $revision eq '2025-11-25' ? 'execution' : ();

    is_deeply([ grep { ($tools->{$_}{inputSchema}{type} // '') ne 'object' } sort keys %$tools ], [],
        "P-321: $revision: every tool takes an object");
    is_deeply([ grep { !/^[A-Za-z0-9_.-]{1,48}$/ } sort keys %$tools ], [], 'P-322: ... and has a good name');
    is_deeply([ grep { !length($tools->{$_}{description} // '') } sort keys %$tools ], [], 'P-323: ... and a description');
    is_deeply([ grep { my $t = $_; grep { !$known{$_} } keys %{ $tools->{$t} } } sort keys %$tools ], [],
        'P-324: ... and no member that its revision does not know');
    is_deeply([ grep { !length($tools->{$_}{title} // 'x') } sort keys %$tools ], [], 'P-562: ... and a title');
}
unlike($json->encode($first->{tools}), qr/x-mcp-header/, 'P-080: no argument of ours is mirrored into a header');

ok($latest->rpc('tools/call', { name => 'get_file_tree' })->{result}{content}, 'P-329: no arguments are an empty object');
for my $revision (@legacy, '2026-07-28') {
    my $client = $client{$revision};

    is($client->rpc('tools/call', { name => 'no_such_tool', arguments => {} })->{error}{code}, -32602,
        "P-330: $revision: an unknown tool");
    is($client->rpc('tools/call', { name => 'get_file_tree', arguments => [] })->{error}{code}, -32602,
        'P-331: arguments that are no object');
    my $result = $client->rpc('tools/call', { name => 'get_file_content', arguments => { file_path => 7 } })->{result};
    ok($result->{isError}, 'P-331 P-328: a wrong argument is a result with isError');
    like($result->{content}[0]{text}, qr/file_path/, '... that names it');
}

# What is declared of structured results is true (P-333).
my $tools = $modern->tools;
my @askable = grep {
    $tools->{$_}{outputSchema} && $tools->{$_}{annotations}{readOnlyHint} && !@{ $tools->{$_}{inputSchema}{required} || [] }
} sort keys %$tools;
my $checked = 0;
for my $name (@askable) {
    my $result = $modern->tool($name);

    next if $result->is_error;
    $checked++;
    is_deeply([ violations($result->data, $tools->{$name}{outputSchema}) ], [],
        "P-333: $name answers what its outputSchema says");
    ok((grep { length } map { $_->{text} // '' } @{ $result->{content} }), '... and says it as text too');
}
cmp_ok($checked, '>=', 2, 'P-333: some tools have an outputSchema and can be asked');

# --- who the server is --------------------------------------------------------------------
my %about = (
    '2025-03-26' => $client{'2025-03-26'}->rpc('initialize', { protocolVersion => '2025-03-26' })->{result},
    '2025-11-25' => $latest->rpc('initialize', { protocolVersion => '2025-11-25' })->{result},
    '2026-07-28' => $modern->rpc('server/discover')->{result},
);
my %info = map { $_ => $about{$_}{serverInfo} || $about{$_}{_meta}{"${reserved}serverInfo"} } keys %about;
is_deeply([ sort keys %{ $info{'2025-03-26'} } ], [qw(name version)], 'P-562: 2025-03-26: serverInfo');
for my $revision ('2025-11-25', '2026-07-28') {
    is_deeply([ sort keys %{ $info{$revision} } ], [qw(description icons name title version)],
        "P-563: $revision: all of serverInfo");
    like($info{$revision}{icons}[0]{src}, qr{^data:image/svg\+xml,[!-~]+$}, 'P-561: ... its icon is sent along');
}
for my $revision (sort keys %about) {
    my $text = $about{$revision}{instructions};

    like(substr($text, 0, 512), qr/wait for a yes\./, "P-260: $revision: instructions say in 512 characters what matters");
    cmp_ok(length $text, '<', 1500, '... and not much more');
}
(my $endpoint = $modern->{endpoint}) =~ s{/mcp$}{};
like(client('alice', endpoint => "$endpoint/mcp-compact")->rpc('initialize', {})->{result}{instructions}, qr/find_tools/,
    'instructions know of MCPCompact');
like(client('alice', endpoint => "$endpoint/mcp-readonly")->rpc('initialize', {})->{result}{instructions}, qr/only reads/,
    '... and of MCPReadOnly');

# --- credentials -------------------------------------------------------------------------------
is($http->post("$endpoint/mcp?access_token=app-alice&token=app-alice",
    { headers => { 'Content-Type' => 'application/json' }, content => $json->encode(message('ping')) })->{status}, 401,
    'P-509: a credential in the query is none');
is($latest->post(message('completion/complete'), { Authorization => undef })->{status}, 401,
    'P-405: nothing is completed for nobody');
is(client('alice', password => 'wrong')->post(message('tools/list'))->{status}, 401, 'P-533: a wrong password is 401');
like($latest->post(message('tools/list'), { Authorization => undef })->{headers}{'www-authenticate'}, qr/^Basic /,
    'P-532: one challenge, of the scheme that works');

done_testing();
