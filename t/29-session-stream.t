# SPDX-License-Identifier: Apache-2.0
# The event stream of a session: GET, with four children.
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
my $httpd = MCP::Httpd->new(mpm => $mpm, children => 4, threads => 8, modules => ['conformance'], config => <<'CONF')->start;
MCPKeepAlive 300ms
MCPToolsCache 1
MCPMaxStreams 4 3
<Location /open>
    SetHandler mcp
    MCPNextcloudURL none
</Location>
<Location /brief>
    SetHandler mcp
    MCPNextcloudURL none
    MCPSessionTimeout 2
</Location>
<Location /asks>
    SetHandler mcp
    MCPAuthCache 0 0
</Location>
CONF

sub client {
    my ($path, %how) = @_;
    my $client = MCP::Client->new(endpoint => $httpd->url . $path, %how);
    $client->open unless $how{session};
    return $client;
}

sub stream {
    my ($client, %headers) = @_;
    return MCP::Stream->open($client->{endpoint}, undef, 'Mcp-Session-Id' => $client->{session},
        defined $client->authorization ? (Authorization => $client->authorization) : (),
        Accept => 'text/event-stream', %headers);
}

sub trigger {
    my ($tool, $arguments) = @_;
    my $result = MCP::Client->new(endpoint => $httpd->url . '/open')->tool($tool, $arguments || {});
    die $result->text if $result->is_error;
}

# --- what it is -----------------------------------------------------------------
my $client = client('/open');
is_deeply($client->{opened}{result}{capabilities}{tools}, { listChanged => JSON::PP::true },
    'P-264: what is told is declared');
my $stream = stream($client);
is($stream->status, 200, 'P-146: GET in a session');
like($stream->header('content-type'), qr{^text/event-stream}, 'P-146: ... is an event stream');
for my $change (
    [ test_trigger_tool_change     => 'notifications/tools/list_changed' ],
    [ test_trigger_prompt_change   => 'notifications/prompts/list_changed' ],
    [ test_trigger_resource_change => 'notifications/resources/list_changed' ])
{
    my ($tool, $method) = @$change;

    for my $turn (1 .. 3) {
        trigger($tool);
        is_deeply($stream->next(10), { jsonrpc => '2.0', method => $method }, "P-147: $tool is told ($turn)");
    }
}
$stream->next(0.8);
ok($stream->comments > 0, 'P-174: signs of life');

# --- resources ---------------------------------------------------------------------
my $watched = 'test://watched-resource';
sub update { trigger(test_trigger_resource_update => { uri => $watched }) }

update();
is($stream->next(0.7), undef, 'P-365: a resource that nobody watches');
is_deeply($client->rpc('resources/subscribe', { uri => $watched })->{result}, {}, 'P-365: subscribe');
sleep 0.5;
for (1 .. 3) {
    update();
    is_deeply($stream->next(10), { jsonrpc => '2.0', method => 'notifications/resources/updated',
        params => { uri => $watched } }, 'P-365: then it is told');
}
trigger(test_trigger_resource_update => { uri => 'test://static-text' });
is($stream->next(0.7), undef, 'P-365: ... and no other');
is($client->rpc('resources/subscribe', { uri => 'no://such' })->{error}{code}, -32002, 'P-365: what does not exist');
is($client->rpc('resources/subscribe', {})->{error}{code}, -32602, 'P-365: ... and what says nothing');
like(MCP::Client->new(endpoint => $httpd->url . '/open')->rpc('resources/subscribe', { uri => $watched })->{error}{message},
    qr/session/, 'P-365: without a session');
is_deeply($client->rpc('resources/unsubscribe', { uri => $watched })->{result}, {}, 'P-365: unsubscribe');
sleep 0.5;
update();
is($stream->next(0.7), undef, 'P-365: then it is told no more');

for my $turn (1 .. 10) {
    $client->rpc('resources/subscribe', { uri => $watched });
    update();
    is($stream->next(10)->{params}{uri}, $watched, "P-365: a change right after subscribing ($turn)");
    is($stream->next(0.3), undef, 'P-365: ... is told once') if $turn == 1;
    $client->rpc('resources/unsubscribe', { uri => $watched });
    sleep 0.3;
}

