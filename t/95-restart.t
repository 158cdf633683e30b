# SPDX-License-Identifier: Apache-2.0
# Restarts under load lose no answer, a graceful stop waits for the running
# jobs, with a client or without, and a child that is killed takes its place at
# the gate along.
use strict;
use warnings;

use FindBin;
use HTTP::Tiny;
use IO::Socket::INET;
use Test::More;
use Time::HiRes qw(sleep time);
use lib "$FindBin::Bin/lib";

use MCP::Httpd;
use MCP::Load;

our $TODO;

my $SECONDS = $ENV{MCP_SECONDS} || 10;
my @mpms = $ENV{MCP_MPM} || qw(event worker prefork);
my $nextcloud = MCP::Httpd->new(mcp => 0, threads => 16)->start;

sub server {
    my ($mpm, %options) = @_;
    return MCP::Httpd->new(
        mpm => $mpm, standin => 0, nextcloud => $nextcloud->url, %options
    )->start;
}

sub ask {
    my ($n) = @_;
    my $who = sprintf 'u%03d', $n % 50;
    return MCP::Load::tool(find_details_of_current_user => {},
        authorization => $n % 2 ? MCP::Load::basic($who) : MCP::Load::bearer($who), who => $who);
}

sub is_answer {
    my ($result) = @_;
    my $answer = MCP::Load::answer($result) || {};

    return ($result->{status} || 0) == 200
        && ($answer->{result}{structuredContent}{id} || '') eq $result->{call}{who};
}

sub says { return $_[0]{error} || "$_[0]{status} $_[0]{content}" }

