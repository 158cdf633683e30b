# SPDX-License-Identifier: Apache-2.0
# Many idle event streams in one child, parked: each hears of a change, says
# that it lives, is missed when it goes, and gets its answer when the child
# ends.
#
# MCP_ALL=1: 5,000 of them, with their memory.
use strict;
use warnings;

use FindBin;
use IO::Poll qw(POLLIN);
use IO::Socket::INET;
use JSON::PP ();
use Test::More;
use Time::HiRes qw(sleep time);
use lib "$FindBin::Bin/lib";

use MCP::Client;
use MCP::Httpd;

my $mpm = $ENV{MCP_MPM} || 'event';
plan skip_all => "nothing is parked under $mpm" if $mpm ne 'event';

my $COUNT = $ENV{MCP_ALL} ? 5000 : 200;
my $THREADS = $ENV{MCP_ALL} ? 25 : 4;
# Seconds; others may work on this machine too.
my $SOON = $ENV{MCP_ALL} ? 60 : 10;
my $META = 'io.modelcontextprotocol/';

my $factor = int(($COUNT + 200) / ($THREADS / 2 - 1)) + 1;
my $httpd = MCP::Httpd->new(standin => 0, threads => $THREADS, modules => ['conformance'], config => <<"CONF")->start;
AsyncRequestWorkerFactor $factor
MCPPark On
MCPMaxStreams $COUNT $COUNT
MCPKeepAlive @{[ $ENV{MCP_ALL} ? 15 : 1 ]}
<Location /open>
    SetHandler mcp
    MCPNextcloudURL none
</Location>
CONF
my ($child) = $httpd->children;

my $listen = JSON::PP->new->canonical->encode({ jsonrpc => '2.0', id => 1, method => 'subscriptions/listen', params => {
    notifications => { toolsListChanged => JSON::PP::true },
    _meta => { "${META}protocolVersion" => '2026-07-28', "${META}clientCapabilities" => {} } } });
my $request = join("\r\n", 'POST /open HTTP/1.1', 'Host: 127.0.0.1', 'Accept: application/json, text/event-stream',
    'Content-Type: application/json', 'MCP-Protocol-Version: 2026-07-28', 'Mcp-Method: subscriptions/listen',
    'Content-Length: ' . length $listen, '', $listen);

my (%streams, $poll);

sub open_stream {
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1:' . $httpd->port) or die "connect: $!\n";

    $socket->autoflush(1);
    print {$socket} $request;
    $poll ||= IO::Poll->new;
    $poll->mask($socket, POLLIN);
    return $streams{$socket} = { socket => $socket, bytes => '' };
}

sub close_stream {
    my ($stream) = @_;
    $poll->remove($stream->{socket});
    close $stream->{socket};
    delete $streams{ $stream->{socket} };
    return;
}

sub forget { $_->{bytes} = '' for values %streams; return }

# Reads until as many streams have had this. Returns the seconds it took, or
# undef.
sub until_all {
    my ($pattern, $count) = @_;
    my $begin = time;
    my %had = map { $_->{bytes} =~ $pattern ? ($_->{socket} => 1) : () } values %streams;

    while (keys %had < $count) {
        return diag(scalar keys %had, " of $count") && undef if time - $begin > $SOON;
        $poll->poll(0.2);
        for my $socket ($poll->handles(POLLIN)) {
            my $stream = $streams{$socket};

            if (!sysread $socket, $stream->{bytes}, 65536, length $stream->{bytes}) {
                $stream->{closed} = 1;
                $poll->remove($socket);
            }
            $had{$socket} = 1 if $stream->{bytes} =~ $pattern;
        }
    }
    return time - $begin;
}

sub kilobytes {
    my ($text) = MCP::Httpd::_read("/proc/$child/smaps_rollup");
    my $sum = 0;

    $sum += $_ for $text =~ /^Private_\w+: +(\d+) kB/mg;
    return $sum;
}

sub ticks { return eval { my @field = split / /, MCP::Httpd::_read("/proc/$child/stat"); $field[13] + $field[14] } }

sub change {
    my $result = MCP::Client->new(endpoint => $httpd->url . '/open', revision => '2026-07-28')
        ->tool('test_trigger_tool_change', {});
    die $result->text if $result->is_error;
    return time;
}

open_stream(), change(), until_all(qr/list_changed/, 1);
my $before = kilobytes();
for my $n (2 .. $COUNT) {
    open_stream();
    until_all(qr/acknowledged/, $n - 20) if $n % 50 == 0 && $n > 20;
}
ok(defined until_all(qr/acknowledged/, $COUNT), "$COUNT streams, at once in a child with $THREADS threads");
is_deeply([ $httpd->children ], [$child], '... the only one');
is($httpd->busy_after(10), 0, '... whose workers are all idle');
my $each = (kilobytes() - $before) / ($COUNT - 1);
diag(sprintf '%.1f kB each', $each);
cmp_ok($each, '<', 48, '... at less than 48 kB each') if $ENV{MCP_ALL};

for my $round (1 .. 3) {
    forget();
    my $cpu = ticks();
    my $begin = time;
    change();
    my $took = until_all(qr/list_changed/, $COUNT);
    ok(defined $took, "$round: a change reaches all");
    diag(sprintf '... in %.2f s, %.0f us of CPU each', time - $begin, 10_000 * (ticks() - $cpu) / $COUNT);
}

forget();
my $cpu = ticks();
my $begin = time;
ok(defined until_all(qr/\n:\n\n/, $COUNT), 'each says that it lives');
diag(sprintf '... in %.1f s, %.1f %% of a processor', time - $begin, (ticks() - $cpu) / (time - $begin));

my @gone = (values %streams)[ 1 .. $COUNT / 2 ];
is(MCP::Client->new(endpoint => $httpd->url . '/open', revision => '2026-07-28')->rpc('subscriptions/listen',
    { notifications => {} })->{error}{code}, -32603, 'there is no room for more');
close_stream($_) for @gone;
forget();
sleep 1;
open_stream() for 1 .. @gone;
ok(defined until_all(qr/acknowledged/, scalar @gone), 'who goes makes room');

forget();
$begin = time;
$httpd->graceful;
my $took = until_all(qr/"result":\{/, $COUNT);
ok(defined $took, 'a graceful restart ends each with its answer');
diag(sprintf '... in %.2f s', time - $begin);
until_all(qr/(?!)/, 1) while (grep { !$_->{closed} } values %streams) && time - $begin < 3 * $SOON && ($SOON = 1);
is(scalar(grep { !$_->{closed} } values %streams), 0, '... and closes it');
$begin = time;
sleep 0.1 while kill(0, $child) && time - $begin < 20;
ok(!kill(0, $child), '... whereupon the child ends');
is($httpd->busy_after(10), 0, 'all workers are idle');
is(join("\n", $httpd->complaints), '', 'nothing bad in the log');

done_testing();
