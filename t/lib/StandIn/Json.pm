# SPDX-License-Identifier: Apache-2.0
# JSON as PHP's json_encode writes it: slashes escaped, everything ASCII.
# JSON::XS is faster but keeps C statics that ithreads share; the core module
# reads, and the few lines here write.
package StandIn::Json;
use strict;
use warnings;
use B ();
use JSON::PP ();

sub true  { return $JSON::PP::true }
sub false { return $JSON::PP::false }
sub bool  { return $_[0] ? $JSON::PP::true : $JSON::PP::false }

# undef when the text is not JSON, as PHP's json_decode.
sub decode {
    my ($bytes) = @_;
    my $value = eval { JSON::PP->new->utf8->allow_nonref->decode($bytes) };
    return $value;
}

sub encode {
    my ($value) = @_;
    my $ref = ref $value;
    return _scalar($value) if !$ref;
    return '[' . join(',', map { encode($_) } @$value) . ']'
        if $ref eq 'ARRAY';
    return _object($value)              if $ref eq 'HASH';
    return _ordered($value)             if $ref eq 'StandIn::Json::Ordered';
    return $value ? 'true' : 'false'    if $ref eq 'JSON::PP::Boolean';
    return encode("$value");
}

# A hash that keeps the order it was written in; PHP arrays do, and so do the
# recorded answers.
sub ordered { return bless [@_], 'StandIn::Json::Ordered' }

sub _ordered {
    my ($pairs) = @_;
    my @out;
    for (my $i = 0; $i < @$pairs; $i += 2) {
        push @out, _string($pairs->[$i]) . ':' . encode($pairs->[ $i + 1 ]);
    }
    return '{' . join(',', @out) . '}';
}

sub _object {
    my ($hash) = @_;
    return '{'
        . join(',', map { _string($_) . ':' . encode($hash->{$_}) }
            sort keys %$hash)
        . '}';
}

sub _scalar {
    my ($value) = @_;
    return 'null' if !defined $value;
    my $flags = B::svref_2object(\$value)->FLAGS;
    return 0 + $value
        if $flags & (B::SVf_IOK | B::SVf_NOK) and !($flags & B::SVf_POK);
    return _string($value);
}

my %SHORT = (
    "\n" => '\\n', "\r" => '\\r', "\t" => '\\t', "\f" => '\\f',
    "\b" => '\\b', '"' => '\\"', '\\' => '\\\\', '/' => '\\/',
);

sub _string {
    my ($text) = @_;
    $text =~ s{(["\\/\n\r\t\f\x08])}{$SHORT{$1}}g;
    $text =~ s{([^\x20-\x7e])}{_escape(ord $1)}ge;
    return qq{"$text"};
}

sub _escape {
    my ($code) = @_;
    return sprintf '\\u%04x', $code if $code < 0x10000;
    $code -= 0x10000;
    return sprintf '\\u%04x\\u%04x', 0xd800 + ($code >> 10),
        0xdc00 + ($code & 0x3ff);
}

1;
