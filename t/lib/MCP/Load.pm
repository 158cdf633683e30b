# SPDX-License-Identifier: Apache-2.0
package MCP::Load;

# Many MCP clients at a time, in one process: each has a connection of its own
# (HTTP/1.1, kept alive) and makes one call after the other.
#
#   my $load = MCP::Load->new(port => $port, clients => 64);
#   my @results = $load->run([ map { MCP::Load::call(...) } ... ]);
#
#   port        on 127.0.0.1
#   clients     at a time (16)
#   timeout     seconds for one try (30)
#   deadline    seconds for everything (60)
#   keep_alive  0: a connection for each try
#   busy        how often a call that got 503 is tried again (1000)
#   wait        seconds before that (0.1)
#   closed      how often a call is tried again whose connection was closed
#               before the first byte of an answer (1)
#   idle        further clients that fetch /idle.txt once and then do nothing
#   reopen      1: those do it again when httpd closes their connection
#   until       goes on, with its idle clients, until this function says 1
#   tick        called all the time while waiting, with the seconds since run
#
# A result: { client, call, status, headers, content, latency, ended, busy,
# closed, error }. client is a number from 0; latency is of the whole call,
# which ended at that time; error is set instead of status.

use strict;
use warnings;

use Errno qw(EAGAIN EINPROGRESS EINTR EWOULDBLOCK);
use IO::Poll qw(POLLERR POLLHUP POLLIN POLLNVAL POLLOUT);
use JSON::PP ();
use MIME::Base64 qw(encode_base64);
use Socket qw(AF_INET IPPROTO_TCP SOCK_STREAM SOL_SOCKET SO_ERROR TCP_NODELAY
    inet_aton pack_sockaddr_in);
use Time::HiRes qw(time);

my $json = JSON::PP->new->utf8->canonical;

sub new {
    my ($class, %options) = @_;
    return bless {
        clients => 16, timeout => 30, deadline => 60, keep_alive => 1,
        busy => 1000, wait => 0.1, closed => 1, idle => 0, %options
    }, $class;
}

sub basic { return 'Basic ' . encode_base64("$_[0]:app-$_[0]", '') }
sub bearer { return "Bearer app-$_[0]" }

# What run() takes: call(path =>, message =>, authorization =>, headers =>),
# and whatever the test wants to find again in the result's {call}.
sub call {
    my (%call) = @_;
    my %headers = (
        'Content-Type'         => 'application/json',
        'Accept'               => 'application/json, text/event-stream',
        'MCP-Protocol-Version' => '2025-11-25',
        'Authorization'        => $call{authorization},
        %{ $call{headers} || {} },
    );

    $call{path} ||= '/mcp';
    $call{content} = $json->encode($call{message}) unless defined $call{content};
    $headers{'Content-Length'} = length $call{content};
    $call{request} = join '', "POST $call{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n",
        (map { "$_: $headers{$_}\r\n" } grep { defined $headers{$_} } sort keys %headers);
    return \%call;
}

# A call of a tool.
sub tool {
    my ($name, $arguments, %call) = @_;
    my $message = {
        jsonrpc => '2.0', id => 1, method => 'tools/call',
        params => { name => $name, arguments => $arguments || {} }
    };

    return call(message => $message, %call);
}

