# SPDX-License-Identifier: Apache-2.0
# GET /cloud/capabilities, from the recorded answers: the plain server's set,
# the set with all apps, and what an anonymous caller may see.
package StandIn::Capabilities;
use strict;
use warnings;
use Digest::MD5 ();
use StandIn::Apps ();
use StandIn::Convert ();
use StandIn::Fixture ();
use StandIn::Json ();
use StandIn::Ocs ();

my $PLAIN = StandIn::Fixture::data('015-capabilities');
my $ALL   = StandIn::Fixture::data('727-throttle-capabilities-bearer');
my $ANON  = StandIn::Fixture::data('726-throttle-capabilities-anon');

# Throttled callers are told how long Nextcloud would like to wait.
my $DELAY_MS = 25000;

# Keys a server without extra apps has.
sub plain_keys { return sort keys %{ $PLAIN->{capabilities} } }
sub all_keys   { return sort keys %{ $ALL->{capabilities} } }

sub get {
    my ($ctx) = @_;
    my $source = defined $ctx->{uid} ? $ALL : $ANON;
    my %caps;
    for my $key (sort keys %{ $source->{capabilities} }) {
        next if !StandIn::Apps::enabled($ctx, $key);
        $caps{$key} = $source->{capabilities}{$key};
    }
    _adapt($ctx, \%caps);
    my $data = { version => $source->{version}, capabilities => \%caps };
    my $etag = Digest::MD5::md5_hex(StandIn::Json::encode($data));
    return StandIn::Ocs::ok($ctx, StandIn::Fixture::rebase($ctx, $data),
        [ ETag => qq{"$etag"} ]);
}

# Apps that were not there when the answers were recorded.
my %ADDED = (
    assistant => { version => '4.0.0', enabled => StandIn::Json::true() },
    integration_openproject => { app_version => '2.9.1' },
    richdocuments => { version => '9.0.1' },
);

# Replaces only copies: the templates belong to every request.
sub _adapt {
    my ($ctx, $caps) = @_;
    for my $app (grep { StandIn::Apps::added($ctx, $_) } keys %ADDED) {
        $caps->{$app} = $ADDED{$app};
    }
    my $busy = ($ctx->{control}{throttle} // 'off') eq 'on';
    $caps->{bruteforce} = { delay => $busy ? $DELAY_MS : 0,
        'allow-listed' => StandIn::Json::false() };
    $caps->{files} = { %{ $caps->{files} },
        file_conversions => StandIn::Convert::advertised($ctx) }
        if $caps->{files};
    return;
}

1;
