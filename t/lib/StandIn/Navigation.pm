# SPDX-License-Identifier: Apache-2.0
# GET /core/navigation/apps
package StandIn::Navigation;
use strict;
use warnings;
use Digest::MD5 ();
use StandIn::Apps ();
use StandIn::Fixture ();
use StandIn::Json ();
use StandIn::Ocs ();

# The recorded server had no Mail yet.
my $ENTRIES = StandIn::Fixture::data('588-navigation');
push @$ENTRIES, grep { $_->{app} eq 'mail' } @{ StandIn::Fixture::data('1800-navigation-mail') };

sub apps {
    my ($ctx) = @_;
    my @seen = grep { StandIn::Apps::enabled($ctx, $_->{app}) } @$ENTRIES;
    my $etag = Digest::MD5::md5_hex(StandIn::Json::encode(\@seen));
    return StandIn::Ocs::ok($ctx, StandIn::Fixture::rebase($ctx, \@seen),
        [ ETag => qq{"$etag"} ]);
}

1;
