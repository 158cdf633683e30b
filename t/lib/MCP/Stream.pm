# SPDX-License-Identifier: Apache-2.0
package MCP::Stream;

# An event stream that stays open while the test does other things.
#
#   my $stream = MCP::Stream->open($url, { message }, %headers);   # POST
#   my $stream = MCP::Stream->open($url, undef, %headers);         # GET
#   $stream->status, $stream->header('content-type'), $stream->body (no stream)
#   my $message = $stream->next($seconds);      # undef: none in that time
#   $stream->is_closed($seconds); $stream->comments; $stream->ids; $stream->retry; $stream->close;

use strict;
use warnings;

use IO::Select;
use IO::Socket::INET;
use JSON::PP ();
use Time::HiRes qw(time);

my $json = JSON::PP->new->utf8->canonical->allow_nonref;

sub open {
    my ($class, $url, $message, %headers) = @_;
    my ($host, $port, $path) = $url =~ m{^http://([^:/]+):(\d+)(/.*)$} or die "no URL: $url\n";
    my $content = $message ? $json->encode($message) : '';
    my $self = bless {
        buffer => '', messages => [], ids => [], comments => 0,
        socket => IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port, Timeout => 10)
    }, $class;
    my %all = (
        Host => "$host:$port", Accept => 'application/json, text/event-stream',
        $message ? ('Content-Type' => 'application/json', 'Content-Length' => length $content) : (), %headers
    );

    die "connect: $!\n" unless $self->{socket};
    $self->{socket}->autoflush(1);
    print { $self->{socket} } join("\r\n", ($message ? 'POST' : 'GET') . " $path HTTP/1.1",
        (map { "$_: $all{$_}" } grep { defined $all{$_} } sort keys %all), '', $content);
    $self->_read_head;
    return $self;
}

# Waits for more. 0: nothing came, or the other side is gone.
sub _fill {
    my ($self, $seconds) = @_;

    return 0 if $self->{eof} || !IO::Select->new($self->{socket})->can_read($seconds);
    my $got = sysread $self->{socket}, my $bytes, 65536;
    if (!$got) {
        $self->{eof} = 1;
        return 0;
    }
    $self->{raw} .= $bytes;
    return 1;
}

sub _read_head {
    my ($self) = @_;
    my $limit = time + 15;

    $self->{raw} = '';
    until ($self->{raw} =~ /\r\n\r\n/) {
        die "no answer: $self->{raw}\n" if time > $limit;
        $self->_fill(0.5) or !$self->{eof} or die "closed without an answer\n";
    }
    my ($head) = $self->{raw} =~ s/\A(.*?)\r\n\r\n//s ? $1 : '';
    ($self->{status}) = $head =~ m{^HTTP/1\.\d (\d+)};
    $self->{headers} = { map { /^([^:]+):\s*(.*)$/ ? (lc $1 => $2) : () } split /\r\n/, $head };
    return;
}

sub status { return $_[0]{status} }
sub header { return $_[0]{headers}{ $_[1] } }
sub comments { $_[0]->_parse; return $_[0]{comments} }
sub retry { $_[0]->_parse; return $_[0]{retry} }
sub ids { $_[0]->_parse; return @{ $_[0]{ids} } }

# Takes what has come apart: chunks, then events.
sub _parse {
    my ($self) = @_;

    if (($self->header('transfer-encoding') || '') eq 'chunked') {
        while ($self->{raw} =~ /\A([0-9A-Fa-f]+)\r\n/) {
            my ($head, $size) = (length $&, hex $1);
            last if length $self->{raw} < $head + $size + 2;
            $self->{buffer} .= substr $self->{raw}, $head, $size;
            substr $self->{raw}, 0, $head + $size + 2, '';
            $self->{eof} = 1 if $size == 0;
        }
    }
    else {
        $self->{buffer} .= $self->{raw};
        $self->{raw} = '';
    }
    return unless ($self->header('content-type') || '') =~ m{^text/event-stream};
    while ($self->{buffer} =~ s/\A(.*?)\n\n//s) {
        my $event = $1;
        $self->{comments}++ if $event =~ /^:/m;
        $self->{retry} = $1 if $event =~ /^retry: ?(\d+)$/m;
        push @{ $self->{ids} }, $1 if $event =~ /^id: ?(.*)$/m;
        push @{ $self->{messages} }, $json->decode($1) if $event =~ /^data: ?(.+)$/m;
    }
    return;
}

sub next {
    my ($self, $seconds) = @_;
    my $limit = time + $seconds;

    for (;;) {
        $self->_parse;
        return shift @{ $self->{messages} } if @{ $self->{messages} };
        my $left = $limit - time;
        return undef if $left <= 0 || $self->{eof};
        $self->_fill($left);
    }
}

# The rest of an answer that is no stream, as JSON.
sub body {
    my ($self) = @_;
    my $length = $self->header('content-length') || 0;

    $self->_fill(5) while length $self->{raw} < $length && !$self->{eof};
    $self->_parse;
    return $json->decode($self->{buffer});
}

sub is_closed {
    my ($self, $seconds) = @_;
    my $limit = time + $seconds;

    while (!$self->{eof} && time < $limit) {
        $self->_fill($limit - time);
        $self->_parse;
    }
    return $self->{eof} ? 1 : 0;
}

sub close { close $_[0]{socket}; return }

1;
