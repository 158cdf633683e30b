# SPDX-License-Identifier: Apache-2.0
# HTTP: methods, media types, sizes, Host and Origin, CORS.
use strict;
use warnings;

use HTTP::Tiny;
use IO::Socket::INET;
use JSON::PP ();
use Test::More;

use Apache::TestRequest ();
use MCP::Test;

my $json = JSON::PP->new->utf8;
my $hostport = Apache::TestRequest::hostport();
my ($host, $port) = split /:/, $hostport;
my $basic = client('alice')->authorization;
my $ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
my %http = ('Authorization' => $basic, 'Content-Type' => 'application/json');

sub http {
    my ($method, $path, $content, %headers) = @_;
    my %all = (%http, %headers);

    delete @all{ grep { !defined $all{$_} } keys %all };
    return HTTP::Tiny->new(timeout => 30)->request($method, "http://$hostport$path",
        { headers => \%all, content => $content });
}

# Raw bytes over a socket: for headers that HTTP::Tiny writes itself.
sub raw {
    my ($request) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port, Timeout => 10) or die $!;

    print $socket $request;
    local $/;
    return scalar <$socket>;
}

sub raw_post {
    my (%headers) = @_;
    my $length = length $ping;
    my $lines = join '', map { "$_: $headers{$_}\r\n" } sort keys %headers;
    return raw("POST /mcp HTTP/1.1\r\nAuthorization: $basic\r\nContent-Type: application/json\r\n"
        . "Content-Length: $length\r\nConnection: close\r\n$lines\r\n$ping");
}

# --- methods ----------------------------------------------------------------
for my $method (qw(GET HEAD DELETE)) {
    my $response = http($method, '/mcp');
    is($response->{status}, 405, "$method: 405");
    is($response->{headers}{allow}, 'POST, OPTIONS', "$method: Allow");
    is(http($method, '/mcp', undef, Authorization => undef)->{status}, 401, "$method without a credential: 401");
}
is(http($_, '/mcp', $ping)->{status}, 405, "P-053: $_: 405") for qw(PUT PATCH);
is(http('POST', '/mcp/', $ping)->{status}, 200, 'P-040 P-054: /mcp/ is /mcp, without a redirect');

# --- media type and size ------------------------------------------------------
is(http('POST', '/mcp', $ping, 'Content-Type' => $_)->{status}, 415, "P-043: Content-Type $_: 415")
    for 'text/plain', 'application/jsonx', 'application/x-www-form-urlencoded', 'text/json';
is(http('POST', '/mcp', $ping, 'Content-Type' => $_)->{status}, 200, "P-043: Content-Type $_: taken")
    for 'application/json; charset=utf-8', 'Application/JSON', 'application/json;charset=UTF-8';

my $large = '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"' . 'y' x 3000 . '"}}';
for my $path ('/mcp-small', '/mcp-some/inner') {
    my $response = http('POST', $path, $large);
    is($response->{status}, 413, "P-048: $path: 413");
    like($json->decode($response->{content})->{error}{message}, qr/2048 bytes/, "$path: names the limit");
}
my @chunks = ($large, undef);
is(HTTP::Tiny->new->request('POST', "http://$hostport/mcp-small",
    { headers => \%http, content => sub { shift @chunks } })->{status}, 413, 'chunked: 413');
my @good = (substr($ping, 0, 10), substr($ping, 10), undef);
is(HTTP::Tiny->new->request('POST', "http://$hostport/mcp",
    { headers => \%http, content => sub { shift @good } })->{status}, 200, 'chunked: 200');

# --- answers ------------------------------------------------------------------
my $response = http('POST', '/mcp', $ping);
is($response->{headers}{'content-type'}, 'application/json', 'P-044: answers are application/json');
is($response->{headers}{'cache-control'}, 'no-store', 'answers are not to be stored');

# --- Host -----------------------------------------------------------------------
like(raw_post(Host => $hostport), qr/^HTTP\S+ 200/, "Host $hostport");
like(raw_post(Host => "localhost:$port"), qr/^HTTP\S+ 200/, 'P-050: Host localhost');
like(raw_post(Host => "127.0.0.1:$port"), qr/^HTTP\S+ 200/, 'Host 127.0.0.1');
like(raw_post(Host => 'evil.example.com'), qr/^HTTP\S+ 403/, 'P-050: Host of somebody else: 403');
like(raw_post(Host => 'evil.example.com', Origin => 'http://evil.example.com'),
    qr/^HTTP\S+ 403/, 'Host and Origin of somebody else: 403');

# --- Origin and CORS --------------------------------------------------------------
for my $origin ("http://$hostport", "http://localhost:$port", 'http://localhost:6274') {
    $response = http('POST', '/mcp', $ping, Origin => $origin);
    is($response->{status}, 200, "Origin $origin");
    is($response->{headers}{'access-control-allow-origin'}, $origin, '... is told so');
    like($response->{headers}{'access-control-expose-headers'}, qr/WWW-Authenticate/, '... and may read the challenge');
}
for my $origin ('http://evil.example.com', 'null', 'https://app.example.com', 'garbage') {
    $response = http('POST', '/mcp', $ping, Origin => $origin);
    is($response->{status}, 403, "P-049: Origin $origin: 403");
    ok(!exists $response->{headers}{'access-control-allow-origin'}, '... without CORS headers');
    ok($json->decode($response->{content})->{error}{message}, '... and a JSON-RPC error');
}
is(http('POST', '/mcp-origin', $ping, Origin => 'https://app.example.com')->{status}, 200, 'MCPAllowOrigin');
is(http('POST', '/mcp-origin', $ping, Origin => 'https://app.example.com:8443')->{status},
    403, '... with its port only');
$response = http('POST', '/mcp', $ping, Origin => "http://$hostport", Authorization => undef);
is($response->{status}, 401, '401 to a page');
is($response->{headers}{'access-control-allow-origin'}, "http://$hostport", 'P-052: ... has CORS headers too');

$response = http('OPTIONS', '/mcp', undef, Authorization => undef, 'Content-Type' => undef,
    Origin => "http://$hostport", 'Access-Control-Request-Method' => 'POST',
    'Access-Control-Request-Headers' => 'authorization, mcp-param-region');
is($response->{status}, 204, 'P-052: preflight: 204 without a credential');
like($response->{headers}{'access-control-allow-headers'}, qr/\b$_\b/i, "... allows $_")
    for qw(Authorization Content-Type Mcp-Method Mcp-Name Mcp-Param-Region Last-Event-ID);
like($response->{headers}{'access-control-allow-methods'}, qr/\bPOST\b/, '... allows POST');
is(http('OPTIONS', '/mcp', undef, Origin => 'http://evil.example.com')->{status}, 403, 'preflight of a foreign page: 403');

# --- the Nextcloud in whose document root the endpoint seems to lie ---------------
is(http('POST', '/mcp', $ping)->{status}, 200, 'rewrite rules of an .htaccess do not take /mcp away');
is(http('GET', '/status.php')->{status}, 200, '... nor does /mcp take Nextcloud away');

done_testing();
