# SPDX-License-Identifier: Apache-2.0
# What httpd says at its start about directives with which requests to MCP may
# come to wait for themselves.
use strict;
use warnings;

use FindBin;
use Test::More;
use lib "$FindBin::Bin/lib";

use MCP::Httpd;

my $mpm = $ENV{MCP_MPM} || 'event';
my $workers = $mpm eq 'prefork' ? 'MaxRequestWorkers' : 'ThreadsPerChild';

# The numbers and texts of the warnings of a server, each once.
sub warnings_of {
    my (%options) = @_;
    my $httpd = MCP::Httpd->new(mpm => $mpm, standin => 0, %options)->start;
    my %text;

    for my $line (grep { /warn/ } split /\n/, $httpd->error_log) {
        my ($number, $text) = $line =~ /\bMCP(001[3-9]|0020): (.*)/ or next;
        fail("MCP$number comes twice") if $text{$number};
        $text{$number} = $text;
    }
    return \%text;
}

is_deeply(warnings_of(threads => 25, config => 'KeepAliveTimeout 1'), {}, 'nothing is said of what is well');

my $told = warnings_of(threads => 16, config => "KeepAliveTimeout 1\nMCPMaxWaiting 9");
is_deeply([ keys %$told ], ['0013'], 'MCPMaxWaiting above half of the workers');
like($told->{'0013'}, qr/MCPMaxWaiting 9 .*Set it to 8 or less, or raise $workers/, '... and what to do');
$told = warnings_of(threads => 4, config => "KeepAliveTimeout 1\n" . ($mpm eq 'event' ? 'AsyncRequestWorkerFactor 200' : ''));
is_deeply([ keys %$told ], ['0014'], 'few workers');
like($told->{'0014'}, qr/$workers 4 .*Set it to 8 or more/, '... and what to do');

$told = warnings_of(threads => 16, config => 'KeepAliveTimeout 6');
is_deeply([ keys %$told ], ['0016'], 'idle connections that are kept for long');
like($told->{'0016'}, $mpm eq 'event' ? qr/KeepAliveTimeout 6000ms .*to 5000ms or less/ : qr/6000ms .*to 1000ms or less/,
    '... and what to do');
$told = warnings_of(threads => 16, config => "KeepAliveTimeout 1\n<VirtualHost 127.0.0.9:1>\nServerName far.example\nKeepAliveTimeout 20\n</VirtualHost>");
like($told->{'0016'}, qr/20000ms \(far\.example\)/, '... in a virtual host too');
is_deeply(warnings_of(threads => 16, config => "KeepAlive Off\nKeepAliveTimeout 60"), {}, '... but not where none are kept');

if ($mpm eq 'event') {
    $told = warnings_of(threads => 25, config => "AsyncRequestWorkerFactor 3\n<IfModule mpm_event_module>\nAsyncRequestWorkerFactor 2\n</IfModule>");
    is_deeply([ keys %$told ], ['0015'], 'a child that takes few connections');
    like($told->{'0015'}, qr/AsyncRequestWorkerFactor 2: .* takes 47 connections.*Set it to 10 or more/, '... and what to do');
    is_deeply(warnings_of(threads => 25, config => 'AsyncRequestWorkerFactor 10'), {}, '... which is enough');
}
if ($mpm eq 'event') {
    $told = warnings_of(threads => 25, config => "KeepAliveTimeout 1\nMCPPark On 171");
    is_deeply([ keys %$told ], ['0019'], 'more parked requests than connections');
    like($told->{'0019'}, qr/MCPPark On 171 and MCPMaxStreams 6: .* its 25 workers busy takes 176 connections.*Lower them, or raise/, '... and what to do');
    is_deeply(warnings_of(threads => 25, config => "KeepAliveTimeout 1\nMCPPark On"), {}, 'the default is well');

    my %few = (threads => 25, wrapper => [ 'sh', '-c', 'ulimit -n 400 && exec "$@"', 'sh' ]);
    $told = warnings_of(%few, config => "KeepAliveTimeout 1\nMCPPark On 100\nMCPJobThreads 10");
    is_deeply([ keys %$told ], ['0020'], 'more parked requests than descriptors');
    like($told->{'0020'}, qr/needs? 411 descriptors with MCPPark On 100 and MCPMaxStreams 6, and has 400\. .*"ulimit -n"/, '... and what to do');
    is_deeply(warnings_of(%few, config => "KeepAliveTimeout 1\nMCPPark On 80\nMCPJobThreads 10"), {}, '... which is enough');
    is_deeply(warnings_of(%few, config => "KeepAliveTimeout 1\nMCPPark Off 100\nMCPJobThreads 10"), {}, 'who parks nothing needs fewer');
}
else {
    is_deeply([ keys %{ warnings_of(threads => 16, config => "KeepAliveTimeout 1\nMCPPark On") } ], ['0018'],
        "nothing is parked under $mpm");
}
if ($mpm ne 'prefork') {
    $told = warnings_of(threads => 16, children => 2, spare => 1, config => 'KeepAliveTimeout 1');
    is_deeply([ keys %$told ], ['0017'], 'no slots for the children of before');
    like($told->{'0017'}, qr/ServerLimit 3 for 2 children.*Set it to 4 or more/, '... and what to do');
}

done_testing();
