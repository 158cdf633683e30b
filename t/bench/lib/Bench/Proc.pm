# SPDX-License-Identifier: Apache-2.0
package Bench::Proc;

# What processes have used, from /proc. A server is the process that was
# started and all its descendants.
use strict;
use warnings;

use POSIX ();

my $ticks = POSIX::sysconf(POSIX::_SC_CLK_TCK());

sub _read {
    my ($file) = @_;
    open my $in, '<', $file or return '';
    local $/;
    return scalar <$in>;
}

sub family {
    my ($root) = @_;
    my (%children, @all);

    for my $file (glob '/proc/[0-9]*/stat') {
        my ($pid, $parent) = _read($file) =~ /^(\d+) \(.*\) \S (\d+)/s or next;
        push @{ $children{$parent} }, $pid;
    }
    my @todo = ($root);
    while (defined(my $pid = shift @todo)) {
        push @all, $pid;
        push @todo, @{ $children{$pid} || [] };
    }
    return @all;
}

# Seconds of CPU, user and system, children that have ended included.
sub cpu {
    my ($root) = @_;
    my $sum = 0;

    for my $pid (family($root)) {
        my @field = split ' ', _read("/proc/$pid/stat") =~ s/^.*\) //sr;
        $sum += $_ || 0 for @field[ 11 .. 14 ];
    }
    return $sum / $ticks;
}

# { rss, private, own } in KiB, of one process. private has the pages of shared
# memory that nobody else has touched yet, own has not.
sub memory {
    my ($pid) = @_;
    my $text = _read("/proc/$pid/smaps_rollup");
    my ($rss) = $text =~ /^Rss:\s+(\d+)/m;
    my $private = 0;

    $private += $1 while $text =~ /^Private_\w+:\s+(\d+)/mg;
    my ($own) = $text =~ /^Anonymous:\s+(\d+)/m;
    return { rss => $rss || 0, private => $private, own => $own || 0 };
}

# The most that it has had in memory at a time since the last call: KiB.
# undef: the kernel does not start it anew.
sub peak {
    my ($pid) = @_;
    my ($peak) = _read("/proc/$pid/status") =~ /^VmHWM:\s+(\d+)/m;

    open my $out, '>', "/proc/$pid/clear_refs" or return;
    print {$out} "5\n";
    close $out;
    return $peak;
}

1;
