# SPDX-License-Identifier: Apache-2.0
# A client goes away while Nextcloud works for it. MCP 2026-07-28 calls that a
# cancellation, earlier revisions say that it is none. The worker is free in
# both cases, and nothing is lost.
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

my $mpm = $ENV{MCP_MPM} || 'event';
my %revision = (legacy => '2025-11-25', modern => '2026-07-28');
my $count = 0;

# Their own processes: so that the workers of one can be counted.
my $nextcloud = MCP::Httpd->new(mcp => 0, threads => 12)->start;

sub server {
    my (%options) = @_;
    return MCP::Httpd->new(
        mpm => $mpm, standin => 0, nextcloud => $nextcloud->url, spare => 0, %options
    )->start;
}

sub upload {
    my ($era, $who, $file) = @_;
    my $modern = $era eq 'modern';
    my %params = (name => 'upload_file', arguments => { path => $file, content => $file });

    $params{_meta} = {
        'io.modelcontextprotocol/protocolVersion'    => $revision{modern},
        'io.modelcontextprotocol/clientCapabilities' => {},
    } if $modern;
    return MCP::Load::call(
        authorization => MCP::Load::basic($who), who => $who,
        message => { jsonrpc => '2.0', id => 1, method => 'tools/call', params => \%params },
        headers => {
            'MCP-Protocol-Version' => $revision{$era},
            $modern ? ('Mcp-Method' => 'tools/call', 'Mcp-Name' => 'upload_file') : ()
        }
    );
}

# Sends the call and keeps the connection.
sub begin {
    my ($httpd, $call) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1:' . $httpd->port) or die $!;

    print {$socket} "$call->{request}\r\n$call->{content}";
    return $socket;
}

sub once {
    my ($httpd, $call, %how) = @_;
    my ($result) = MCP::Load->new(port => $httpd->port, clients => 1, busy => 0, closed => 20, %how)->run([$call]);

    return $result;
}

sub tool_works {
    my ($result) = @_;
    my $answer = MCP::Load::answer($result) || {};
    return ($result->{status} || 0) == 200 && $answer->{result} && !$answer->{result}{isError};
}

# How long until a call gets a place.
sub until_place {
    my ($httpd, $who) = @_;
    my $start = time;

    while (time - $start < 10) {
        my $result = once($httpd, MCP::Load::tool(get_file_tree => {},
            authorization => MCP::Load::basic($who)));
        return time - $start if tool_works($result);
        sleep 0.05;
    }
    return 10;
}

for my $era (qw(legacy modern)) {
    subtest $era => sub {
        # A single worker, so that it is this one that must become free.
        my $httpd = server(threads => 1, config => 'MCPMaxWaiting 1');
        my $who = $era eq 'modern' ? 'u001' : 'u002';
        my $file = "/$era.txt";

        # The first request (who is it?) has no answer when the client leaves,
        # and the PUT is still to come.
        $nextcloud->mark;
        $nextcloud->control(hold => mode => 'on');
        my $socket = begin($httpd, upload($era, $who, $file));
        ok($nextcloud->was_asked(qr{ /ocs/}, 15), 'Nextcloud works');
        $nextcloud->control(hold => mode => 'pass');
        close $socket;

        my $page = HTTP::Tiny->new(timeout => 10)->get($httpd->url . '/idle.txt');
        is($page->{status}, 200, 'the worker serves somebody else while Nextcloud still works');

        my $busy = once($httpd, MCP::Load::tool(get_file_tree => {},
            authorization => MCP::Load::basic('u003')));
        if ($era eq 'legacy') {
            is($busy->{status}, 503, 'the job keeps its place');
            $nextcloud->control(hold => mode => 'off');
            ok($nextcloud->was_asked(qr{^PUT .*\Q$file\E}, 15), 'P-153: the work is done to its end');
            cmp_ok(until_place($httpd, 'u003'), '<', 10, 'then the place is free');
            my $stored = HTTP::Tiny->new->get($nextcloud->url . "/remote.php/dav/files/$who$file",
                { headers => { Authorization => MCP::Load::basic($who) } });
            is($stored->{content}, $file, 'the file is there');
        }
        else {
            cmp_ok(until_place($httpd, 'u003'), '<', 10, 'the place is free before Nextcloud has answered');
            $nextcloud->control(hold => mode => 'off');
            ok(!$nextcloud->was_asked(qr{^PUT .*\Q$file\E}, 2), 'P-200: the work is broken off');
        }
        is(join("\n", $httpd->complaints), '', 'nothing bad in the log');
    };
}

subtest 'many' => sub {
    my $httpd = server(threads => 4, config => 'MCPMaxWaiting 2');
    my @children = $httpd->children;

    $nextcloud->control(delay_ms => ms => 60);
    for my $n (1 .. 50) {
        my $call = upload($n % 2 ? 'legacy' : 'modern', sprintf('u%03d', $n % 50), "/many-$n.txt");
        my $socket = begin($httpd, $call);
        sleep 0.005 * ($n % 13);
        close $socket;
    }
    $nextcloud->control(delay_ms => ms => 0);
    cmp_ok(until_place($httpd, 'u000'), '<', 10, 'places come back');

    # Both of them: two slow ones at a time.
    sleep 1;
    $nextcloud->control(delay_ms => ms => 500);
    my $load = MCP::Load->new(port => $httpd->port, clients => 2, busy => 20, closed => 20);
    my @results = $load->run([ map {
        MCP::Load::tool(get_file_tree => {}, authorization => MCP::Load::basic('u000'))
    } 1 .. 4 ]);
    is(scalar(grep { tool_works($_) } @results), 4, 'two at a time work');
    is(scalar(() = $load->refusals), 0, '... without a 503') if $mpm ne 'prefork';
    $nextcloud->control(delay_ms => ms => 0);
    is($httpd->busy_after(10), 0, 'all workers are idle');
    is_deeply([ $httpd->children ], \@children, 'no child has ended');
    is(join("\n", $httpd->complaints), '', 'nothing bad in the log');
};

done_testing();
