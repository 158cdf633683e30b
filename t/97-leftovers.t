# SPDX-License-Identifier: Apache-2.0
# 200 event streams, clients that vanish, a graceful restart and a child that
# is killed leave nothing behind: no thread, job, file descriptor, place, nor
# an entry of the store.
use strict;
use warnings;

use Digest::SHA qw(hmac_sha256);
use File::Temp qw(tempdir);
use FindBin;
use JSON::PP ();
use MIME::Base64 qw(encode_base64);
use Socket qw(SOL_SOCKET SO_LINGER);
use Test::More;
use Time::HiRes qw(sleep time);
use lib "$FindBin::Bin/lib";

use MCP::Client;
use MCP::Httpd;
use MCP::Redis;
use MCP::Stream;

my $mpm = $ENV{MCP_MPM} || 'event';
# A child of prefork is one worker, and each stream takes one.
my %size = $mpm eq 'prefork' ? (streams => 24, more => 14) : (streams => 200, more => 20);
my $THREADS = 4;    # that work on jobs
my $SESSION = 5;    # seconds
my $META = 'io.modelcontextprotocol/';
my %ALL = map { ("${_}ListChanged" => JSON::PP::true) } qw(tools prompts resources);

my $SECRET = '0123456789abcdef' x 4;
my $file = tempdir(CLEANUP => 1) . '/secret';
open my $secret, '>', $file or die $!;
print $secret "$SECRET\n";
close $secret;
chmod 0600, $file;

my $redis = MCP::Redis->is_there ? MCP::Redis->start : undef;
my $nextcloud = MCP::Httpd->new(mcp => 0, threads => 12)->start;
my $waiting = $size{streams} + 6;
# Under event idle streams, and so many calls, hold no worker; elsewhere all do.
my $parked = $mpm eq 'event' ? 50 : 0;
my $all = $waiting + $parked;
my $httpd = MCP::Httpd->new(
    mpm => $mpm, standin => 0, threads => $size{streams} + $size{more}, nextcloud => $nextcloud->url,
    modules => ['conformance'], patience => 60,
    config => ($redis ? 'LoadModule socache_redis_module ' . MCP::Httpd::_apxs('LIBEXECDIR') . "/mod_socache_redis.so\n"
            . 'MCPStore redis:127.0.0.1:' . $redis->port . "\n" : '') . <<"CONF")->start;
MCPSecretFile $file
MCPMaxWaiting $waiting
@{[ $parked ? "MCPPark On $parked" : '' ]}
MCPMaxStreams $size{streams} $size{streams}
MCPJobThreads $THREADS
MCPKeepAlive 1
MCPAuthCache 2 1
MCPWatchInterval 500ms
MCPSessionTimeout $SESSION
MCPAnswerTimeout 2
MCPTaskTimeout 20 60
KeepAliveTimeout 1
<Location /open>
    SetHandler mcp
    MCPNextcloudURL none
</Location>
CONF

# ---- what there is -------------------------------------------------------------------

sub entries { my ($dir) = @_; opendir my $handle, $dir or return; return grep { !/^\./ } readdir $handle }

# What a socket is connected to, by its inode. Connections to redis are its
# client's, which closes them when it likes.
sub sockets {
    my %is = ($httpd->port => 'connections of clients', $nextcloud->port => 'connections to Nextcloud',
        $redis ? ($redis->port => '') : ());
    my %sockets;

    open my $table, '<', '/proc/net/tcp' or die $!;
    while (<$table>) {
        my ($here, $there, $inode) = /^\s*\d+: \w+:(\w+) \w+:(\w+) (?:\S+ +){6}(\d+)/ or next;
        $sockets{$inode} = $is{ hex $there } // $is{ hex $here };
    }
    return \%sockets;
}