# Restarts at equal distances while 16 clients call.
sub under_load {
    my ($httpd) = @_;
    my ($calls, $restarts) = (0, 0);
    my $end = time + $SECONDS;
    my $load = MCP::Load->new(
        port => $httpd->port, clients => 16, deadline => $SECONDS + 30,
        tick => sub {
            my ($elapsed) = @_;
            return if $restarts >= 5 || $elapsed < ($restarts + 0.5) * $SECONDS / 5
                || $httpd->starts <= $restarts;
            $restarts++;
            $httpd->graceful(wait => 0);
        }
    );
    my @results = $load->run(sub { time < $end ? ask($calls++) : undef });
    my @bad = grep { !is_answer($_) } @results;

    diag("$httpd->{mpm}: ", $load->summary);
    is($restarts, 5, '5 restarts');
    cmp_ok($httpd->starts, '>=', 5, '... that took place');
    cmp_ok(scalar @results, '>=', 16, scalar(@results) . ' calls');
    is(scalar @bad, 0, '... each with the whole answer of its user')
        || diag(join "\n", map { says($_) } @bad[ 0 .. ($#bad < 4 ? $#bad : 4) ]);
    is(join("\n", $httpd->complaints), '', 'nothing bad in the log');
}

# One restart while all places are taken and each answer of Nextcloud, which
# needs the same workers, takes a while: the jobs of the old children and those
# of the new ones must leave it some.
sub all_places_taken {
    my ($httpd) = @_;
    my ($calls, $restarted) = (0, 0);
    my $end = time + 5;
    my $load = MCP::Load->new(
        port => $httpd->port, clients => 16, timeout => 40, closed => 100,
        tick => sub { $httpd->graceful(wait => 0) if $_[0] > 1.5 && !$restarted++ }
    );

    $httpd->control(delay_ms => ms => 500);
    my @results = $load->run(sub { time < $end ? ask($calls++) : undef });
    my @bad = grep { !is_answer($_) } @results;
    diag("$httpd->{mpm}, all places taken: ", $load->summary);
    is(scalar @bad, 0, 'nobody waits in vain') || diag(says($bad[0]));
}

# A job that takes two seconds, and what is done to its server meanwhile.
sub during_job {
    my ($httpd, $deed) = @_;
    my $done;

    MCP::Load->new(port => $httpd->port, clients => 1)->run([ ask(1) ]);
    $nextcloud->control(delay_ms => ms => 2000);
    my ($result) = MCP::Load->new(
        port => $httpd->port, clients => 1, closed => 0,
        tick => sub { $done = $deed->() if !$done && $_[0] > 0.6 }
    )->run([ ask(1) ]);
    $nextcloud->control(delay_ms => ms => 0);
    return $result;
}

# The process that works on an MCP request, from mod_status.
sub working_child {
    my ($httpd) = @_;
    my $page = HTTP::Tiny->new(keep_alive => 0)->get($httpd->url . '/server-status')->{content};

    for my $row (split /<tr>/, $page) {
        my ($pid) = $row =~ m{<td><b>\d+-\d+</b></td><td>(\d+)</td>} or next;
        return $pid if $row =~ m{<b>W</b>} && $row =~ m{POST /mcp};
    }
    return;
}

# A client of an earlier revision goes away, which cancels nothing, and so does
# the child that works for it.
sub detached {
    my ($mpm, $httpd) = @_;
    my $file = "/detached-$mpm.txt";
    my $call = MCP::Load::tool(upload_file => { path => $file, content => $mpm },
        authorization => MCP::Load::basic('u007'));

    $nextcloud->control(delay_ms => ms => 1500);
    $nextcloud->mark;
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1:' . $httpd->port) or die $!;
    print {$socket} "$call->{request}\r\n$call->{content}";
    ok($nextcloud->was_asked(qr{ /ocs/}, 15), 'the job works');
    close $socket;
    # So that the child is idle when it is told.
    is($httpd->busy_after(10), 0, 'its client has gone');
    $httpd->graceful;
    ok($nextcloud->was_asked(qr{^PUT .*\Q$file\E}, 10), 'the work is done to its end');
    $nextcloud->control(delay_ms => ms => 0);
    is(join("\n", $httpd->complaints), '', 'nothing bad in the log');
}

for my $mpm (@mpms) {
    my %size = $mpm eq 'prefork' ? (threads => 24) : (threads => 12, children => 2);

    subtest "$mpm: graceful restarts" => sub { under_load(server($mpm, %size)) };
    # Not when mod_perl would be watched too. There are slots for the children of
    # all restarts: on a slow machine none of them may have ended before the
    # last, and all of them wait for the newest.
    subtest "$mpm: with its own Nextcloud" => sub {
        plan skip_all => 'the module is watched' if $ENV{MCP_PRELOAD};
        under_load(MCP::Httpd->new(mpm => $mpm, %size, spare => 12)->start);
    };
    subtest "$mpm: all places taken" => sub {
        plan skip_all => 'the module is watched' if $ENV{MCP_PRELOAD};
        all_places_taken(MCP::Httpd->new(
            mpm => $mpm, threads => 8, config => "KeepAliveTimeout 1\nMCPUpstreamTimeout 8"
        )->start);
    };
    # A process of prefork ends as soon as it is told to.
    subtest "$mpm: a job without a client" => sub { detached($mpm, server($mpm, %size)) }
        if $mpm ne 'prefork';
    subtest "$mpm: graceful stop" => sub {
        my $httpd = server($mpm, %size);
        my $result = during_job($httpd, sub { kill WINCH => $httpd->pid });

        ok(is_answer($result), 'the answer arrives') || diag(says($result));
        ok($httpd->stop(graceful => 1), 'httpd has ended');
        is(join("\n", $httpd->complaints), '', 'nothing bad in the log');
    };
}

if (grep { $_ eq 'prefork' } @mpms) {
    subtest 'prefork: a child is killed' => sub {
        my $httpd = server('prefork', threads => 4, config => "MCPMaxWaiting 1\n");

        for my $round (1 .. 3) {
            my $pid;
            my $result = during_job($httpd, sub {
                $pid = working_child($httpd) or return 1;
                kill KILL => $pid;
            });
            ok($pid, "round $round: found the child");
            ok(!$result->{status}, '... its client got nothing');
            my ($next) = MCP::Load->new(port => $httpd->port, clients => 1, busy => 30, closed => 5)
                ->run([ ask(2) ]);
            ok(is_answer($next), '... its place is free') || diag(says($next));
        }
    };
}

done_testing();
