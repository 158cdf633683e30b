# SPDX-License-Identifier: Apache-2.0
# Parked requests and streams under valgrind: answered, left by their clients,
# and there when httpd ends.
use strict;
use warnings;

use FindBin;
use IO::Socket::INET;
use Test::More;
use Time::HiRes qw(sleep);
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
    threads => 3, single => 1, standin => 0, nextcloud => $nextcloud->url, patience => 60, modules => ['conformance'],
    config => <<'CONF',
MCPPark On 8
MCPMaxWaiting 1
MCPJobThreads 6
MCPMaxStreams 6 6
MCPKeepAlive 300ms
<Location /open>
    SetHandler mcp
    MCPNextcloudURL none
</Location>
CONF
    wrapper => MCP::Valgrind::command()
)->start;

my $META = 'io.modelcontextprotocol/';

sub modern {
    my ($method, %params) = @_;
    return { jsonrpc => '2.0', id => 1, method => $method, params => { %params,
        _meta => { "${META}protocolVersion" => '2026-07-28', "${META}clientCapabilities" => {} } } };
}

sub call { return MCP::Load::tool(find_details_of_current_user => {}, authorization => MCP::Load::basic(sprintf 'u%03d', $_[0])) }

sub begin {
    my @calls = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1:' . $httpd->port) or die $!;

    print {$socket} join '', map { "$_->{request}\r\n$_->{content}" } @calls;
    return $socket;
}

sub stream {
    return MCP::Stream->open($httpd->url . '/open', modern('subscriptions/listen',
        notifications => { toolsListChanged => JSON::PP::true }),
        'MCP-Protocol-Version' => '2026-07-28', 'Mcp-Method' => 'subscriptions/listen');
}

# --- answered, silent for a while, more than may be parked -----------------------------
$nextcloud->control(delay_ms => ms => 400);
my $load = MCP::Load->new(port => $httpd->port, clients => 12, busy => 200, closed => 20);
my @results = $load->run([ map { call($_) } 1 .. 40 ]);
is(scalar(grep { ($_->{status} || 0) == 200 } @results), 40, 'a crowd of 40 is served') || diag($load->summary);

my $talking = MCP::Stream->open($httpd->url . '/open', { jsonrpc => '2.0', id => 1, method => 'tools/call', params => {
    name => 'test_tool_with_progress', arguments => {}, _meta => { progressToken => 'p' } } }, 'MCP-Protocol-Version' => '2025-11-25');
is(scalar(grep { $_ && $_->{method} } map { $talking->next(10) } 1 .. 3), 3, 'a tool that talks');

# --- left, before and after the first byte -----------------------------------------------
for my $n (1 .. 6) {
    my $socket = $n % 2 ? begin(call($n)) : begin(MCP::Load::call(authorization => MCP::Load::basic("u00$n"),
        message => modern('tools/call', name => 'find_details_of_current_user', arguments => {}),
        headers => { 'MCP-Protocol-Version' => '2026-07-28', 'Mcp-Method' => 'tools/call', 'Mcp-Name' => 'find_details_of_current_user' }));
    sleep 0.15 * $n;
    close $socket;
}
close begin(map { call($_) } 1 .. 3);

# --- streams ----------------------------------------------------------------------------
my @streams = map { stream() } 1 .. 6;
is(scalar(grep { ($_->next(10) || {})->{method} } @streams), 6, 'streams');
is(stream()->status, 503, '... as many as may');
MCP::Client->new(endpoint => $httpd->url . '/open', revision => '2026-07-28')->tool('test_trigger_tool_change', {});
is(scalar(grep { ($_->next(10) || {})->{method} } @streams), 6, '... hear of a change');
$_->close for splice @streams, 0, 3;
sleep 1;
my $signs = $streams[0]->comments;
ok(!$streams[0]->is_closed(2), 'others go on');
cmp_ok($streams[0]->comments, '>', $signs, '... with signs of life');

# --- the end, with all of that ------------------------------------------------------------
is($httpd->busy_after(10), 0, 'all workers are idle');
$nextcloud->control(delay_ms => ms => 3000);
my @open = map { begin(call($_)) } 1 .. 4;
sleep 0.5;
ok($httpd->stop, 'httpd ends');
my ($errors, $leaks) = MCP::Valgrind::reports($httpd);
is(scalar @$errors, 0, 'no error') || diag(join "\n", grep { defined } @$errors[ 0 .. 5 ]);
is(scalar @$leaks, 0, 'no leak') || diag(join "\n", grep { defined } @$leaks[ 0 .. 5 ]);

done_testing();
