# SPDX-License-Identifier: Apache-2.0
# GET /cloud/user
package StandIn::Profile;
use strict;
use warnings;
use StandIn::Json ();
use StandIn::Ocs ();
use StandIn::Tree ();
use StandIn::Users ();

# Account fields in the order of the provisioning API, with their scopes.
my @FIELDS = (
    [ phone => '', 'v2-local' ],        [ address => '', 'v2-local' ],
    [ website => '', 'v2-local' ],      [ twitter => '', 'v2-local' ],
    [ bluesky => '', 'v2-local' ],      [ fediverse => '', 'v2-local' ],
    [ organisation => '', 'v2-local' ], [ role => '', 'v2-local' ],
    [ headline => '', 'v2-local' ],     [ biography => '', 'v2-local' ],
    [ profile_enabled => '1', 'v2-local' ],
    [ pronouns => '', 'v2-federated' ],
);

sub get {
    my ($ctx) = @_;
    my $uid   = $ctx->{uid};
    my $user  = StandIn::Users::get($uid);
    my $first = 1795408520;
    my $now   = time;
    return StandIn::Ocs::ok($ctx, StandIn::Json::ordered(
        enabled => StandIn::Json::true(), id => $uid,
        firstLoginTimestamp => $first, lastLoginTimestamp => $now,
        lastLogin => $now * 1000, backend => 'Database', subadmin => [],
        quota => _quota($ctx, $uid), manager => '',
        avatarScope => 'v2-federated', email => StandIn::Users::email($uid),
        emailScope => 'v2-federated', additional_mail => [],
        additional_mailScope => [], displayname => $user->{display},
        'display-name' => $user->{display},
        displaynameScope => 'v2-federated',
        (map { ($_->[0] => $_->[1], "$_->[0]Scope" => $_->[2]) } @FIELDS),
        groups => $user->{groups}, language => 'en', locale => '',
        timezone => '', notify_email => undef,
        backendCapabilities => StandIn::Json::ordered(
            setDisplayName => StandIn::Json::true(),
            setPassword => StandIn::Json::true()),
    ));
}

# -3 is Nextcloud's word for "no limit".
sub _quota {
    my ($ctx, $uid) = @_;
    my $used  = StandIn::Tree::used($ctx->{state}, $uid);
    my $quota = StandIn::Users::quota($uid);
    my $relative = $quota ? 0 + sprintf '%.2f', 100 * $used / $quota : 0;
    my $free = defined $quota ? $quota - $used : -3;
    return StandIn::Json::ordered(
        free => $free, used => $used, total => $quota // -3,
        relative => $relative, quota => $quota // -3);
}

1;
