# SPDX-License-Identifier: Apache-2.0
# What a handler needs of a request, read once. Paths are taken from the raw
# request line: httpd would decode %2e%2e and %2f, Nextcloud's Sabre does not.
package StandIn::Request;
use strict;
use warnings;
use Encode ();
use Apache2::Connection ();
use Apache2::RequestIO ();
use Apache2::RequestRec ();
use Apache2::RequestUtil ();
use Apache2::ServerUtil ();
use APR::Table ();
use StandIn::Json ();

my $BODY_MAX = 64 * 1024 * 1024;

sub new {
    my ($class, $r) = @_;
    my $raw = $r->unparsed_uri;
    $raw =~ s{^https?://[^/]*}{}i;
    my ($path, $query) = split /\?/, $raw, 2;
    return bless {
        r => $r, method => $r->method, raw => $raw,
        path => $path, query => $query // '',
    }, $class;
}

sub r      { return $_[0]{r} }
sub method { return $_[0]{method} }
sub raw    { return $_[0]{raw} }
sub path   { return $_[0]{path} }
sub state  { return $_[0]{r}->dir_config('StandInState') }
sub peer   { return $_[0]{r}->connection->client_ip }

sub header {
    my ($self, $name) = @_;
    return scalar $self->{r}->headers_in->get($name);
}

# The address the client used: links in answers must lead back to this httpd.
sub base {
    my ($self) = @_;
    my $host = $self->header('Host') // 'localhost';
    my $https = ($self->{r}->subprocess_env('HTTPS') // '') eq 'on';
    return ($https ? 'https://' : 'http://') . $host;
}

# Path segments, decoded to characters. Raw dot segments are resolved first,
# encoded ones are left alone: that is the order of Sabre.
sub segments {
    my ($self, $path) = @_;
    $path //= $self->{path};
    my @out;
    for my $part (grep { length } split m{/}, $path) {
        next if $part eq '.';
        if ($part eq '..') { pop @out; next }
        push @out, $part;
    }
    return map { unescape($_) } @out;
}

sub unescape {
    my ($text) = @_;
    $text =~ s/%([0-9a-fA-F]{2})/chr hex $1/ge;
    my $chars = eval { Encode::decode('UTF-8', $text, Encode::FB_CROAK) };
    return $chars // $text;
}

# Percent-encoding as Sabre does it: lower-case hex, nearly everything.
sub escape {
    my ($text) = @_;
    my $bytes = Encode::encode('UTF-8', $text);
    $bytes =~ s{([^A-Za-z0-9_.\-~/()])}{sprintf '%%%02x', ord $1}ge;
    return $bytes;
}

# As PHP's rawurlencode, for names in headers.
sub rawurlencode {
    my ($text) = @_;
    my $bytes = Encode::encode('UTF-8', $text);
    $bytes =~ s{([^A-Za-z0-9_.\-~])}{sprintf '%%%02X', ord $1}ge;
    return $bytes;
}

sub body {
    my ($self) = @_;
    return $self->{body} if defined $self->{body};
    my ($body, $buffer) = ('', '');
    while (my $got = $self->{r}->read($buffer, 65536)) {
        $body .= $buffer;
        die "request body too large\n" if length $body > $BODY_MAX;
    }
    return $self->{body} = $body;
}

# PHP's merge of query, form and JSON body. Broken JSON counts as empty.
sub params {
    my ($self) = @_;
    return $self->{params} if $self->{params};
    my $params = parse_form($self->{query});
    my $type = lc($self->header('Content-Type') // '');
    if ($type =~ m{^application/json}) {
        my $json = StandIn::Json::decode($self->body);
        %$params = (%$params, %$json) if ref $json eq 'HASH';
    }
    elsif ($type =~ m{^application/x-www-form-urlencoded}) {
        %$params = (%$params, %{ parse_form($self->body) });
    }
    return $self->{params} = $params;
}

# name=value, name[]=value and name[3]=value.
sub parse_form {
    my ($text) = @_;
    my %out;
    for my $pair (grep { length } split /&/, $text) {
        my ($name, $value) = split /=/, $pair, 2;
        $value //= '';
        s/\+/ /g for $name, $value;
        ($name, $value) = (unescape($name), unescape($value));
        if ($name =~ s/\[\d*\]$//) {
            $out{$name} = [] if ref $out{$name} ne 'ARRAY';
            push @{ $out{$name} }, $value;
        }
        else { $out{$name} = $value }
    }
    return \%out;
}

sub param {
    my ($self, $name) = @_;
    my $value = $self->params->{$name};
    return $value if ref $value ne 'JSON::PP::Boolean';
    return $value ? 'true' : 'false';
}

1;
