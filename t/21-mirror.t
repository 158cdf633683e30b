# SPDX-License-Identifier: Apache-2.0
# 2026-07-28: headers that repeat the body.
use strict;
use warnings;
use utf8;

use Encode qw(encode_utf8);
use IO::Socket::INET;
use JSON::PP ();
use MIME::Base64 qw(encode_base64);
use Test::More;

use MCP::Test;

my $json = JSON::PP->new->utf8;
my $meta = {
    'io.modelcontextprotocol/protocolVersion'    => '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities' => {},
};

sub post {
    my ($method, $params, %headers) = @_;
    my $response = client('alice')->post(
        { jsonrpc => '2.0', id => 9, method => $method, params => { %$params, _meta => $meta } },
        { 'MCP-Protocol-Version' => '2026-07-28', 'Mcp-Method' => $method, %headers });
    my $body = $json->decode($response->{content});

    is($body->{id}, 9, '... id echoed');
    return ($response->{status}, $body);
}

sub accepted {
    my ($what, @call) = @_;
    my ($status, $body) = post(@call);
    is($status, 200, $what);
    ok($body->{result}, "$what: a result");
}

sub mismatch {
    my ($what, @call) = @_;
    my ($status, $body) = post(@call);
    is("$status $body->{error}{code}", '400 -32020', $what);
}

my @whoami = ('tools/call', { name => 'find_details_of_current_user', arguments => {} });
my $name = 'find_details_of_current_user';
my $sentinel = '=?base64?' . encode_base64($name, '') . '?=';

accepted('Mcp-Method and Mcp-Name agree', @whoami, 'Mcp-Name' => $name);
accepted('P-046: white space around the name', @whoami, 'Mcp-Name' => "  $name  ");
accepted('P-075: the name in base64', @whoami, 'Mcp-Name' => $sentinel);
accepted('P-046: header names in another case', @whoami, 'Mcp-Method' => undef, 'MCP-METHOD' => 'tools/call', 'mcp-name' => $name);
accepted('P-073: a superfluous Mcp-Name', 'tools/list', {}, 'Mcp-Name' => 'whatever');

mismatch('P-070: Mcp-Method missing', @whoami, 'Mcp-Method' => undef, 'Mcp-Name' => $name);
mismatch('P-070: Mcp-Method of another method', @whoami, 'Mcp-Method' => 'tools/list', 'Mcp-Name' => $name);
mismatch('P-046: Mcp-Method in another case', @whoami, 'Mcp-Method' => 'TOOLS/CALL', 'Mcp-Name' => $name);
mismatch('Mcp-Method in base64', @whoami, 'Mcp-Method' => '=?base64?dG9vbHMvY2FsbA==?=', 'Mcp-Name' => $name);
mismatch('P-071: Mcp-Name missing', @whoami);
mismatch('P-071: Mcp-Name of another tool', @whoami, 'Mcp-Name' => 'get_file_tree');
mismatch('Mcp-Name in another case', @whoami, 'Mcp-Name' => uc $name);
mismatch('P-075: base64 without its padding', @whoami, 'Mcp-Name' => '=?base64?ZmluZA?=');
mismatch('base64 with foreign characters', @whoami, 'Mcp-Name' => '=?base64?Zm!!lu?=');
mismatch('P-075: base64 of bad UTF-8', @whoami, 'Mcp-Name' => '=?base64?//8=?=');
mismatch('only the prefix of base64', @whoami, 'Mcp-Name' => '=?base64?' . encode_base64($name, ''));

# Bytes that no well-behaved client puts into a header.
{
    my ($host, $port) = client('alice')->{endpoint} =~ m{//([^:/]+):(\d+)};
    my $socket = IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port, Timeout => 10) or die $!;
    my $body = $json->encode({ jsonrpc => '2.0', id => 9, method => 'tools/call',
        params => { name => 'fünd', arguments => {}, _meta => $meta } });

    print $socket join "\r\n", 'POST /mcp HTTP/1.1', "Host: $host:$port", 'Connection: close',
        'Authorization: ' . client('alice')->authorization, 'Content-Type: application/json',
        'MCP-Protocol-Version: 2026-07-28', 'Mcp-Method: tools/call',
        'Mcp-Name: ' . encode_utf8('fünd'), 'Content-Length: ' . length $body, '', $body;
    local $/;
    like(scalar <$socket>, qr/^HTTP\S+ 400 .*-32020/s, 'P-079: bytes that need base64');
}
mismatch('P-047: two values', @whoami, 'Mcp-Name' => [ $name, 'get_file_tree' ]);

# Without a name in the body the params are wrong, not the header.
my ($status, $body) = post('tools/call', {}, 'Mcp-Name' => $name);
is("$status $body->{error}{code}", '200 -32602', 'P-073: no name in the body');

# A name that no header can carry as it is.
my $odd = "\x{1F600} ü";
($status, $body) = post('tools/call', { name => $odd },
    'Mcp-Name' => '=?base64?' . encode_base64(encode_utf8($odd), '') . '?=');
is("$status $body->{error}{code}", '200 -32602', 'an unknown tool with a name in base64');

# Results of the modern era.
my $client = client('alice', revision => '2026-07-28');
my $list = $client->rpc('tools/list', {})->{result};
is($list->{resultType}, 'complete', 'P-102: tools/list: resultType');
is($list->{cacheScope}, 'private', 'P-245: tools/list: cacheScope');
is($list->{ttlMs}, 60000, 'P-244: tools/list: ttlMs');
is($list->{_meta}{'io.modelcontextprotocol/serverInfo'}{name}, 'mod_mcp', 'P-103: tools/list: serverInfo');
my $call = $client->rpc('tools/call', { name => $name, arguments => {} })->{result};
is($call->{resultType}, 'complete', 'tools/call: resultType');
is($call->{_meta}{'io.modelcontextprotocol/serverInfo'}{name}, 'mod_mcp', 'tools/call: serverInfo');
my $failed = $client->rpc('tools/call', { name => 'get_file_content', arguments => {} })->{result};
is($failed->{resultType}, 'complete', 'tools/call that fails: resultType');
ok($failed->{isError}, 'tools/call that fails: isError');

done_testing();
