# SPDX-License-Identifier: Apache-2.0
# Nobody starves: with far more callers than workers, and idle connections
# beside them, each caller is served, whatever it speaks and however slow
# Nextcloud is, which needs the same workers.
#
# MCP_ALL=1: every combination, with more requests each.
use strict;
use warnings;

use FindBin;
use Test::More;
use Time::HiRes qw(time);
use lib "$FindBin::Bin/lib";

use MCP::Curl;
use MCP::Httpd;
use MCP::Load;
use MCP::Tls;

my $CALLERS = 64;
my $IDLE = 60;
my $USERS = 16;
# Seconds that only a standstill can exceed.
my $BOUND = 120;

my $mpm = $ENV{MCP_MPM} || 'event';
plan skip_all => 'openssl is not installed' unless MCP::Tls->new;
my @runs = $ENV{MCP_ALL} ? every_run() : short_runs();

# Workers, milliseconds that Nextcloud takes, what the callers speak, requests
# of each, with MCPPark or without. HTTP/2 is nothing for prefork, as httpd's own documentation says.
sub short_runs {
    return @{ {
        event => [
            [ 4, 0, 'http2', 1 ], [ 4, 20, 'http1', 2 ], [ 8, 20, 'tls', 2 ], [ 8, 200, 'mixed', 1 ],
            [ 25, 200, 'http1', 2 ], [ 25, 20, 'http2', 2 ],
            [ 4, 20, 'http1', 2, 'On' ], [ 8, 200, 'mixed', 1, 'On' ], [ 25, 200, 'tls', 2, 'On' ]
        ],
        worker => [ [ 4, 0, 'tls', 1 ], [ 8, 20, 'http1', 2 ], [ 25, 200, 'mixed', 1 ] ],
        prefork => [ [ 8, 20, 'http1', 2 ], [ 25, 200, 'tls', 1 ] ],
    }->{$mpm} };
}

sub every_run {
    my @all;

    for my $workers (4, 8, 25) {
        for my $delay (0, 20, 200) {
            for my $speak (qw(http1 tls), $mpm eq 'prefork' ? () : 'http2', 'mixed') {
                push @all, map { [ $workers, $delay, $speak, $delay == 200 && $workers == 4 ? 2 : 5, $_ ] }
                    'Off', $mpm eq 'event' ? 'On' : ();
            }
        }
    }
    return @all;
}

sub who { return sprintf 'u%03d', $_[0] % $USERS }

# Every other caller asks for the list of tools, which is cheap to answer.
sub message {
    my ($caller) = @_;

    return { jsonrpc => '2.0', id => 1, method => 'tools/list' } if $caller % 2;
    return { jsonrpc => '2.0', id => 1, method => 'tools/call',
        params => { name => 'find_details_of_current_user', arguments => {} } };
}

sub is_right {
    my ($caller, $answer) = @_;
    my $result = ($answer || {})->{result} || {};

    return $caller % 2 ? @{ $result->{tools} || [] } > 10
                       : ($result->{structuredContent}{id} || '') eq who($caller);
}

sub is_honest { return ($_[0]{headers}{'retry-after'} || '') =~ /^[1-9]\d*$/ }

# --- the callers of one run, each with its requests ---------------------------------

# { caller => [ [ is it right, seconds, when it came ], ... ] }
sub of_load {
    my %answers;

    for my $result (@_) {
        my $caller = $result->{call}{caller};
        my $right = ($result->{status} || 0) == 200 && is_right($caller, MCP::Load::answer($result));

        diag("caller $caller: ", $result->{error} || "$result->{status} $result->{content}") unless $right;
        push @{ $answers{$caller} }, [ $right, $result->{latency}, $result->{ended} ];
    }
    return %answers;
}

sub of_curl {
    my %answers;

    for my $result (@_) {
        my $caller = $result->{number};

        diag("caller $caller: $result->{error}") if $result->{error};
        for my $i (0 .. $#{ $result->{answers} }) {
            my $answer = $result->{answers}[$i];
            # Who has waited for long has got an event stream.
            my $type = $answer =~ /^data: /m ? 'text/event-stream' : 'application/json';
            my $right = is_right($caller, MCP::Load::answer({ content => $answer, headers => { 'content-type' => $type } }));

            diag("caller $caller: $answer") unless $right;
            push @{ $answers{$caller} }, [ $right, $result->{seconds}, $result->{ends}[$i] ];
        }
    }
    return %answers;
}

# Calls in the order that lets each caller have its own one after the other.
sub calls {
    my ($requests, @callers) = @_;

    return map {
        map { MCP::Load::call(message => message($_), authorization => MCP::Load::basic(who($_)), caller => $_) } @callers
    } 1 .. $requests;
}

sub curls {
    my ($url, $how, $requests, @callers) = @_;
    my $crowd = MCP::Curl->new(url => $url, http2 => $how, patience => $BOUND - 20);

    $crowd->add(number => $_, caller => who($_), message => message($_), requests => $requests) for @callers;
    return $crowd;
}

