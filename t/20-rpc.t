# SPDX-License-Identifier: Apache-2.0
# JSON-RPC and the eras: what the body alone decides.
use strict;
use warnings;

use JSON::PP ();
use Test::More;

use MCP::Test;

my $json = JSON::PP->new->utf8->allow_nonref;
my $meta = {
    'io.modelcontextprotocol/protocolVersion'    => '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities' => {},
};
my %modern = ('MCP-Protocol-Version' => '2026-07-28');

# One POST: [HTTP status, decoded body or undef, raw body].
sub post {
    my ($message, %headers) = @_;
    my $response = client('alice')->post($message, \%headers);
    my $body = eval { $json->decode($response->{content}) };
    return ($response->{status}, $body, $response->{content});
}

# HTTP status and code, with the id echoed.
sub fails {
    my ($what, $message, $status, $code, $id, %headers) = @_;
    my ($got, $body, $raw) = post($message, %headers);

    is($got, $status, "$what: HTTP $status");
    is($body->{error}{code}, $code, "$what: code $code");
    like($raw, qr/"id":\Q$id\E[,}]/, "$what: id $id") if defined $id;
    ok(length $body->{error}{message}, "$what: says why");
    return $body;
}

sub request {
    my ($method, $params, $id) = @_;
    return { jsonrpc => '2.0', id => $id || 1, method => $method, params => $params || {} };
}

