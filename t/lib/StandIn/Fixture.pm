# SPDX-License-Identifier: Apache-2.0
# Data taken from the recorded exchanges in t/fixtures/wire, read at start-up.
package StandIn::Fixture;
use strict;
use warnings;
use File::Basename ();
use File::Spec ();
use StandIn::Json ();

my $WIRE = File::Spec->catdir(File::Basename::dirname(__FILE__),
    File::Spec->updir, File::Spec->updir, 'fixtures', 'wire');
my $RECORDED_BASE = 'http://127.0.0.1:8180';

# The JSON of a recorded answer.
sub json {
    my ($name) = @_;
    my $file = "$WIRE/$name.http";
    open my $fh, '<:raw', $file or die "$file: $!\n";
    local $/ = undef;
    my ($json) = <$fh> =~ /^<<< RESPONSE\n.*?\n\r?\n([\[{].*)\z/ms
        or die "$file: no JSON\n";
    return StandIn::Json::decode($json) // die "$file: bad JSON\n";
}

# The "data" of a recorded OCS answer.
sub data {
    my ($name) = @_;
    return json($name)->{ocs}{data};
}

# A copy whose links lead to this server.
sub rebase {
    my ($ctx, $data) = @_;
    my $base = $ctx->{req}->base;
    return _copy($data, $base);
}

sub _copy {
    my ($data, $base) = @_;
    my $type = ref $data;
    return [ map { _copy($_, $base) } @$data ] if $type eq 'ARRAY';
    return { map { ($_ => _copy($data->{$_}, $base)) } keys %$data }
        if $type eq 'HASH';
    return $data if $type || !defined $data;
    return $data if index($data, $RECORDED_BASE) < 0;
    $data =~ s/\Q$RECORDED_BASE\E/$base/g;
    return $data;
}

1;
