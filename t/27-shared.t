# SPDX-License-Identifier: Apache-2.0
# Sessions and tasks of two servers that share redis or memcached: each request
# of a session may come to either.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use Test::More;
use Time::HiRes qw(sleep time);
use lib "$FindBin::Bin/lib";

use MCP::Client;
use MCP::Httpd;
use MCP::Memcached;
use MCP::Redis;
use MCP::Stream;

my $file = tempdir(CLEANUP => 1) . '/secret';
open my $secret, '>', $file or die $!;
print $secret '0123456789abcdef' x 4, "\n";
close $secret;
chmod 0600, $file;

# What follows is about these.
my ($one, $two, $here, %session);

sub at { return MCP::Client->new(endpoint => $_[0]->url . '/open', @_[ 1 .. $#_ ]) }

sub call {
    my ($id) = @_;
    return MCP::Stream->open($here->{endpoint}, { jsonrpc => '2.0', id => $id, method => 'tools/call',
        params => { name => 'test_elicitation', arguments => { message => '?' } } }, %session);
}

my $TASKS = 'io.modelcontextprotocol/tasks';

sub task_request {
    my ($server, $method, $params) = @_;

    return at($server, revision => '2026-07-28')->rpc($method,
        { %$params, _meta => { 'io.modelcontextprotocol/clientCapabilities' => { extensions => { $TASKS => {} } } } },
        { $params->{taskId} ? ('Mcp-Name' => $params->{taskId}) : () })->{result};
}

# A result of many entries of the store.
sub task {
    my $id = task_request($one, 'tools/call', { name => 'large_job', arguments => { bytes => 200_000 } })->{taskId};
    my $limit = time + 10;
    my $task;

    do { $task = task_request($two, 'tasks/get', { taskId => $id }); sleep 0.1 }
        while ($task->{status} || '') eq 'working' && time < $limit;
    is($task->{status}, 'completed', 'P-471: a task is known at the other server');
    is(length($task->{result}{content}[0]{text} || ''), 200_000, '... with its result');
}

sub sessions {
    my ($store, $server) = @_;

    ($one, $two) = map {
        MCP::Httpd->new(mpm => $ENV{MCP_MPM} || 'event', standin => 0, threads => 8, modules => ['conformance'],
            config => "LoadModule socache_${store}_module " . MCP::Httpd::_apxs('LIBEXECDIR')
                . "/mod_socache_$store.so\nMCPStore $store:127.0.0.1:" . $server->port . "\nMCPSecretFile $file\n"
                . "<Location /open>\nSetHandler mcp\nMCPNextcloudURL none\n</Location>\n")->start
    } 1 .. 2;
    $here = at($one);
    $here->open(elicitation => {});
    my $there = at($two, session => $here->{session});
    %session = ('Mcp-Session-Id' => $here->{session});

    ok($there->rpc('ping')->{result}, 'P-142: a session is known at the other server');
    my $stream = call(1);
    my $question = $stream->next(10);
    is($there->post({ jsonrpc => '2.0', id => $question->{id}, result => { action => 'decline' } })->{status}, 202,
        'P-123: an answer to the other server');
    like($stream->next(10)->{result}{content}[0]{text}, qr/action=decline/, 'P-433: ... is heard at this one');

    $stream = call('two');
    $stream->next(10);
    $there->post({ jsonrpc => '2.0', method => 'notifications/cancelled', params => { requestId => 'two' } });
    ok($stream->is_closed(10), 'P-201: so is a cancellation');

    $stream = call(3);
    $question = $stream->next(10);
    my ($first) = $stream->ids;
    $stream->close;
    sleep 0.4;
    my $rest = MCP::Stream->open($there->{endpoint}, undef, %session, Accept => 'text/event-stream', 'Last-Event-ID' => $first);
    is_deeply($rest->next(10), $question, 'P-149: a stream is read on at the other server');
    $there->post({ jsonrpc => '2.0', id => $question->{id}, result => { action => 'cancel' } });
    like($rest->next(10)->{result}{content}[0]{text}, qr/action=cancel/, 'P-153: ... to the answer');

    my $get = MCP::Stream->open($there->{endpoint}, undef, %session, Accept => 'text/event-stream');
    $here->tool('test_trigger_tool_change');
    is($get->next(10)->{method}, 'notifications/tools/list_changed', 'P-147: a change here is told there');
    $here->rpc('logging/setLevel', { level => 'info' });
    $there->tool('test_tool_with_logging');
    is(scalar(grep { $_->{method} eq 'notifications/message' } @{ $there->{events} }), 3, 'P-224: a level set here is heeded there');
    is($there->end, 204, 'P-144: ended there');
    $here->rpc('ping');
    is($here->{last}{status}, 404, 'P-144: ... is ended here');
    task();
    is(join("\n", map { $_->complaints } $one, $two), '', 'nothing bad in the logs');
}

for my $store ([ redis => 'MCP::Redis' ], [ memcache => 'MCP::Memcached' ]) {
    my ($name, $class) = @$store;

    subtest $name => sub {
        plan skip_all => "$name is not installed" unless $class->is_there;
        sessions($name, $class->start);
    };
}

done_testing();
