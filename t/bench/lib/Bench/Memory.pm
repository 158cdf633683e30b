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

# A file as large as Nextcloud's own limit for many things, read by a tool.
sub _file {
    my ($servers, $report) = @_;
    my $size = 50 * 1024 * 1024;
    my $server = $servers->httpd(manifests => "$ENV{MCP_TOP}/conf/tools.d");
    my ($child) = $server->{httpd}->children;
    # Not decoded, which takes far longer than the rest.
    my $read = sub {
        Bench::Load::once($servers->subject($server, 'tools/call',
            { name => 'get_file_content', arguments => { file_path => "/$_[0].txt" } }, unchecked => 1));
    };

    $read->(1000);
    if (!defined Bench::Proc::peak($child)) {
        print "# this kernel does not let us start the peak of memory anew; no row for a file of 50 MB\n";
        return;
    }
    my $before = Bench::Proc::memory($child)->{rss};
    my $begin = time;
    my $answer = $read->($size);
    my $took = time - $begin;
    die "the file was not whole: $answer->{status}\n" if length $answer->{content} < $size;
    $report->value('file of 50 MB, peak of memory, added', (Bench::Proc::peak($child) - $before) / 1024, 'MiB');
    $report->value('file of 50 MB, time', 1000 * $took, 'ms');
    $server->{httpd}->stop;
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
    _file($servers, $report);
    my $without = _start_time($servers, mcp => 0);
    my $with = _start_time($servers, manifests => $servers->tools_dir(500));
    $report->value('start with 500 tools, added', 1000 * ($with - $without), 'ms');
    return;
}

1;
