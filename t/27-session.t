# SPDX-License-Identifier: Apache-2.0
# Sessions of clients that begin with initialize, in one child and in four.
use strict;
use warnings;

use FindBin;
use HTTP::Tiny;
use JSON::PP ();
use Test::More;
use Time::HiRes qw(sleep time);
use lib "$FindBin::Bin/lib";

use MCP::Client;
use MCP::Httpd;

my $mpm = $ENV{MCP_MPM} || 'event';
my $json = JSON::PP->new->utf8;

sub ping { return $_[0]->post({ jsonrpc => '2.0', id => 1, method => 'ping' }, $_[1])->{status} }

for my $children (1, 4) {
    my $httpd = MCP::Httpd->new(mpm => $mpm, threads => 4, children => $children, config => <<'CONF')->start;
<Location /quick>
    SetHandler mcp
    MCPSessionTimeout 2
</Location>
<Location /none>
    SetHandler mcp
    MCPNextcloudURL none
</Location>
CONF
    my $someone = sub {
        my ($user, %more) = @_;
        return MCP::Client->new(endpoint => $httpd->url . '/mcp', user => $user, password => "app-$user", %more);
    };
    my $note = sub { return "$_[0] ($children)" };

    my $alice = $someone->('alice');
    my $id = $alice->open(elicitation => {});
    like($id, qr/^[\x21-\x7e]{32,}$/, $note->('P-141: initialize gives a session id of visible ASCII'));
    my %ids = map { $someone->('alice')->open => 1 } 1 .. 20;
    is(scalar keys %ids, 20, $note->('P-141: each its own'));
    is_deeply([ map { ping($alice) } 1 .. 12 ], [ (200) x 12 ], $note->('requests of the session, at whatever child'));
    my $list = $alice->rpc('tools/list');
    ok($list->{result}{tools}, $note->('... and those that ask Nextcloud'));

    # P-145: a session is nobody's credential.
    my $bob = $someone->('bob', session => $id);
    is(ping($bob), 404, $note->('P-145: another user does not have this session'));
    $bob->rpc('tools/list') for 1 .. 3;
    is($bob->{last}{status}, 404, $note->('P-145: ... not when Nextcloud knows them either'));
    is(ping($someone->('alice', session => $id, password => 'wrong')), 401,
        $note->('P-145: a session does not replace a credential'));
    $bob->open;
    is(ping($bob), 200, $note->('... who has another'));

    # P-145: another credential of the same user is the same user.
    my $other = $someone->('alice', session => $id, user => undef, bearer => 'app-alice');
    is(ping($other), 200, $note->('another credential of the same user')) or diag $other->{last}{content};

    # P-142
    for my $unknown ('0' x 32, 'x', "$id-", 'f' x 33) {
        is(ping($someone->('alice', session => $unknown)), 404, $note->('P-142: an unknown session'));
    }
    my $answer = $json->decode($someone->('alice', session => '0' x 32)->post(
        { jsonrpc => '2.0', id => 7, method => 'tools/list' })->{content});
    is($answer->{id}, 7, $note->('P-142: ... tells the request'));
    like($answer->{error}{message}, qr/initialize/, $note->('P-142: ... and what to do'));
    is($someone->('alice', session => '0' x 32)->post(
        { jsonrpc => '2.0', method => 'notifications/initialized' })->{status}, 404,
        $note->('P-142: ... for notifications too'));

    # P-143, P-263
    is(ping($someone->('alice')), 200, $note->('P-143: without a session requests are served'));
    my $again = $alice->rpc('initialize', { protocolVersion => '2025-11-25', capabilities => {} });
    is($again->{error}{code}, -32600, $note->('P-263: initialize within a session'));
    is($again->{error}{message} =~ /Mcp-Session-Id/ ? 1 : 0, 1, $note->('P-263: ... says how'));
    my $stale = $someone->('alice', session => '0' x 32);
    ok($stale->rpc('initialize', { protocolVersion => '2025-11-25', capabilities => {} })->{result},
        $note->('P-263: initialize with a session that is gone begins one'));

    # P-007, P-025: the session decides.
    my $old = $someone->('alice', revision => '2025-03-26');
    $old->open;
    my @two = map { { jsonrpc => '2.0', id => $_, method => 'ping' } } 1, 2;
    is($old->post(\@two, { 'MCP-Protocol-Version' => '2025-11-25' })->{status}, 200,
        $note->('P-025: the negotiated revision counts, not the header (batch in 2025-03-26)'));
    is($alice->post(\@two, { 'MCP-Protocol-Version' => '2025-03-26' })->{status}, 400,
        $note->('P-126: no batch in a session of 2025-11-25'));
    is($alice->post(\@two, { 'MCP-Protocol-Version' => undef })->{status}, 400,
        $note->('P-024: without the header, too'));
    is(ping($alice, { 'MCP-Protocol-Version' => '1999-01-01' }), 400, $note->('P-023: a header of no revision'));

    # P-006
    my $modern = $someone->('alice', revision => '2026-07-28', session => '0' x 32);
    ok($modern->rpc('server/discover')->{result}, $note->('P-006: 2026-07-28 has no sessions'));
    is($modern->{last}{headers}{'mcp-session-id'}, undef, $note->('P-006: ... and gives none'));

    # P-144
    is($someone->('bob', session => $id)->end, 404, $note->('P-144: DELETE by another user'));
    is($alice->end, 204, $note->('P-144: DELETE'));
    is_deeply([ map { ping($alice) } 1 .. 8 ], [ (404) x 8 ], $note->('P-144: then it is gone, at all children'));
    is($alice->end, 404, $note->('P-144: DELETE once more'));
    is($someone->('alice')->end, 405, $note->('DELETE without a session'));
    is(HTTP::Tiny->new->request(DELETE => $httpd->url . '/mcp', { headers => { 'Mcp-Session-Id' => $id } })->{status},
        401, $note->('... without a credential'));

    # Idle time, and Nextcloud down.
    my $quick = $someone->('alice', endpoint => $httpd->url . '/quick');
    $quick->open;
    for (1 .. 5) {
        sleep 0.7;
        ping($quick);
    }
    is($quick->{last}{status}, 200, $note->('a session that is used stays'));
    sleep 3.2;
    is(ping($quick), 404, $note->('one that is not used ends'));

    $httpd->control(down => mode => '503');
    my $early = $someone->('carol');
    ok($early->open, $note->('a session begins while Nextcloud is down'));
    is(ping($early), 200, $note->('... and is used'));
    is(ping($someone->('dave', session => $early->{session})), 404, $note->('... by who began it only'));
    $httpd->control(down => mode => 'off');

    my $nobody = MCP::Client->new(endpoint => $httpd->url . '/none');
    ok($nobody->open, $note->('a session without a Nextcloud'));
    is(ping($nobody), 200, $note->('... is used'));
    is($nobody->end, 204, $note->('... and ended'));
    is(join("\n", $httpd->complaints), '', $note->('nothing bad in the log'));
}

done_testing();