# --- JSON that is none -----------------------------------------------------
my %broken = (
    'no JSON'           => '{"jsonrpc":',
    'trailing text'     => '{"jsonrpc":"2.0","id":1,"method":"ping"} x',
    'duplicate member'  => '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}',
    'escaped duplicate' => '{"jsonrpc":"2.0","id":1,"method":"ping","\u0069d":2}',
    'NaN'               => '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":NaN}}',
    'lone surrogate'    => '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"\ud800"}}',
    'bad UTF-8'         => qq({"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"\xff"}}),
    'huge integer'      => '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":9223372036854775808}}',
    'too deep'          => '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":' . '[' x 40 . ']' x 40 . '}}',
    'single quotes'     => q({'jsonrpc':'2.0'}),
    'empty body'        => '',
);
fails("P-045 P-048 P-104: $_", $broken{$_}, 400, -32700, 'null') for sort keys %broken;

# --- JSON that is no JSON-RPC ----------------------------------------------
fails('P-100: id null', '{"jsonrpc":"2.0","id":null,"method":"ping"}', 400, -32600, 'null');
fails('id a fraction', '{"jsonrpc":"2.0","id":1.5,"method":"ping"}', 400, -32600, 'null');
fails('id an object', '{"jsonrpc":"2.0","id":{},"method":"ping"}', 400, -32600, 'null');
fails('no jsonrpc', '{"id":7,"method":"ping"}', 400, -32600, 7);
fails('jsonrpc 1.0', '{"jsonrpc":"1.0","id":7,"method":"ping"}', 400, -32600, 7);
fails('no method', '{"jsonrpc":"2.0","id":7}', 400, -32600, 7);
fails('P-104: method a number', '{"jsonrpc":"2.0","id":7,"method":5}', 400, -32600, 7);
fails('params a list', '{"jsonrpc":"2.0","id":7,"method":"ping","params":[]}', 400, -32600, 7);
fails('a bare string', '"ping"', 400, -32600, 'null');
fails('empty batch', '[]', 400, -32600, 'null');

# --- ids come back as they went --------------------------------------------
for my $id ('1', '"1"', '"a \u00fc \ud83d\ude00"', '9223372036854775807', '-5', '""', '"/"') {
    my ($status, $body, $raw) = post(qq({"jsonrpc":"2.0","id":$id,"method":"ping"}));

    is($status, 200, "P-100 P-223: ping with id $id");
    my ($echo) = $raw =~ /"id":("(?:[^"\\]|\\.)*"|-?\d+)/;
    is($json->decode($echo), $json->decode($id), "id $id comes back");
    is(substr($echo, 0, 1) eq '"', substr($id, 0, 1) eq '"', "id $id keeps its type");
}

# --- legacy: initialize ----------------------------------------------------
for my $revision (qw(2024-11-05 2025-03-26 2025-06-18 2025-11-25)) {
    my (undef, $body) = post(request(initialize => { protocolVersion => $revision }),
        'MCP-Protocol-Version' => undef);

    is($body->{result}{protocolVersion}, $revision, "P-020 P-260: initialize $revision");
    is($body->{result}{serverInfo}{name}, 'mod_mcp', "$revision: serverInfo");
    ok(exists $body->{result}{capabilities}{tools}, "$revision: tools");
    ok(!exists $body->{result}{resultType}, "P-102: $revision: no modern members");
    is(exists $body->{result}{serverInfo}{title}, $revision ge '2025-06-18', "P-562: $revision: title");
}
for my $revision ('2026-07-28', '1999-01-01', '') {
    my ($status, $body) = post(request(initialize => { protocolVersion => $revision }),
        'MCP-Protocol-Version' => undef);

    is($status, 200, "P-021 P-022: initialize with \"$revision\" is no error");
    is($body->{result}{protocolVersion}, '2025-11-25', "... but our latest legacy revision");
}
fails('P-002: initialize with a modern header', request('initialize'), 400, -32020, 1, %modern);

# --- legacy: versions of later requests ------------------------------------
fails('P-023: unknown version header', request('ping'), 400, -32000, 1,
    'MCP-Protocol-Version' => '2000-01-01');
is((post(request('ping'), 'MCP-Protocol-Version' => undef))[0], 200, 'P-024: no version header');
is((post(request('ping'), 'MCP-Protocol-Version' => '  2025-06-18 '))[0],
    200, 'P-046: white space around a header value');
is_deeply((post(request('ping')))[1]{result}, {}, 'ping is answered with an empty object');
fails('P-104: unknown method', request('nothing/here'), 200, -32601, 1);
fails('methods are case-sensitive', request('PING'), 200, -32601, 1);
fails('server/discover in a legacy request', request('server/discover'), 200, -32601, 1);
is((post(request('ping'), 'Mcp-Method' => 'initialize', 'Mcp-Name' => 'x'))[0],
    200, 'P-003 P-081: legacy requests may carry mirrored headers');
is((post(request('ping'), Accept => '*/*'))[0], 200, 'P-041: Accept: */*');
is((post(request('ping'), Accept => undef))[0], 200, 'P-041: no Accept');

# --- notifications and responses -------------------------------------------
for my $method (qw(notifications/initialized notifications/cancelled
    notifications/progress notifications/roots/list_changed notifications/whatever)) {
    my ($status, undef, $raw) = post({ jsonrpc => '2.0', method => $method });
    is("$status $raw", '202 ', "P-120 P-121: $method: 202 without a body");
}
is((post({ jsonrpc => '2.0', method => 'notifications/initialized' }, %modern))[0],
    202, 'P-005 P-074 P-122: a notification under the modern header');
is((post({ jsonrpc => '2.0', id => 1, result => {} }))[0], 202, 'P-123: a posted response (legacy)');
fails('a posted response (modern)', { jsonrpc => '2.0', id => 1, result => {} }, 400, -32600, 1, %modern);

# --- batches ----------------------------------------------------------------
my @batch = (
    { jsonrpc => '2.0', id => 1,   method => 'ping' },
    { jsonrpc => '2.0', method => 'notifications/progress' },
    { jsonrpc => '2.0', id => 'b', method => 'nothing/here' },
    { jsonrpc => '2.0', id => 3,   method => 'tools/call', params => { name => 'get_file_tree' } },
);
my ($status, $body) = post(\@batch, 'MCP-Protocol-Version' => '2025-03-26');
is($status, 200, 'P-124: a batch under 2025-03-26');
is(ref $body, 'ARRAY', '... is answered by an array');
is_deeply([ map { $_->{id} } @$body ], [ 1, 'b', 3 ], '... one answer per request');
is($body->[1]{error}{code}, -32601, '... with its own error');
ok($body->[2]{result}{content}, '... and its own result');
is((post(\@batch, 'MCP-Protocol-Version' => undef))[0], 200, 'a batch without a version header');

# A list that the child has is not copied into the answer, but put in between.
my %old = ('MCP-Protocol-Version' => '2025-03-26');
post(request('tools/list'), %old);
my $list = (post(request('tools/list'), %old))[1]{result};
cmp_ok(scalar @{ $list->{tools} }, '>', 10, 'a list that is remembered');
($status, $body) = post([ request('tools/list'), request('ping', {}, 2), request('tools/list', {}, 3) ], %old);
is_deeply($body, [
    { jsonrpc => '2.0', id => 1, result => $list }, { jsonrpc => '2.0', id => 2, result => {} },
    { jsonrpc => '2.0', id => 3, result => $list } ], '... twice in a batch');
my ($event) = (post(request('tools/list'), %old, Accept => 'text/event-stream, application/json'))[2] =~ /^data: (.*)$/m;
is_deeply($json->decode($event)->{result}, $list, '... and in an event');
is((post([ $batch[1] ], 'MCP-Protocol-Version' => '2025-03-26'))[0],
    202, 'P-124: a batch of notifications: 202');
fails("P-126: a batch under $_", \@batch, 400, -32600, undef, 'MCP-Protocol-Version' => $_)
    for qw(2025-06-18 2025-11-25 2026-07-28);
fails('P-124: initialize in a batch', [ request('initialize') ], 400, -32600, undef,
    'MCP-Protocol-Version' => '2025-03-26');
fails('P-127: a modern request in a batch', [ request('tools/list', { _meta => $meta }) ],
    400, -32600, undef, 'MCP-Protocol-Version' => '2025-03-26');
fails('a batch that is too long', [ map { request('ping', {}, $_) } 1 .. 33 ],
    400, -32600, undef, 'MCP-Protocol-Version' => '2025-03-26');

# --- modern: _meta, version, headers ----------------------------------------
my %discover = (%modern, 'Mcp-Method' => 'server/discover');
($status, $body) = post(request('server/discover', { _meta => $meta }), %discover);
is($status, 200, 'P-028 P-300: server/discover');
is($body->{result}{resultType}, 'complete', 'P-001 P-102: ... resultType');
is_deeply($body->{result}{supportedVersions}, ['2026-07-28'], 'P-011 P-300: ... supportedVersions');
ok(exists $body->{result}{capabilities}{tools}, '... capabilities');
is($body->{result}{_meta}{'io.modelcontextprotocol/serverInfo'}{name}, 'mod_mcp', 'P-103: ... serverInfo');
ok(!exists $body->{result}{serverInfo}, '... which is not in the body');
like($body->{result}{ttlMs}, qr/^\d+$/, 'P-244: ... ttlMs');
is($body->{result}{cacheScope}, 'public', '... cacheScope');
is((post(request('server/discover', { _meta => $meta }), %discover,
    'Mcp-Session-Id' => 'x', 'Last-Event-ID' => 'y'))[0], 200, 'P-006: ... with headers of sessions');

my %without = %$meta;
delete $without{'io.modelcontextprotocol/clientCapabilities'};
fails('P-301: no clientCapabilities', request('server/discover', { _meta => \%without }),
    400, -32602, 1, %discover);
fails('protocolVersion a number',
    request('server/discover', { _meta => { %$meta, 'io.modelcontextprotocol/protocolVersion' => 5 } }),
    400, -32602, 1, %discover);
fails('clientCapabilities a list',
    request('server/discover', { _meta => { %$meta, 'io.modelcontextprotocol/clientCapabilities' => [] } }),
    400, -32602, 1, %discover);
fails('P-002: a modern header without _meta', request('tools/list'), 400, -32602, 1,
    %modern, 'Mcp-Method' => 'tools/list');
fails('P-026: no version header', request('server/discover', { _meta => $meta }), 400, -32020, 1,
    'MCP-Protocol-Version' => undef, 'Mcp-Method' => 'server/discover');
fails('P-026: another version header', request('server/discover', { _meta => $meta }), 400, -32020, 1,
    'MCP-Protocol-Version' => '2025-11-25', 'Mcp-Method' => 'server/discover');
for my $version (qw(2025-11-25 2030-01-01)) {
    my $error = fails("P-027: version $version in _meta",
        request('server/discover', { _meta => { %$meta, 'io.modelcontextprotocol/protocolVersion' => $version } }, 42),
        400, -32022, 42, 'MCP-Protocol-Version' => $version, 'Mcp-Method' => 'server/discover');
    is_deeply($error->{error}{data}, { supported => ['2026-07-28'], requested => $version },
        "... data of -32022 for $version");
}
fails("P-223 P-366: $_ is gone", request($_, { _meta => $meta }), 404, -32601, 1, %modern, 'Mcp-Method' => $_)
    for qw(initialize ping logging/setLevel resources/subscribe unknown/method);

done_testing();
