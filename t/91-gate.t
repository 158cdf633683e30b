# SPDX-License-Identifier: Apache-2.0
# The Nextcloud that jobs call is served by the workers that wait for them:
# with more clients than workers nothing may stand still.
use strict;
use warnings;

use FindBin;
use Test::More;
use Time::HiRes qw(sleep time);
use lib "$FindBin::Bin/lib";

use MCP::Httpd;
use MCP::Load;
use MCP::Stream;

my $WORKERS = 8;
my $CLIENTS = 64;

sub who { return sprintf 'u%03d', $_[0] % 50 }

sub is_answer {
    my ($result) = @_;
    my $answer = MCP::Load::answer($result) || {};

    return ($result->{status} || 0) == 200
        && ($answer->{result}{structuredContent}{id} || '') eq $result->{call}{who};
}

sub is_honest {
    my ($refusal) = @_;
    my $answer = MCP::Load::answer($refusal) || {};

    return ($refusal->{headers}{'retry-after'} || '') =~ /^[1-9]\d*$/
        && ($answer->{jsonrpc} || '') eq '2.0'
        && ($answer->{error}{code} || 0) < -32000
        && $answer->{error}{code} != -32602
        && length $answer->{error}{message};
}

# All of them get through, and in time.
sub crowd {
    my ($httpd, $calls, %how) = @_;
    my @calls = map {
        MCP::Load::tool('find_details_of_current_user', {},
            authorization => MCP::Load::basic(who($_)), who => who($_))
    } 1 .. $calls;
    my $load = MCP::Load->new(port => $httpd->port, clients => $CLIENTS, closed => 1000, %how);
    my @results = $load->run(\@calls);
    my @bad = grep { !is_answer($_) } @results;

    diag("$httpd->{mpm}: ", $load->summary);
    is(scalar @results, $calls, "$calls calls ended");
    is(scalar @bad, 0, '... with the answer')
        || diag($bad[0]{error} || "$bad[0]{status} $bad[0]{content}");
    is(scalar(grep { !is_honest($_) } $load->refusals), 0, 'P-328: every 503 is honest');
    cmp_ok($load->seconds, '<', $how{deadline}, 'in time');
    is($httpd->busy_after(15), 0, 'all workers are idle again');
    is(join("\n", $httpd->complaints), '', 'nothing bad in the log');
}

sub stream {
    my ($httpd, $method, $params) = @_;

    return MCP::Stream->open($httpd->url . '/open', { jsonrpc => '2.0', id => 1, method => $method, params => { %$params,
        _meta => { "io.modelcontextprotocol/protocolVersion" => '2026-07-28',
            "io.modelcontextprotocol/clientCapabilities" => {} } } },
        'MCP-Protocol-Version' => '2026-07-28', 'Mcp-Method' => $method,
        $params->{name} ? ('Mcp-Name' => $params->{name}) : ());
}

# Who is refused a stream hears what is in its way.
sub streams {
    my ($httpd) = @_;
    my @listen = ($httpd, 'subscriptions/listen', { notifications => {} });
    my @call = ($httpd, 'tools/call', { name => 'slow_compute', arguments => { seconds => 60 } });
    my $limit = time + 10;
    my $stream;

    # A child that has no workers yet has no places either.
    sleep 0.1 while ($stream = stream(@listen))->status != 200 && time < $limit;
    is($stream->status, 200, 'one stream may be there');
    like(stream(@listen)->body->{error}{message}, qr/as many event streams.*MCPMaxStreams/, '... and no other');
    $stream->close;
    $httpd->busy_after(10);
    my @calls = map { stream(@call) } 1 .. 2;
    is(join(' ', map { $_->status } @calls), '200 200', 'calls take both places');
    my $refused = stream(@listen);
    is($refused->status, 503, '... and none is left for a stream');
    like($refused->body->{error}{message}, qr/as many requests.*MCPMaxWaiting/, '... which says so');
    $_->close for @calls;
}

for my $mpm ($ENV{MCP_MPM} || qw(event worker prefork)) {
    subtest $mpm => sub {
        # worker and prefork spend a worker on an idle connection: until this
        # time is over 60 of them leave Nextcloud hardly any.
        my $httpd = MCP::Httpd->new(
            mpm => $mpm, threads => $WORKERS,
            config => 'KeepAliveTimeout ' . ($mpm eq 'event' ? '2' : '500ms')
        )->start;

        $httpd->control(delay_ms => ms => 20);
        crowd($httpd, 640, idle => 60, reopen => $mpm eq 'event', deadline => 60);
    };
    subtest "$mpm, streams without a place" => sub { streams(MCP::Httpd->new(
        mpm => $mpm, standin => 0, threads => $WORKERS, modules => ['conformance'], config => <<'CONF')->start) };
MCPMaxWaiting 2
MCPMaxStreams 1
MCPKeepAlive 200ms
<Location /open>
    SetHandler mcp
    MCPNextcloudURL none
</Location>
CONF
    subtest "$mpm, one place" => sub {
        my $httpd = MCP::Httpd->new(
            mpm => $mpm, threads => $WORKERS, config => 'MCPMaxWaiting 1'
        )->start;

        # Who has got an answer finds the place free again.
        my $load = MCP::Load->new(port => $httpd->port, clients => 1, closed => 1000);
        $load->run([ map {
            MCP::Load::tool('find_details_of_current_user', {}, authorization => MCP::Load::basic('u000'))
        } 1 .. 500 ]);
        is(scalar(() = $load->refusals), 0, 'one call after the other: no 503');

        $httpd->control(delay_ms => ms => 20);
        crowd($httpd, 128, deadline => 60);
    };
}

done_testing();
