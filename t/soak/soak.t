# SPDX-License-Identifier: Apache-2.0
# t/bin/soak.sh: a private httpd with one child and a fast Nextcloud behind it
# (t/c-modules/bench). Loaders, a process each, make calls of all users and
# look at every answer; this process restarts the server at first, and watches
# its size from then on.
use strict;
use warnings;

use FindBin;
use POSIX qw(WNOHANG);
use Test::More;
use Time::HiRes qw(sleep time);
use lib "$FindBin::Bin/lib", "$FindBin::Bin/../lib", "$FindBin::Bin/../bench/lib";

use Bench::Proc;
use MCP::Httpd;
use Soak::Loader;

my $SECONDS = $ENV{SOAK_SECONDS} || 1800;
my $REQUESTS = $ENV{SOAK_REQUESTS} || 1_000_000;
my $USERS = $ENV{SOAK_USERS} || 100;
my $LOADERS = 2;
my $THREADS = 64;
my $RESTARTS = 5;

my $nextcloud = MCP::Httpd->new(
    mcp => 0, standin => 0, threads => $THREADS, modules => ['bench'],
    config => "LogLevel warn\n<Location />\n    SetHandler bench-upstream\n</Location>"
)->start;
# What a thread has freed glibc keeps for that thread, seven pieces of each of 64
# sizes. With 64 threads it takes hours until each has met every size: growth
# that ends, and would hide growth that does not.
my $httpd = do {
    local $ENV{GLIBC_TUNABLES} = 'glibc.malloc.tcache_count=0';
    MCP::Httpd->new(
        threads => $THREADS, standin => 0, nextcloud => $nextcloud->url, config => "LogLevel mcp:warn\nMCPToolsCache 30\nMCPAuthCache 20 5\n"
    )->start;
};

# Sockets come and go with connections to Nextcloud; what else is open stays.
sub descriptors {
    my ($pid) = @_;
    my @all = map { readlink($_) // () } glob "/proc/$pid/fd/*";
    my $sockets = grep { /^socket:/ } @all;

    return { sockets => $sockets, others => @all - $sockets };
}

sub median { return (sort { $a <=> $b } @_)[ $#_ / 2 ] }

# Until no connection of a client is open any more.
sub settled {
    $httpd->busy_after(15);
    sleep 4;
    return descriptors(($httpd->children)[-1]);
}

my $fresh = settled();
my $begin = time;
my @loaders = map {
    Soak::Loader->start(
        url => $httpd->url, port => $httpd->port, number => $_, users => $USERS, seconds => $SECONDS,
        requests => $REQUESTS / $LOADERS
    )
} 1 .. $LOADERS;

# --- the first third: restarts --------------------------------------------------------
sub running { return grep { !$_->has_ended } @loaders }

for my $n (1 .. $RESTARTS) {
    my $at = $begin + $SECONDS / 3 * $n / ($RESTARTS + 1);

    sleep 0.5 while running() && time < $at;
    $httpd->graceful;
}

# --- up to half the time: the last child gets its threads, and fills its caches -----
sleep 0.5 while running() && time < $begin + $SECONDS / 2;

# --- the rest ---------------------------------------------------------------------------
my $child = ($httpd->children)[-1];
my @sizes;
while (running()) {
    push @sizes, Bench::Proc::memory($child)->{own};
    sleep 1;
}
my $took = time - $begin;
my $tenth = int(@sizes / 10) || 1;
my ($early, $late) = (median(@sizes[ 0 .. $tenth - 1 ]), median(@sizes[ -$tenth .. -1 ]));
my $growth = 100 * ($late - $early) / $early;
my %sum;
for my $loader (@loaders) {
    my $said = $loader->said;

    $sum{$_} += $said->{$_} for grep { !ref $said->{$_} } keys %$said;
    diag($_) for @{ $said->{wrong} };
}
diag(sprintf '%d requests in %d s (%.0f/s), %s', $sum{answers}, $took, $sum{answers} / $took,
    join ', ', map { "$sum{$_} $_" } sort grep { $_ ne 'answers' } keys %sum);
diag(sprintf 'memory of the child: %d KiB early, %d KiB late (%+.2f %%), from %d to %d KiB', $early, $late, $growth,
    (sort { $a <=> $b } @sizes)[ 0, -1 ]);
diag('... in the course of time: ', join ' ', map { $sizes[ $#sizes * $_ / 10 ] } 0 .. 10);

cmp_ok($sum{answers}, '>=', $REQUESTS, "$REQUESTS requests");
is($sum{errors}, 0, 'every answer is what its user has to get');
is(scalar(grep { $_->{status} } @loaders), 0, 'no loader has failed');
cmp_ok($httpd->starts, '>', $RESTARTS, "$RESTARTS restarts under way");
is(($httpd->children)[-1], $child, 'the child lives');
cmp_ok($growth, '<', 2, 'it grows by less than 2 %');
my $now = settled();
is($now->{others}, $fresh->{others}, 'no descriptor of a file is left behind');
# Half of the workers may wait: a connection each, and the two ends by which
# libcurl wakes itself.
cmp_ok($now->{sockets}, '<=', $fresh->{sockets} + 3 * $THREADS / 2, '... nor sockets, but for those to Nextcloud');
diag("descriptors: $fresh->{others} and $fresh->{sockets} sockets at first, $now->{others} and $now->{sockets} in the end");
is(join("\n", $httpd->complaints), '', 'nothing bad in the log');

done_testing();
