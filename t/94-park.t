# SPDX-License-Identifier: Apache-2.0
# Requests that wait hold no worker (MCPPark On), and nobody can tell but for
# that: they end, break off, time out and are logged as others do.
use strict;
use warnings;

use FindBin;
use HTTP::Tiny;
use IO::Select;
use IO::Socket::INET;
use Test::More;
use Time::HiRes qw(sleep time);
use lib "$FindBin::Bin/lib";

use MCP::Client;
use MCP::Httpd;
use MCP::Load;
use MCP::Stream;
use MCP::Tls;

my $mpm = $ENV{MCP_MPM} || 'event';
plan skip_all => "nothing is parked under $mpm; t/13-capacity.t sees to that" if $mpm ne 'event';

# Its own processes: so that the workers of one can be counted.
my $nextcloud = MCP::Httpd->new(mcp => 0, threads => 24)->start;

sub server {
    my (%options) = @_;
    my $config = delete $options{config} // '';

    return MCP::Httpd->new(standin => 0, nextcloud => $nextcloud->url, threads => 2,
        config => "MCPPark On 16\nMCPMaxWaiting 1\nMCPJobThreads 16\n$config", %options)->start;
}

sub delay { return $nextcloud->control(delay_ms => ms => $_[0]) }

# on: Nextcloud answers nobody until off.
sub hold { return $nextcloud->control(hold => mode => $_[0]) }

sub who { return sprintf 'u%03d', $_[0] % 50 }

sub call {
    my ($n, %how) = @_;
    return MCP::Load::tool('find_details_of_current_user', {}, authorization => MCP::Load::basic(who($n)),
        who => who($n), %how);
}

sub is_right {
    my ($result) = @_;
    my $answer = MCP::Load::answer($result) || {};

    return ($result->{status} || 0) == 200 && ($answer->{result}{structuredContent}{id} || '') eq $result->{call}{who};
}

# Known to Nextcloud and back: then a call is one request.
sub warm_up {
    my ($httpd, @numbers) = @_;
    delay(0);
    MCP::Load->new(port => $httpd->port, clients => 4)->run([ map { call($_) } @numbers ]);
}

sub begin {
    my ($httpd, @calls) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1:' . $httpd->port) or die $!;

    print {$socket} join '', map { "$_->{request}\r\n$_->{content}" } @calls;
    return $socket;
}

# What comes until the other side closes, or nothing more does.
sub read_all {
    my ($socket, $seconds) = @_;
    my $bytes = '';

    while (IO::Select->new($socket)->can_read($seconds)) {
        sysread $socket, $bytes, 65536, length $bytes or last;
    }
    return $bytes;
}

sub is_healthy {
    my ($httpd) = @_;
    is($httpd->busy_after(10), 0, 'all workers are idle');
    is(join("\n", $httpd->complaints), '', 'nothing bad in the log');
}

sub upload {
    my ($era, $n, $file) = @_;
    my $modern = $era eq 'modern';
    my $revision = $modern ? '2026-07-28' : '2025-11-25';
    my %params = (name => 'upload_file', arguments => { path => $file, content => $file });

    $params{_meta} = { 'io.modelcontextprotocol/protocolVersion' => $revision,
        'io.modelcontextprotocol/clientCapabilities' => {} } if $modern;
    return MCP::Load::call(authorization => MCP::Load::basic(who($n)),
        message => { jsonrpc => '2.0', id => 1, method => 'tools/call', params => \%params },
        headers => { 'MCP-Protocol-Version' => $revision,
            $modern ? ('Mcp-Method' => 'tools/call', 'Mcp-Name' => 'upload_file') : () });
}