# The decoded body, or undef when it is no JSON.
# The answer is the whole body, or the last event of a stream.
sub answer {
    my ($result) = @_;
    my $content = $result->{content} // '';

    $content = (split /^data: /m, $content)[-1]
        if ($result->{headers}{'content-type'} // '') =~ m{^text/event-stream};
    return eval { $json->decode($content) };
}

# ---- the loop --------------------------------------------------------------------

# Calls: a list, or a function that gives the next one until it gives undef.
sub run {
    my ($self, $calls) = @_;
    my @calls = ref $calls eq 'ARRAY' ? @$calls : ();

    $self->{next} = ref $calls eq 'CODE' ? $calls : sub { shift @calls };
    $self->{results} = [];
    $self->{started} = time;
    my @idle = map { { idle => 1, call => _idle_call() } } 1 .. $self->{idle};
    my @clients = map { { number => $_ } } 0 .. $self->{clients} - 1;
    $self->_next_call($_) for @clients;
    while ((grep { $_->{call} } @clients) || ($self->{until} && !$self->{until}->())) {
        $self->_turn(@clients, @idle);
        last if time - $self->{started} > $self->{deadline};
    }
    for my $client (@clients) {
        $self->_finish($client, error => 'not finished at the deadline') if $client->{call};
    }
    close $_ for grep { $_ } map { $_->{socket} } @clients, @idle;
    $self->{seconds} = time - $self->{started};
    return @{ $self->{results} };
}

sub _idle_call { return { request => "GET /idle.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n", content => '' } }

sub seconds { return $_[0]{seconds} }

sub _turn {
    my ($self, @all) = @_;
    my $poll = IO::Poll->new;
    my $now = time;
    my %by_handle;

    $self->{tick}->($now - $self->{started}) if $self->{tick};
    for my $client (@all) {
        $self->_begin($client) if $client->{call} && !$client->{sent} && !$client->{out}
            && ($client->{not_before} || 0) <= $now;
        $self->_lost($client, 'timeout') if $client->{since}
            && $now - $client->{since} > $self->{timeout};
        my $socket = $client->{socket} or next;
        $by_handle{$socket} = $client;
        $poll->mask($socket, length($client->{out} || '') ? POLLOUT | POLLIN : POLLIN);
    }
    $poll->poll(0.02);
    for my $socket ($poll->handles(POLLOUT | POLLIN | POLLHUP | POLLERR | POLLNVAL)) {
        my $client = $by_handle{$socket};
        my $events = $poll->events($socket);
        $self->_send($client) if $events & POLLOUT && $client->{socket};
        $self->_receive($client)
            if $events & (POLLIN | POLLHUP | POLLERR | POLLNVAL) && $client->{socket};
    }
    return;
}

sub _next_call {
    my ($self, $client) = @_;

    $client->{call} = $self->{next}->();
    $client->{$_} = 0 for qw(busy closed not_before);
    $client->{begun} = undef;
    # Who has nothing more to ask does not keep a worker from others.
    $self->_close($client) unless $client->{call};
    return;
}

# Send the request, over the connection there is or a new one.
sub _begin {
    my ($self, $client) = @_;
    my $call = $client->{call};

    $client->{begun} ||= time;
    $client->{since} = time;
    $client->{in} = '';
    $client->{out} = $call->{request}
        . ($self->{keep_alive} ? '' : "Connection: close\r\n") . "\r\n" . $call->{content};
    if (!$client->{socket}) {
        socket my $socket, AF_INET, SOCK_STREAM, 0 or die "socket: $!\n";
        $socket->blocking(0);
        setsockopt $socket, IPPROTO_TCP, TCP_NODELAY, 1;
        $client->{socket} = $socket;
        if (!connect($socket, pack_sockaddr_in($self->{port}, inet_aton('127.0.0.1')))
            && $! != EINPROGRESS)
        {
            return $self->_lost($client, "connect: $!");
        }
    }
    return;
}

sub _send {
    my ($self, $client) = @_;
    my $sent = syswrite $client->{socket}, $client->{out};

    if (!defined $sent) {
        return if $! == EAGAIN || $! == EINTR;
        return $self->_lost($client, "write: $!");
    }
    substr $client->{out}, 0, $sent, '';
    $client->{sent} = 1;
    return;
}

sub _receive {
    my ($self, $client) = @_;
    my $got = sysread $client->{socket}, $client->{in}, 65536, length($client->{in} || '');

    if (!defined $got) {
        return if $! == EAGAIN || $! == EINTR;
        return $self->_lost($client, "read: $!");
    }
    if (!$client->{call} || !$client->{sent}) {
        # Nothing was asked on this connection: httpd closes it.
        return $self->_lost($client, 'closed') if !$got;
        return;
    }
    my $answer = _parse($client->{in}, $got == 0);
    if ($answer) {
        $self->_answered($client, $answer);
    }
    elsif (!$got) {
        $self->_lost($client, 'closed');
    }
    return;
}

# { status, headers, content } when it is complete.
sub _parse {
    my ($bytes, $at_end) = @_;
    my $end = index $bytes, "\r\n\r\n";

    return if $end < 0;
    my ($line, @lines) = split /\r\n/, substr $bytes, 0, $end;
    my %headers = map { /^([^:]+):\s*(.*)$/ ? (lc $1 => $2) : () } @lines;
    my ($status) = $line =~ m{^HTTP/1\.[01] (\d+)} or return;
    my $body = substr $bytes, $end + 4;
    my $length = $headers{'content-length'};
    if (defined $length) {
        return if length $body < $length;
    }
    elsif (lc($headers{'transfer-encoding'} || '') eq 'chunked') {
        $body = _unchunk($body);
        return unless defined $body;
    }
    else {
        return unless $at_end || $status == 204;
    }
    return { status => $status, headers => \%headers, content => $body };
}

sub _unchunk {
    my ($bytes) = @_;
    my $content = '';

    while ($bytes =~ s/^([0-9a-fA-F]+)[^\r]*\r\n//) {
        my $size = hex $1;
        return $content if $size == 0 && $bytes =~ /^\r\n/;
        return if length $bytes < $size + 2;
        $content .= substr $bytes, 0, $size, '';
        substr $bytes, 0, 2, '';
    }
    return;
}

sub _answered {
    my ($self, $client, $answer) = @_;

    $client->{$_} = undef for qw(sent since out);
    $self->_close($client)
        if !$self->{keep_alive} || lc($answer->{headers}{connection} || '') eq 'close';
    $client->{in} = '';
    if ($client->{idle}) {
        $client->{call} = undef;
        return;
    }
    push @{ $self->{refusals} }, $answer if $answer->{status} == 503;
    if ($answer->{status} == 503 && $client->{busy} < $self->{busy}) {
        $client->{busy}++;
        $client->{not_before} = time + $self->{wait} * (0.5 + rand);
        return;
    }
    return $self->_finish($client, %$answer);
}

# The connection broke. Before the first byte of an answer the call may be
# tried again: the client cannot know that the server did anything.
sub _lost {
    my ($self, $client, $why) = @_;
    my $again = $why ne 'timeout' && !length($client->{in} || '');

    $self->_close($client);
    if ($client->{idle}) {
        $client->{call} = _idle_call() if $self->{reopen};
        $client->{$_} = undef for qw(sent since out);
        return;
    }
    return unless $client->{call};
    # Closed while the call waited for its time: nothing is lost.
    return unless $client->{sent} || $client->{out};
    $client->{$_} = undef for qw(sent since out);
    if ($again && $client->{closed} < $self->{closed}) {
        $client->{closed}++;
        return;
    }
    return $self->_finish($client, error => $why);
}

sub _close {
    my ($self, $client) = @_;

    close $client->{socket} if $client->{socket};
    $client->{socket} = undef;
    return;
}

sub _finish {
    my ($self, $client, %result) = @_;

    push @{ $self->{results} }, {
        client => $client->{number}, call => $client->{call}, busy => $client->{busy}, closed => $client->{closed},
        latency => time - ($client->{begun} || time), ended => time, %result
    };
    $self->_next_call($client);
    return;
}

# ---- figures ---------------------------------------------------------------------

# All 503 that were seen.
sub refusals { return @{ $_[0]{refusals} || [] } }

# "640 calls in 5.1 s: p50 12 ms, p99 80 ms, max 99 ms; 3 times 503, 1 closed"
sub summary {
    my ($self) = @_;
    my @results = @{ $self->{results} };
    my @latency = sort { $a <=> $b } map { $_->{latency} } @results;
    my ($busy, $closed) = (0, 0);

    $busy += $_->{busy}, $closed += $_->{closed} for @results;
    return sprintf '%d calls in %.1f s: p50 %.0f ms, p99 %.0f ms, max %.0f ms; '
        . '%d times 503, %d closed', scalar @results, $self->{seconds},
        (map { 1000 * ($latency[ int($_ * $#latency) ] || 0) } 0.5, 0.99, 1), $busy, $closed;
}

1;
