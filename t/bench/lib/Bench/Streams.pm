# SPDX-License-Identifier: Apache-2.0
package Bench::Streams;

# What idle event streams (subscriptions/listen) take, and how soon they hear
# of a change.
use strict;
use warnings;

use IO::Poll qw(POLLHUP POLLIN);
use MCP::Stream;
use Time::HiRes qw(sleep time);

use Bench::Load;
use Bench::Proc;

my $patience = 10;

# Where nobody has to say who they are, and tools say that they have changed.
my $location = <<'CONF';
<Location /open>
    SetHandler mcp
    MCPNextcloudURL none
</Location>
CONF

sub _private {
    my ($server) = @_;
    my $sum = 0;

    $sum += Bench::Proc::memory($_)->{private} for $server->{httpd}->children;
    return $sum;
}

sub _open {
    my ($listen, $count) = @_;
    my @streams;

    for (1 .. $count) {
        my $stream = MCP::Stream->open($listen->{url}, $listen->{message}, %{ $listen->{headers} });
        my $first = $stream->next($patience) || {};

        die 'a stream was not opened: ' . $stream->status . "\n" unless $first->{method};
        push @streams, $stream;
    }
    return @streams;
}

# Seconds from a change until each of them was told.
sub _told {
    my ($change, @streams) = @_;
    my $begin = time;
    my $poll = IO::Poll->new;
    my (%waiting, @times);

    for my $stream (@streams) {
        $poll->mask($stream->{socket}, POLLIN);
        $waiting{ $stream->{socket} } = $stream;
    }
    Bench::Load::once($change);
    while (%waiting && time < $begin + $patience) {
        $poll->poll(0.1);
        for my $socket ($poll->handles(POLLIN | POLLHUP)) {
            my $message = $waiting{$socket}->next(0.01) or next;

            die "not a change: $message->{method}\n" unless ($message->{method} || '') =~ /list_changed$/;
            push @times, time - $begin;
            $poll->remove($socket);
            delete $waiting{$socket};
        }
    }
    die keys(%waiting) . " streams were not told\n" if %waiting;
    return sort { $a <=> $b } @times;
}

sub measure {
    my ($servers, $report, @counts) = @_;
    my $most = (sort { $a <=> $b } @counts)[-1];
    # As many workers as there may be streams, so that it is no matter how
    # this MPM holds one.
    my $server = $servers->httpd(
        tools => 30, threads => $most + 64, modules => ['conformance'],
        config => $location . "MCPMaxWaiting 4096\nMCPMaxStreams 4096 4096\nMCPKeepAlive 60\nMCPJobThreads 4\n"
    );
    my $listen = $servers->subject($server, 'subscriptions/listen',
        { notifications => { toolsListChanged => JSON::PP::true } }, path => '/open', modern => 1, unchecked => 1);
    my $change = $servers->subject($server, 'tools/call', { name => 'test_trigger_tool_change' }, path => '/open');

    for my $count (sort { $a <=> $b } @counts) {
        my $before = _private($server);
        my @streams = _open($listen, $count);
        my $after = _private($server);
        my @times = _told($change, @streams);

        $report->value("memory of an event stream, $count open", ($after - $before) / $count, 'KiB');
        $report->value("change heard by half of $count streams", 1000 * $times[ $#times / 2 ], 'ms');
        $report->value("change heard by all $count streams", 1000 * $times[-1], 'ms');
        $_->close for @streams;
        # Workers notice one after the other.
        sleep 1;
    }
    $server->{httpd}->stop;
    return;
}

1;