subtest 'no worker is held' => sub {
    my $httpd = server();

    warm_up($httpd, 0 .. 11);
    hold('on');
    my ($held, $asked, $looked, $is_held) = (99, 0, 0, 1);
    my $load = MCP::Load->new(port => $httpd->port, clients => 12, tick => sub {
        # Until all are there, and parked.
        return if !$is_held || $_[0] < $looked + 0.1;
        $looked = $_[0];
        ($held, $asked) = map { $_->status->{BusyWorkers} } $httpd, $nextcloud;
        hold('off'), $is_held = 0 if $asked > 12 && $held == 1 || $_[0] > 15;
    });
    my @results = $load->run([ map { call($_) } 0 .. 11 ]);
    is(scalar(grep { is_right($_) } @results), 12, 'twelve callers of a child with two workers, each with its answer');
    is(scalar(() = $load->refusals), 0, '... and no 503');
    cmp_ok($asked, '>', 12, '... all of them at a time');
    is($held, 1, '... while one worker is busy: it tells the state');

    # The sixteen job threads, which are there by now or come.
    my ($child) = $httpd->children;
    my %threads = map { $_ => 1 } glob "/proc/$child/task/*";
    my $before = keys %threads;
    delay(0);
    MCP::Load->new(port => $httpd->port, clients => 12, tick => sub { $threads{$_} = 1 for glob "/proc/$child/task/*" })
        ->run([ map { call($_ % 12) } 1 .. 400 ]);
    cmp_ok(scalar(keys %threads), '<=', $before + 16, 'the threads stay the same');
    is_healthy($httpd);
};

subtest 'a client goes away' => sub {
    my $httpd = server(config => 'MCPAuthCache 60');

    warm_up($httpd, 1, 2);
    for my $era (qw(legacy modern)) {
        $nextcloud->mark;
        hold('on');
        # The second request of the call is to put the file.
        my $socket = begin($httpd, upload($era, $era eq 'modern' ? 1 : 2, "/parked-$era.txt"));
        ok($nextcloud->was_asked(qr{.}, 15), "$era: Nextcloud works");
        close $socket;
        # As long as it may take until that is seen.
        sleep 2;
        hold('off');
        if ($era eq 'legacy') {
            ok($nextcloud->was_asked(qr{^PUT .*parked-legacy}, 15), 'P-153: the work is done to its end');
        }
        else {
            ok(!$nextcloud->was_asked(qr{^PUT .*parked-modern}, 2), 'P-200: the work is broken off');
        }
    }
    is_healthy($httpd);
};

subtest 'Timeout is for clients' => sub {
    my $httpd = server(config => "Timeout 1\nMCPKeepAlive 60\nLoadModule reqtimeout_module "
        . MCP::Httpd::_apxs('LIBEXECDIR') . "/mod_reqtimeout.so\nRequestReadTimeout header=1 body=1\n"
        . "LogFormat \"%s %D %X\" short\nCustomLog logs/access_log short");

    warm_up($httpd, 1);
    delay(2600);
    my ($result) = MCP::Load->new(port => $httpd->port, clients => 1)->run([ call(1) ]);
    ok(is_right($result), 'a call that takes longer than Timeout and RequestReadTimeout');
    # It is written when the answer has gone out.
    my $took = 0;
    for (1 .. 50) {
        ($took) = sort { $b <=> $a } MCP::Httpd::_read($httpd->root . '/logs/access_log') =~ /^200 (\d+) \+$/mg;
        last if ($took || 0) > 2_500_000;
        sleep 0.1;
    }
    cmp_ok($took || 0, '>', 2_500_000, '... is logged with its whole time');
    is_healthy($httpd);
};

