# SPDX-License-Identifier: Apache-2.0
# Recorded HTTP exchanges (t/fixtures/wire/*.http): reading them, sending such
# a request byte by byte, and reading the answer into the same form.
#   request  = { method, target, headers => [[name, value], ...], body }
#   response = { status, headers => [[name, value], ...], body }
package MCP::Wire;
use strict;
use warnings;
use IO::Socket::INET ();

my $TIMEOUT = 30;

sub read_exchange {
    my ($file) = @_;
    open my $fh, '<:raw', $file or die "$file: $!\n";
    my $text = do { local $/ = undef; <$fh> };
    my ($name) = $text =~ /^# (\S+)/ or die "$file: no title\n";
    my ($request, $response) =
        $text =~ /^>>> REQUEST\n(.*?)^<<< RESPONSE\n(.*)\z/ms
        or die "$file: not an exchange\n";
    my ($line, @request) = _split_head($request);
    my ($method, $target) = split / /, $line;
    my ($status_line, @response) = _split_head($response);
    my ($status) = $status_line =~ m{^HTTP/\S+ (\d+)};
    return {
        name => $name,
        request => { method => $method, target => $target,
            headers => $request[0], body => _cut(@request) },
        response => { status => $status, headers => $response[0],
            body => $method eq 'HEAD' ? '' : _cut(@response) },
    };
}

sub _split_head {
    my ($text) = @_;
    my ($head, $body) = split /\r?\n\r?\n/, $text, 2;
    my ($line, @lines) = split /\r?\n/, $head;
    return ($line, [ map { [ split /:\s*/, $_, 2 ] } @lines ], $body // '');
}

# Content-Length decides; without one, what the recorder added is cut off.
sub _cut {
    my ($headers, $body) = @_;
    my $length = header({ headers => $headers }, 'Content-Length');
    return substr $body, 0, $length if defined $length;
    $body =~ s/\s+\z//;
    return $body;
}

# All values of a header, joined as HTTP allows; undef when it is not there.
sub header {
    my ($message, $name) = @_;
    my @values = map { $_->[1] }
        grep { lc $_->[0] eq lc $name } @{ $message->{headers} };
    return @values ? join ', ', @values : undef;
}

sub set_header {
    my ($message, $name, $value) = @_;
    my @rest = grep { lc $_->[0] ne lc $name } @{ $message->{headers} };
    push @rest, [ $name, $value ] if defined $value;
    $message->{headers} = \@rest;
    return;
}

# ---- the wire ---------------------------------------------------------------------

# base is http://host:port
sub send_request {
    my ($base, $request) = @_;
    my ($host, $port) = $base =~ m{^http://([^:/]+):?(\d*)}
        or die "not an http URL: $base\n";
    my $socket = IO::Socket::INET->new(PeerAddr => $host,
        PeerPort => $port || 80, Timeout => $TIMEOUT)
        or die "connect $base: $!\n";
    my %copy = %$request;
    set_header(\%copy, Host => "$host:" . ($port || 80));
    set_header(\%copy, Connection => 'close');
    set_header(\%copy, 'Content-Length' => length $copy{body})
        if length $copy{body}
        && !defined header(\%copy, 'Transfer-Encoding');
    my $head = join '', map { "$_->[0]: $_->[1]\r\n" } @{ $copy{headers} };
    print {$socket} "$copy{method} $copy{target} HTTP/1.1\r\n$head\r\n",
        $copy{body};
    my $raw = do { local $/ = undef; <$socket> };
    close $socket;
    return _parse($raw // '');
}

sub _parse {
    my ($raw) = @_;
    $raw =~ s{^HTTP/1\.1 100 .*?\r\n\r\n}{}s;
    my ($line, $headers, $body) = _split_head($raw);
    my ($status) = ($line // '') =~ m{^HTTP/\S+ (\d+)} or die "no answer\n";
    my $response = { status => $status, headers => $headers, body => $body };
    $response->{body} = _unchunk($body)
        if (header($response, 'Transfer-Encoding') // '') =~ /chunked/i;
    return $response;
}

sub _unchunk {
    my ($body) = @_;
    my $out = '';
    while ($body =~ s/^([0-9a-fA-F]+)[^\r\n]*\r\n//) {
        my $length = hex $1 or last;
        $out .= substr $body, 0, $length, '';
        $body =~ s/^\r\n//;
    }
    return $out;
}

1;