# --- one at a time --------------------------------------------------------------------
$client->rpc('resources/subscribe', { uri => $watched });
for my $turn (1 .. 4) {
    my $next = stream($client);
    is($next->status, 200, "P-148: another GET ($turn)");
    ok($stream->is_closed(10), 'P-148: ... ends the one before');
    $stream = $next;
}
update();
is($stream->next(10)->{params}{uri}, $watched, 'P-365: what was subscribed before is told on it');
is($stream->next(0.5), undef, 'P-148: ... once');

# --- going on ------------------------------------------------------------------------
for my $revision ('2025-06-18', '2025-11-25') {
    my $other = client('/open', revision => $revision);
    $other->rpc('resources/subscribe', { uri => $watched });
    my $lost = stream($other);
    trigger('test_trigger_tool_change');
    is($lost->next(10)->{method}, 'notifications/tools/list_changed', "P-149: $revision: something happens");
    my @ids = $lost->ids;
    is(scalar @ids, $revision eq '2025-06-18' ? 1 : 2, 'P-151: ... an id for each message, and one to begin with for who knows of it');
    like($_, qr/^s[0-9a-f]{16}\.\d$/, 'P-149: ... which says whose stream it was') for @ids;
    $lost->close;
    sleep 0.3;
    update();
    trigger('test_trigger_prompt_change') for 1 .. 2;
    my $rest = stream($other, 'Last-Event-ID' => $ids[-1]);
    is_deeply([ sort map { ($rest->next(10) || {})->{method} || 'nothing' } 1 .. 2 ],
        [qw(notifications/prompts/list_changed notifications/resources/updated)], 'P-149: what happened meanwhile is told');
    is($rest->next(0.5), undef, 'P-149: ... once, and nothing that was told before');
    my @more = $rest->ids;
    $rest->close;
    sleep 0.3;
    my $again = stream($other, 'Last-Event-ID' => $more[-2]);
    ok($again->next(10), 'P-149: an event that may have been lost on the way comes again');
    is($again->next(0.5), undef, '... and no more');
    $again->close;
    is(stream($other)->next(0.7), undef, 'P-149: who begins anew is told from then on');
    is(stream(client('/open', revision => $revision), 'Last-Event-ID' => $ids[0])->next(0.7), undef,
        'P-145: another session gets nothing of it');
}

# --- who gets none ----------------------------------------------------------------------
sub get { return HTTP::Tiny->new->get($client->{endpoint}, { headers => { @_ } }) }
is(get(Accept => 'text/event-stream')->{status}, 405, 'P-146: without a session: 405');
is(get('Mcp-Session-Id' => '0' x 32, Accept => 'text/event-stream')->{status}, 404, 'P-142: an unknown session');
is(get('Mcp-Session-Id' => $client->{session}, Accept => 'application/json')->{status}, 406, 'P-042: no event streams');
is(get('Mcp-Session-Id' => $client->{session}, 'MCP-Protocol-Version' => '2026-07-28')->{status}, 405,
    'P-154: not in 2026-07-28');
my @many = map { stream(client('/open')) } 1 .. 6;
is_deeply([ grep { $_ != 200 } map { $_->status } @many ], [ (405) x grep { $_->status != 200 } @many ],
    'P-146: where no place is left: 405');
$_->close for @many;

my $alice = client('/mcp', user => 'alice', password => 'app-alice');
my $hers = stream($alice);
is($hers->status, 200, 'a stream beside a Nextcloud');
is(stream(client('/mcp', user => 'bob', password => 'app-bob', session => $alice->{session}))->status, 404,
    'P-145: not for another user');
is(stream($alice, Authorization => undef)->status, 401, 'P-501: nor without a credential');
is(stream($alice, Authorization => 'Basic ' . encode_base64('alice:wrong', ''))->status, 401, '... nor with a wrong one');
my $fresh = client('/asks', user => 'alice', password => 'app-alice');
is(stream($fresh)->status, 200, 'a credential that has to be asked for');
$httpd->control(down => mode => '503');
is(stream($fresh)->status, 503, '... while Nextcloud is down: 503, and no JSON for a stream');
$httpd->control(down => mode => 'off');

# --- its end ------------------------------------------------------------------------------
is($client->end, 204, 'DELETE');
ok($stream->is_closed(10), 'P-144: the stream ends with the session');
my $brief = client('/brief');
$stream = stream($brief);
sleep 3.5;
ok(!$stream->is_closed(0), 'an open stream keeps its session');
is($brief->post({ jsonrpc => '2.0', id => 1, method => 'ping' })->{status}, 200, '... alive');
is(join("\n", $httpd->complaints), '', 'nothing bad in the log');

done_testing();