subtest 'one connection' => sub {
    my $httpd = server();

    warm_up($httpd, 0 .. 3);
    delay(300);
    my $socket = begin($httpd, (map { call($_) } 1 .. 3), { request => "GET /idle.txt HTTP/1.1\r\nHost: x\r\n", content => '' });
    sleep 0.4;
    print {$socket} call(3)->{request} . "Connection: close\r\n\r\n" . call(3)->{content};
    my $bytes = read_all($socket, 5);
    is(join(' ', map { $_ // () } $bytes =~ /\\"id\\":\\"(u\d\d\d)|^(nothing)$/mg), 'u001 u002 u003 nothing u003',
        'requests in a row are answered in their order') || diag($bytes);
    is_healthy($httpd);
};

subtest 'an answer becomes a stream' => sub {
    my $httpd = server(modules => ['conformance'], config => <<'CONF');
MCPKeepAlive 300ms
<Location /open>
    SetHandler mcp
    MCPNextcloudURL none
</Location>
CONF

    warm_up($httpd, 1);
    delay(1300);
    my ($result) = MCP::Load->new(port => $httpd->port, clients => 1)->run([ call(1) ]);
    like($result->{headers}{'content-type'}, qr/event-stream/, 'while nothing is to be said');
    like($result->{content}, qr/^:\n\n:\n\n/, '... there are signs of life');
    ok(is_right($result), '... and then the answer');
    my $begin = time;
    my $stream = MCP::Stream->open($httpd->url . '/open', { jsonrpc => '2.0', id => 1, method => 'tools/call',
        params => { name => 'test_tool_with_progress', arguments => {}, _meta => { progressToken => 'p' } } },
        'MCP-Protocol-Version' => '2025-11-25');
    is($stream->next(10)->{params}{message}, 'Starting', 'what a tool says');
    is($stream->next(10)->{params}{message}, 'Half way', '... comes as it says it');
    $stream->next(10);
    ok($stream->next(10)->{result}, '... and then the answer');
    is_healthy($httpd);
};

subtest 'TLS' => sub {
    my $tls = MCP::Tls->new or return plan skip_all => 'openssl is not installed';
    my $httpd = server(tls => $tls->url, config => $tls->config(http2 => 1));

    plan skip_all => 'curl is not installed' unless grep { -x "$_/curl" } split /:/, $ENV{PATH};
    warm_up($httpd, 1);
    delay(300);
    for my $how ('--http1.1', '--http2') {
        my $call = call(1);
        my @command = ('curl', '-sk', $how, '-H', "Authorization: " . MCP::Load::basic('u001'), '-H',
            'Content-Type: application/json', '-d', $call->{content}, '-w', '%{http_code}', $tls->url . '/mcp');
        open my $pipe, '-|', @command or die $!;
        my $answer = do { local $/; <$pipe> };
        like($answer, qr/\\"id\\":\\"u001.*200\z/s, "$how: answered");
    }
    is_healthy($httpd);
};

subtest 'as many as may' => sub {
    my $httpd = server(threads => 4, config => "MCPPark On 2\n");

    warm_up($httpd, 0 .. 9);
    hold('on');
    my ($load, $is_over);
    $load = MCP::Load->new(port => $httpd->port, clients => 6, busy => 0, tick => sub {
        hold('off'), $is_over = 1 if !$is_over && ($load->refusals >= 3 || $_[0] > 15);
    });
    my @results = $load->run([ map { call($_) } 0 .. 5 ]);
    is(scalar(grep { is_right($_) } @results), 3, 'two are parked, and one has a worker');
    is(scalar(() = $load->refusals), 3, '... and others are sent away');
    @results = $load->run([ map { call($_) } 0 .. 5 ]);
    cmp_ok(scalar(grep { is_right($_) } @results), '>=', 2, 'then there is room again');
    is_healthy($httpd);
};

subtest 'the child is to end' => sub {
    my $httpd = server(threads => 8, children => 1, config => "KeepAliveTimeout 1");
    my $restarts = 0;

    warm_up($httpd, 0 .. 9);
    delay(100);
    my $load = MCP::Load->new(port => $httpd->port, clients => 12, closed => 10, tick => sub {
        my ($seconds) = @_;
        $httpd->graceful(wait => 0), $restarts++ if $restarts < 3 && $seconds > 0.7 * ($restarts + 1);
    });
    my @results = $load->run([ map { call($_) } 1 .. 400 ]);
    is(scalar(grep { is_right($_) } @results), 400, '400 calls are answered')
        || diag($load->summary, map { $_->{error} || $_->{status} } grep { !is_right($_) } @results);
    is($restarts, 3, '... through three graceful restarts');
    is($httpd->busy_after(10), 0, 'all workers are idle');

    delay(1500);
    my $socket = begin($httpd, call(1));
    sleep 0.5;
    kill WINCH => $httpd->pid;
    like(read_all($socket, 8), qr/"id":"u001"/, 'a graceful stop waits for the answer');
    ok($httpd->stop(graceful => 1), '... and httpd ends');
    is(join("\n", $httpd->complaints), '', 'nothing bad in the log');

    $httpd = server();
    hold('on');
    $socket = begin($httpd, call(1));
    sleep 0.5;
    ok($httpd->stop, 'a stop');
    unlike($httpd->error_log, qr/did not exit, sending a SIGKILL/, '... does not');
    hold('off');
    is(join("\n", $httpd->complaints), '', 'nothing bad in the log');
};

done_testing();
