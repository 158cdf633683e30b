# SPDX-License-Identifier: Apache-2.0
package Bench::Load;

# One measurement: load on a URL for some seconds, and what it cost the server.
#
#   my $m = Bench::Load::run($subject, connections => 32, seconds => 2);
#   # { rps, cpu (us per request), p50, p99 (us), errors }
#
# A subject: { pid, url, message, body (its JSON text; none: GET), headers,
# users, h2 }.
use strict;
use warnings;

use Bench::Proc;
use File::Basename qw(dirname);
use File::Temp ();
use HTTP::Tiny;
use JSON::PP ();

my $lua = dirname(__FILE__) . '/../../post.lua';
my $json = JSON::PP->new;

sub _body_file {
    my ($subject) = @_;

    return undef unless defined $subject->{body};
    $subject->{body_file} ||= do {
        my $file = File::Temp->new;
        print {$file} $subject->{body};
        close $file;
        $file;
    };
    return "$subject->{body_file}";
}

sub _wrk {
    my ($subject, %how) = @_;

    local $ENV{BENCH_BODY} = _body_file($subject);
    delete $ENV{BENCH_BODY} unless defined $ENV{BENCH_BODY};
    local $ENV{BENCH_HEADERS} = join "\n", map { "$_: $subject->{headers}{$_}" } sort keys %{ $subject->{headers} || {} };
    local $ENV{BENCH_USERS} = $subject->{users} || 0;
    my $output = `wrk -t1 -c$how{connections} -d$how{seconds}s --timeout 30s -s $lua '$subject->{url}' 2>&1`;
    my ($line) = $output =~ /^(\{"requests".*\})$/m or die "wrk: $output\n";
    my $said = $json->decode($line);

    # Who is refused quickly is not served quickly.
    my $served = $said->{requests} - $said->{refused};

    return {
        requests => $served, rps => 1e6 * $served / $said->{us},
        errors => $said->{errors}, p50 => $said->{p50}, p99 => $said->{p99}
    };
}

# h2load names no percentiles but its log has each request's time.
sub _h2load {
    my ($subject, %how) = @_;
    my $log = File::Temp->new;
    my $connections = $how{connections} < 4 ? $how{connections} : 4;
    my $streams = int($how{connections} / $connections);
    my @headers = map { ('-H', "$_: $subject->{headers}{$_}") } sort keys %{ $subject->{headers} || {} };
    my @command = (
        'h2load', '-t1', "-c$connections", "-m$streams", "-D$how{seconds}", "--log-file=$log", @headers,
        defined $subject->{body} ? ('-d', _body_file($subject)) : (), $subject->{url}
    );

    open my $pipe, '-|', @command or die "h2load: $!\n";
    my $output = do { local $/; <$pipe> };
    close $pipe;
    my ($rps) = $output =~ m{finished in [\d.]+\w+, ([\d.]+) req/s} or die "h2load: $output\n";
    my ($good) = $output =~ /status codes: (\d+) 2xx/;
    my ($done) = $output =~ /requests: \d+ total, \d+ started, (\d+) done/;
    my @times = sort { $a <=> $b } map { (split)[2] // () } do { open my $in, '<', "$log"; <$in> };

    return {
        requests => $good, rps => $done ? $rps * $good / $done : 0, errors => $done > $good ? $done - $good : 0,
        p50 => $times[ $#times * 0.5 ] || 0, p99 => $times[ $#times * 0.99 ] || 0
    };
}

# Its request once, whatever it is answered: { status, content }.
sub once {
    my ($subject) = @_;
    my $http = HTTP::Tiny->new(timeout => 60, verify_SSL => 0);

    return $http->post($subject->{url}, { headers => $subject->{headers}, content => $subject->{body} });
}

sub run {
    my ($subject, %how) = @_;
    my $before = Bench::Proc::cpu($subject->{pid});
    my $m = $subject->{h2} ? _h2load($subject, %how) : _wrk($subject, %how);

    $m->{cpu} = $m->{requests} ? 1e6 * (Bench::Proc::cpu($subject->{pid}) - $before) / $m->{requests} : 0;
    return $m;
}

sub _median {
    my ($name, @all) = @_;
    my @sorted = sort { $a <=> $b } map { $_->{$name} } @all;

    return $sorted[ $#sorted / 2 ];
}

# The subjects in turn, round by round, so that a machine that gets slower
# does so for all of them. { name => medians of its rounds }
sub rounds {
    my ($subjects, %how) = @_;
    my %all;

    for my $round (1 .. $how{rounds}) {
        push @{ $all{$_} }, run($subjects->{$_}, %how) for sort keys %$subjects;
    }
    return {
        map {
            my $name = $_;
            my @m = @{ $all{$name} };
            $name => {
                (map { $_ => _median($_, @m) } qw(rps cpu p50 p99)),
                errors => eval { my $n = 0; $n += $_->{errors} for @m; $n },
                requests => eval { my $n = 0; $n += $_->{requests} for @m; $n }
            };
        } keys %all
    };
}

1;