# Which caller speaks what.
sub speakers {
    my ($speak) = @_;
    my @all = 0 .. $CALLERS - 1;

    return ($speak => \@all) if $speak ne 'mixed';
    return (http1 => [ @all[ 0 .. 31 ] ], tls => [ @all[ 32 .. 63 ] ]) if $mpm eq 'prefork';
    return (http1 => [ @all[ 0 .. 31 ] ], tls => [ @all[ 32 .. 47 ] ], http2 => [ @all[ 48 .. 63 ] ]);
}

sub crowd {
    my ($httpd, $speak, $requests) = @_;
    my $begin = time;
    my %callers = speakers($speak);
    my @curls = map { curls("$httpd->{tls}/mcp", $_ eq 'http2', $requests, @{ $callers{$_} }) } grep { $callers{$_} } qw(tls http2);
    my $plain = $callers{http1} || [];
    my $load = MCP::Load->new(
        port => $httpd->port, clients => scalar @$plain, idle => $IDLE, reopen => $mpm eq 'event', closed => 1000,
        timeout => $BOUND, deadline => $BOUND,
        until => sub { my @going = grep { !$_->has_ended } @curls; !@going }
    );
    my @results = $load->run([ calls($requests, @$plain) ]);
    my %answers = (of_load(@results), map { of_curl($_->results) } @curls);
    my @refusals = ($load->refusals, map { map { { headers => $_ } } map { @{ $_->{headers} } } $_->results } @curls);
    my @statuses = map { keys %{ $_->{statuses} } } map { $_->results } @curls;

    return { answers => \%answers, refusals => \@refusals, statuses => \@statuses, begin => $begin, seconds => time - $begin };
}

# When the first answer came, and for how long nobody got one after that, at
# most. The first calls of all users ask Nextcloud several times each.
sub standstill {
    my ($run) = @_;
    my ($first, @ends) = sort { $a <=> $b } grep { defined } map { $_->[2] } map { @$_ } values %{ $run->{answers} };
    my $last = $first;
    my $longest = 0;

    for my $end (@ends) {
        $longest = $end - $last if $end - $last > $longest;
        $last = $end;
    }
    return ($first - $run->{begin}, $longest);
}

sub judge {
    my ($httpd, $run, $requests) = @_;
    my @answers = map { @$_ } values %{ $run->{answers} };
    my $slowest = (sort { $a <=> $b } map { $_->[1] } @answers)[-1];

    diag(sprintf '%s: %.1f s, the slowest caller %.1f s, nobody served before %.1f s and for %.1f s after that, %d times 503',
        $httpd->{what}, $run->{seconds}, $slowest, standstill($run), scalar @{ $run->{refusals} });
    is(scalar keys %{ $run->{answers} }, $CALLERS, 'each caller has been heard');
    is(scalar(grep { $_->[0] } @answers), $CALLERS * $requests, '... and has its own answers, all of them');
    cmp_ok($run->{seconds}, '<', $BOUND, 'nothing stands still');
    is(scalar(grep { !is_honest($_) } @{ $run->{refusals} }), 0, 'P-328: every 503 says when to come back');
    is(scalar(grep { $_ != 200 && $_ != 503 } @{ $run->{statuses} }), 0, '... and nothing but 503 sends anybody away');
    is($httpd->busy_after(15), 0, 'all workers are idle again');
    is(join("\n", $httpd->complaints), '', 'nothing bad in the log');
}

my %servers;

# A child accepts no more connections than it has workers, and this factor for
# each that is idle. With room for half of the callers all of them are served
# too, but come in turns of KeepAliveTimeout, and so does Nextcloud's own part.
sub room {
    my ($workers) = @_;

    return 'AsyncRequestWorkerFactor ' . ($workers < 16 ? 512 / $workers : 16) . "\n";
}

# One for each number of workers, parking or not.
sub server {
    my ($workers, $park) = @_;

    return $servers{"$workers $park"} ||= do {
        my $tls = MCP::Tls->new;

        # worker and prefork spend a worker on an idle connection.
        MCP::Httpd->new(
            mpm => $mpm, threads => $workers, tls => $tls->url,
            config => "MCPPark $park\n" . ($mpm eq 'event' ? room($workers) . "KeepAliveTimeout 2\n" : "KeepAliveTimeout 500ms\n")
                . $tls->config(http2 => $mpm ne 'prefork')
        )->start;
    };
}

for my $run (@runs) {
    my ($workers, $delay, $speak, $requests, $park) = @$run;
    my $httpd = server($workers, $park || 'Off');

    $httpd->{what} = "$mpm, $workers workers, $delay ms, $speak" . ($park && $park eq 'On' ? ', parked' : '');
    subtest $httpd->{what} => sub {
        $httpd->control(delay_ms => ms => $delay);
        judge($httpd, crowd($httpd, $speak, $requests), $requests);
        $httpd->control(delay_ms => ms => 0);
    };
}

done_testing();
