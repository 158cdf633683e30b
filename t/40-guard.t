# SPDX-License-Identifier: Apache-2.0
# Nextcloud is down, in maintenance, throttles or talks nonsense: the answers
# say so, and what needs no Nextcloud goes on.
use strict;
use warnings;

use JSON::PP ();
use Test::More;

use MCP::StandIn;
use MCP::Test;

my $json = JSON::PP->new->utf8;
(my $down = client('alice')->{endpoint}) =~ s{/mcp$}{/mcp-down};
my $user = 10;

# A credential that this server has not seen yet.
sub stranger {
    my (%options) = @_;
    my $uid = sprintf 'u%03d', $user++;
    return client('alice', user => $uid, password => "app-$uid", %options);
}

sub alive {
    my ($what, %options) = @_;
    my $client = stranger(%options);
    my $answer = $client->rpc('initialize', { protocolVersion => '2025-11-25' });

    is($client->{last}{status}, 200, "P-263: $what: initialize is answered");
    is($answer->{result}{protocolVersion}, '2025-11-25', '... with a result');
    is_deeply($client->rpc('ping')->{result}, {}, "$what: ping");
    is($client->post({ jsonrpc => '2.0', method => 'notifications/initialized' })->{status}, 202, "$what: notification");
    my $modern = stranger(%options, revision => '2026-07-28');
    ok($modern->rpc('server/discover')->{result}{supportedVersions}, "$what: server/discover");
}

sub truthful {
    my ($what, $message, %options) = @_;
    my $client = stranger(%options);
    my $answer = $client->rpc('tools/list');

    isnt($client->{last}{status}, 401, "$what: tools/list is no 401");
    like($answer->{error}{message}, $message, '... says what is wrong');
    isnt($answer->{error}{code}, -32602, '... which is not the parameters');
    my $called = $client->tool('get_file_tree');
    ok(!$called->rpc_error, "$what: tools/call gives a result");
    ok($called->is_error, 'P-332: ... with isError');
    like($called->text, $message, '... that says what is wrong');
}

alive('down', endpoint => $down);
truthful('down', qr/cannot connect|not reachable|refused/i, endpoint => $down);

MCP::StandIn::reset();
MCP::StandIn::control(maintenance => on => 1);
alive('maintenance');
truthful('maintenance', qr/maintenance/i);
MCP::StandIn::control(maintenance => on => 0);

MCP::StandIn::control(throttle => mode => 'on');
alive('throttled');
truthful('throttled', qr/too many|throttl|429/i);
MCP::StandIn::control(throttle => mode => 'off');

MCP::StandIn::control(down => mode => '500');
alive('broken');
truthful('broken', qr/answers 500/);
MCP::StandIn::control(down => mode => 'off');

# A slow Nextcloud ends at the time limits, with the reason.
MCP::StandIn::control(delay_ms => ms => 1500);
(my $hurry = client('alice')->{endpoint}) =~ s{/mcp$}{/mcp-hurry};
truthful('slow', qr/has not answered|no time|took longer/i, endpoint => $hurry);
MCP::StandIn::control(delay_ms => ms => 0);

# A good user is not locked out by the trouble before.
my $client = stranger();
cmp_ok(scalar keys %{ $client->tools }, '>=', 20, 'afterwards all is well');

# A known user whose Nextcloud goes into maintenance gets the truth as well.
MCP::StandIn::control(maintenance => on => 1);
my $called = $client->tool('get_file_tree');
ok($called->is_error, 'a warm user in maintenance: isError');
like($called->text, qr/maintenance/i, '... that says so');
MCP::StandIn::control(maintenance => on => 0);
ok(!$client->tool('get_file_tree')->is_error, '... and works again afterwards');

# A password that is revoked while it is remembered.
MCP::StandIn::control(revoke => user => $client->{user});
$client->tool('get_file_tree');
is($client->{last}{status}, 401, 'a revoked password: 401');
$client->rpc('tools/list');
is($client->{last}{status}, 401, '... and it is forgotten at once');

done_testing();
