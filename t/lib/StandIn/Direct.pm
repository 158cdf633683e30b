# SPDX-License-Identifier: Apache-2.0
# Direct links: made by POST apps/dav/api/v1/direct, fetched without a login.
package StandIn::Direct;
use strict;
use warnings;
use StandIn::Date ();
use StandIn::Error ();
use StandIn::Files ();
use StandIn::Home ();
use StandIn::Json ();
use StandIn::Ocs ();
use StandIn::State ();
use StandIn::Tree ();

my $HOURS_8 = 8 * 60 * 60;
my $DAY     = 24 * 60 * 60;

sub create {
    my ($ctx) = @_;
    my $place = StandIn::Home::by_id($ctx->{state}, $ctx->{uid},
        $ctx->{req}->param('fileId'));
    StandIn::Error::ocs(404, '') if !$place;
    StandIn::Error::ocs(400, 'Direct download only works for files')
        if StandIn::Tree::is_dir($place->{node});
    my $seconds = $ctx->{req}->param('expirationTime') // $HOURS_8;
    StandIn::Error::ocs(400, 'Expiration time should be greater than 0 and'
        . ' less than or equal to 86400')
        if $seconds !~ /^\d+$/ || $seconds < 1 || $seconds > $DAY;
    my $token = StandIn::State::random(60);
    $ctx->{state}->update(sub {
        my $links = $ctx->{state}->load('direct') // {};
        $links->{$token} = { uid => $ctx->{uid}, id => $place->{node}{id},
            until => time + $seconds };
        $ctx->{state}->put(direct => $links);
        return;
    });
    return StandIn::Ocs::ok($ctx, StandIn::Json::ordered(
        url => $ctx->{req}->base . "/remote.php/direct/$token"));
}

# /remote.php/direct/{token}
sub fetch {
    my ($ctx, $token) = @_;
    StandIn::Error::dav('Maintenance', 'System is in maintenance mode.')
        if $ctx->{control}{maintenance};
    my $links = $ctx->{state}->load('direct') // {};
    my $link  = $links->{ $token // '' };
    StandIn::Error::dav('NotFound', '') if !$link || $link->{until} < time;
    my $place = StandIn::Home::by_id($ctx->{state}, @$link{qw(uid id)});
    StandIn::Error::dav('NotFound', '') if !$place;
    my $node  = $place->{node};
    my $reply = StandIn::Files::content($ctx, $node, $node->{name});
    $reply->{headers} = [
        [ 'Last-Modified' => StandIn::Date::http($node->{mtime}) ],
        [ ETag => $node->{etag} ],
        (grep { $_->[0] eq 'Content-Range' } @{ $reply->{headers} }),
    ];
    return $reply;
}

1;
