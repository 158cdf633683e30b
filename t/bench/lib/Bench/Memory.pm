# SPDX-License-Identifier: Apache-2.0
package Bench::Memory;

# What a child has of its own, and how long a start takes.
use strict;
use warnings;

use Bench::Load;
use Bench::Proc;
use MCP::Httpd;
use Time::HiRes qw(sleep time);

# KiB that the one child of an httpd has for itself.
sub _private {
    my ($server) = @_;
    my ($child) = $server->{httpd}->children;

    return Bench::Proc::memory($child)->{private};
}

# Of three starts the fastest: what is slower was disturbed.
sub _start_time {
    my ($servers, %how) = @_;
    my $best;

    for (1 .. 3) {
        my $begin = time;
        my $server = $servers->httpd(%how, threads => 4);
        my $took = time - $begin;
        $best = $took if !defined $best || $took < $best;
        $server->{httpd}->stop;
    }
    return $best;
}

sub _jobs {
    my ($servers, $report) = @_;
    my $server = $servers->httpd(tools => 30, config => "\nMCPMaxWaiting 48\nMCPJobThreads 48\n");
    my $subject = $servers->subject($server, 'tools/call', { name => 'bench_item_0', arguments => { delay => 1000 } });
    my $before;

    # The threads are there once they have been needed, stacks and all.
    Bench::Load::run($subject, connections => 40, seconds => 1);
    $before = _private($server);
    my $pid = fork;
    die "fork: $!\n" unless defined $pid;
    if ($pid == 0) {
        Bench::Load::run($subject, connections => 40, seconds => 2);
        POSIX::_exit(0);
    }
    sleep 1.5;
    $report->value('memory of a running job', (_private($server) - $before) / 40, 'KiB');
    waitpid $pid, 0;
    return;
}

sub measure {
    my ($servers, $report, $quick) = @_;
    my $bare = $servers->httpd(mcp => 0);
    my $idle = $servers->httpd(manifests => "$ENV{MCP_TOP}/conf/tools.d");

    $report->value('memory of an idle child without the module', _private($bare) / 1024, 'MiB');
    $report->value('memory of an idle child, added', (_private($idle) - _private($bare)) / 1024, 'MiB');
    $_->{httpd}->stop for $bare, $idle;
    _jobs($servers, $report);
    my $without = _start_time($servers, mcp => 0);
    my $with = _start_time($servers, tools => 500);
    $report->value('start with 500 tools, added', 1000 * ($with - $without), 'ms');
    return;
}

1;
