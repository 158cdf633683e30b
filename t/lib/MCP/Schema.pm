# SPDX-License-Identifier: Apache-2.0
package MCP::Schema;

# What in a value is not as a JSON Schema says, for the keywords that the
# manifests' output schemas use. A keyword that is unknown here is a violation
# too: nothing is passed over.

use strict;
use warnings;

use Exporter qw(import);
use JSON::PP ();

our @EXPORT_OK = qw(violations);

my $json = JSON::PP->new->allow_nonref->canonical;
my %ignored = map { $_ => 1 } qw(description title default examples format $schema additionalProperties properties
    required items type enum minimum maximum maxLength maxItems minLength minItems);

my %is = (
    object  => sub { ref $_[0] eq 'HASH' },
    array   => sub { ref $_[0] eq 'ARRAY' },
    null    => sub { !defined $_[0] },
    boolean => sub { JSON::PP::is_bool($_[0]) },
    # By how it was written: 1 is a number, "1" a text.
    string  => sub { defined $_[0] && !ref $_[0] && $json->encode($_[0]) =~ /^"/ },
    number  => sub { defined $_[0] && !ref $_[0] && $json->encode($_[0]) !~ /^"/ },
    integer => sub { defined $_[0] && !ref $_[0] && $json->encode($_[0]) =~ /^-?\d+$/ },
);

sub violations {
    my ($value, $schema, $at) = @_;
    my @found;

    $at //= '';
    push @found, "$at: unknown keyword $_" for grep { !$ignored{$_} } sort keys %$schema;
    if (defined(my $type = $schema->{type})) {
        my @types = ref $type ? @$type : ($type);
        return (@found, "$at: is no " . join ' or ', @types) unless grep { $is{$_}->($value) } @types;
    }
    if ($schema->{enum}) {
        push @found, "$at: is none of enum"
            unless grep { $json->encode($_) eq $json->encode($value) } @{ $schema->{enum} };
    }
    push @found, _object($value, $schema, $at) if ref $value eq 'HASH';
    if (ref $value eq 'ARRAY' && $schema->{items}) {
        push @found, map { violations($value->[$_], $schema->{items}, "$at/$_") } 0 .. $#$value;
    }
    return @found;
}

sub _object {
    my ($value, $schema, $at) = @_;
    my $properties = $schema->{properties} || {};
    my @found = map { "$at: $_ is missing" } grep { !exists $value->{$_} } @{ $schema->{required} || [] };

    for my $name (sort keys %$value) {
        if ($properties->{$name}) {
            push @found, violations($value->{$name}, $properties->{$name}, "$at/$name");
        }
        elsif (JSON::PP::is_bool($schema->{additionalProperties}) && !$schema->{additionalProperties}) {
            push @found, "$at: $name is not declared";
        }
    }
    return @found;
}

1;