# Threads and descriptors of the children and of their parent.
sub count {
    my %count;
    my $sockets = sockets();

    for my $pid ($httpd->children) {
        $count{children}++;
        $count{threads} += () = entries("/proc/$pid/task");
        for my $fd (entries("/proc/$pid/fd")) {
            my $what = readlink("/proc/$pid/fd/$fd") // next;
            $what = $sockets->{$1} // 'sockets' if $what =~ /^socket:\[(\d+)/;
            $what =~ s/:?\[.*//;
            $count{$what}++ if $what ne '';
        }
    }
    $count{"parent's descriptors"} = () = entries('/proc/' . $httpd->pid . '/fd');
    $count{"parent's threads"} = () = entries('/proc/' . $httpd->pid . '/task');
    return \%count;
}

# What there is more of than there was. What is less ends by itself when it is
# idle: threads, connections to Nextcloud.
sub more {
    my ($before) = @_;
    my $now = count();

    return join ', ', map { "$_: $now->{$_}, was " . ($before->{$_} || 0) }
        grep { $now->{$_} > ($before->{$_} || 0) } sort keys %$now;
}

sub is_as_before {
    my ($before, $what) = @_;
    my $limit = time + 15;
    my $more;

    sleep 0.2 while ($more = more($before)) && time < $limit;
    return is($more, '', "$what: no thread and no descriptor is left");
}

# ---- clients -------------------------------------------------------------------------

sub modern {
    my ($id, $method, $params, %who) = @_;
    my $name = $params->{name};

    return (($who{user} ? '/mcp' : '/open'),
        { jsonrpc => '2.0', id => $id, method => $method, params => { %$params,
            _meta => { "${META}protocolVersion" => '2026-07-28', "${META}clientCapabilities" => {} } } },
        'MCP-Protocol-Version' => '2026-07-28', 'Mcp-Method' => $method, $name ? ('Mcp-Name' => $name) : (),
        $who{user} ? (Authorization => 'Basic ' . encode_base64("$who{user}:app-$who{user}", '')) : ());
}

sub open_stream { my ($path, @rest) = @_; return MCP::Stream->open($httpd->url . $path, @rest) }

my @sessions;

sub session {
    my $client = MCP::Client->new(endpoint => $httpd->url . '/open');

    $client->open(elicitation => {});
    push @sessions, $client->{session} if $client->{session};
    return $client;
}

# Jobs whose clients have gone may still have the places.
sub ask_in_time {
    my ($client, @what) = @_;
    my $limit = time + 10;

    sleep 0.2 until $client->rpc(@what)->{result} || time > $limit;
}

# A session that has all that a session can have.
sub rich_session {
    my $client = session();
    my $limit = time + 10;

    while (!$client->{session} && time < $limit) {
        sleep 0.2;
        $client = session();
    }
    ask_in_time($client, 'logging/setLevel', { level => 'info' });
    ask_in_time($client, 'resources/subscribe', { uri => 'test://watched-resource' });
    return $client;
}

sub get_stream {
    my $client = @sessions % 8 ? session() : rich_session();

    $client->{http} = undef;    # its connection would take a worker
    return open_stream('/open', undef, 'Mcp-Session-Id' => $client->{session}, Accept => 'text/event-stream',
        'MCP-Protocol-Version' => '2025-11-25');
}

# In turn: one that listens, one of a user to a file of theirs, one of a session.
sub stream {
    my ($n) = @_;

    return get_stream() if $n % 3 == 2;
    return open_stream(modern($n, 'subscriptions/listen', { notifications => {
        %ALL, resourceSubscriptions => ['nextcloud://files/Watched.txt'] } }, user => sprintf 'u%03d', $n % 20))
        if $n % 3 == 1;
    return open_stream(modern($n, 'subscriptions/listen', { notifications => \%ALL }));
}

sub stream_in_time {
    my ($n) = @_;
    my $limit = time + 10;
    my $stream;

    sleep 0.2 while ($stream = stream($n))->status != 200 && time < $limit;
    return $stream;
}

sub streams {
    my @streams = map { stream_in_time($_) } 1 .. $size{streams} - 1;    # a call of a user needs a place, too
    is(scalar(grep { $_->status == 200 } @streams), scalar @streams, scalar(@streams) . ' streams');
    return @streams;
}

# No FIN but RST: as when a machine goes down, and comes back.
sub reset_stream {
    my ($stream) = @_;
    setsockopt $stream->{socket}, SOL_SOCKET, SO_LINGER, pack 'ii', 1, 0;
    $stream->close;
}

# What a client sends that does not wait for the answer.
sub send_call {
    my ($path, $message, %headers) = @_;
    my $content = JSON::PP->new->encode($message);
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1:' . $httpd->port) or die $!;

    print {$socket} join("\r\n", "POST $path HTTP/1.1", 'Host: 127.0.0.1', 'Content-Type: application/json',
        'Accept: application/json, text/event-stream', 'Content-Length: ' . length $content,
        (map { "$_: $headers{$_}" } keys %headers), '', $content);
    return $socket;
}

sub is_refused {
    my ($socket) = @_;
    my $head = '';

    sysread $socket, $head, 12 if IO::Select->new($socket)->can_read(0);
    return $head =~ / 503/;
}

# How many places there are: so many calls are not refused at the gate. Each
# works for a minute unless its client goes away.
sub places {
    my $calls = $all + 4;
    my @sockets = map { send_call(modern($_, 'tools/call',
        { name => 'slow_compute', arguments => { seconds => 60 } })) } 1 .. $calls;
    my $limit = time + 8;
    my $refused = 0;

    while ($refused < 4 && time < $limit) {
        $refused += grep { is_refused($_) } @sockets;
        sleep 0.05;
    }
    close $_ for @sockets;
    $httpd->busy_after(15);
    return $calls - $refused;
}

# A job whose client has gone ends a little later; prefork makes processes as
# they are needed, until which calls are not even refused.
sub all_are_free {
    my ($what) = @_;
    my $places;

    for (1 .. 5) {
        $places = places();
        last if $places == $all;
        sleep 1;
    }
    return is($places, $all, $what);
}

# All kinds of work once, so that what is made once and stays has been made.
sub warm_up {
    my @calls = map { send_call(modern($_, 'tools/call', { name => 'get_file_tree', arguments => {} },
        user => sprintf 'u%03d', $_)) } 1 .. 2 * $THREADS;
    my @streams = map { stream($_) } 3 .. 5;

    IO::Select->new($_)->can_read(15) for @calls;
    close $_ for @calls;
    task(0.1);
    $_->close for @streams;
    MCP::Client->new(endpoint => $httpd->url . '/open', revision => '2026-07-28')->tool(test_trigger_tool_change => {});
    $httpd->busy_after(15);
    sleep 1;    # for the task
}

sub task {
    my ($seconds) = @_;
    my $client = MCP::Client->new(endpoint => $httpd->url . '/open', revision => '2026-07-28');
    my $answer = $client->rpc('tools/call', { name => 'slow_compute', arguments => { seconds => $seconds },
        _meta => { "${META}clientCapabilities" => { extensions => { "${META}tasks" => {} } } } });
    return $answer->{result}{taskId};
}

# ---- the store -----------------------------------------------------------------------

# As src/util/hash.c and src/httpd/secret.c do it.
sub keyed { my ($key, @parts) = @_; return hmac_sha256(join("", map { "$_\0" } @parts), $key) }

my $KEY = keyed('mod_mcp MCPSecretFile', $SECRET);

# How many records there are of what belongs to these sessions.
sub stored {
    my (@ids) = @_;
    my %keys = map { lc(s/.*://r) => 1 } $redis->keys;
    my $is_there = sub { return $keys{ unpack 'H*', keyed($KEY, 'mod_mcp record', @_, '') } || 0 };
    my %found;

    for my $id (@ids) {
        $found{session} += $is_there->('session', $id);
        $found{level} += $is_there->('session level', $id);
        $found{watched} += $is_there->('session resources', "$id/$_") for 0 .. 15;
    }
    return \%found;
}

# ---- the test ------------------------------------------------------------------------

warm_up();
all_are_free("there are $all places");
my $before = count();
# Who may work on a job keeps a connection for the next one.
$before->{'connections to Nextcloud'} = $THREADS * $before->{children};
if ($mpm eq 'prefork') {    # not every process has done everything yet
    $before->{threads} = 3 * $before->{children};    # one for jobs, one for tasks
    $before->{sockets} = 4 * $before->{children};    # libcurl has a pair for each transfer
}
diag(join ', ', map { "$_: $before->{$_}" } sort keys %$before);

my @streams = streams();
cmp_ok($httpd->status->{BusyWorkers}, '>=', scalar @streams, 'each has a worker') if $mpm ne 'event';
my $task = task(60);
my @calls = map { send_call(modern($_, 'tools/call', { name => 'slow_compute', arguments => { seconds => 60 } })) } 1 .. 4;
$_ % 2 ? $streams[$_]->close : reset_stream($streams[$_]) for 0 .. $#streams;
close $_ for @calls;
MCP::Client->new(endpoint => $httpd->url . '/open', revision => '2026-07-28')
    ->rpc('tasks/cancel', { taskId => $task, _meta => { "${META}clientCapabilities" => { extensions => { "${META}tasks" => {} } } } },
    { 'Mcp-Name' => $task }) if $task;
is($httpd->busy_after(15), 0, 'clients have gone: so have their workers');
is_as_before($before, '... and');
all_are_free('... all places are free');

@streams = streams();
my @old = $httpd->children;
$httpd->graceful;
is(scalar(grep { $_->is_closed(10) } @streams), scalar @streams, 'a graceful restart ends all streams');
my $limit = time + 20;
my %is_old = map { $_ => 1 } @old;
sleep 0.1 while grep({ $is_old{$_} } $httpd->children) && time < $limit;
is(scalar(grep { $is_old{$_} } $httpd->children), 0, '... and the children that had them');
warm_up();
is_as_before($before, '... and');
all_are_free('... all places are free');

@streams = streams();
kill KILL => $httpd->children;
is(scalar(grep { $_->is_closed(10) } @streams), scalar @streams, 'the streams of a child that is killed end');
sleep 0.1 until (my @new = $httpd->children) >= $before->{children} || time > $limit + 30;
warm_up();
is_as_before($before, '... and');
all_are_free('... all places are free');

SKIP: {
    skip 'redis-server is not installed', 4 unless $redis;
    my $left = time;
    my $client = rich_session();
    my %none = (session => 0, level => 0, watched => 0);

    is_deeply(stored($client->{session}), { session => 1, level => 1, watched => 1 }, 'a session is in the store');
    $client->end;
    is_deeply(stored($client->{session}), \%none, '... and no more when it has ended');
    my $rest = $left + $SESSION + 7 - time;    # with the grace of what belongs to a session
    sleep $rest if $rest > 0;
    is_deeply(stored(@sessions), \%none, 'nor are the ' . @sessions . ' that were left');
    my @stay = grep { $_->[1] == -1 || $_->[1] > 602 } map { [ $_, $redis->ask("TTL $_") =~ /^:(-?\d+)/ ] } $redis->keys;
    is(scalar @stay, 0, 'what is left of changes goes within ten minutes') or diag explain \@stay;
}
is_deeply([ grep { !/signal Killed/ } $httpd->complaints ], [], 'no complaints');

done_testing();
